package io.citylake.contract;

/**
 * One mistake in one file of a workspace.
 *
 * @param file under the workspace's home
 * @param line from 1
 * @param column from 1
 * @param message what was expected and what was found, with a suggestion where there is one
 */
public record Problem(String file, int line, int column, String message)
    implements Comparable<Problem> {
  @Override
  public int compareTo(Problem other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return "%s:%d:%d: %s".formatted(file, line, column, message);
  }
}
