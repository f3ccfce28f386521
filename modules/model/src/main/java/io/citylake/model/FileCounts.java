package io.citylake.model;

import java.io.Serializable;

/**
 * What the files that a run took up were to its job. A file that is as the job knows it is none of
 * them.
 *
 * @param fresh files of which no rows were loaded before
 * @param corrected files whose content replaces what was loaded of them
 * @param again files that are loaded once more as they were, by a full refresh
 * @param copies files that are passed over because another name had the same content
 * @param unreadable files that are refused whole
 */
public record FileCounts(long fresh, long corrected, long again, long copies, long unreadable)
    implements Serializable {
  public static FileCounts none() {
    return new FileCounts(0, 0, 0, 0, 0);
  }

  public FileCounts plus(FileCounts other) {
    return new FileCounts(
        fresh + other.fresh,
        corrected + other.corrected,
        again + other.again,
        copies + other.copies,
        unreadable + other.unreadable);
  }

  /** {@code 2 new 1 corrected}; {@code none}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    add(text, fresh, "new");
    add(text, corrected, "corrected");
    add(text, again, "again");
    add(text, copies, copies == 1 ? "copy" : "copies");
    add(text, unreadable, "unreadable");
    return text.isEmpty() ? "none" : text.toString();
  }

  private static void add(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append(text.isEmpty() ? "" : " ").append(count).append(' ').append(what);
    }
  }
}
