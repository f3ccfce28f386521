package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Header;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest rows of a table, as many as its header has. Over each column their texts are joined; a
 * row that says nothing there adds nothing. In a workbook a merged cell speaks for each of its
 * columns. Text has no merged cells: there an empty cell above the last row goes on with the one
 * left of it, as far as the rows above it do and the column says anything.
 */
final class HeaderRows {
  private final int count;
  private final String joiner;
  private final Deque<Line> lines = new ArrayDeque<>();

  private record Line(List<String> cells, List<String> headings, long place, boolean knowsMerged) {}

  HeaderRows(Header look) {
    this.count = look.rows();
    this.joiner = look.joiner();
  }

  /** Takes a row, and gives the place of the one that is none of the latest any more. */
  Optional<Long> take(CellSource row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.width(); i++) {
      cells.add(orEmpty(row.value(i)));
    }
    List<String> headings = new ArrayList<>();
    for (int i = 0; i < row.headings(); i++) {
      headings.add(stripped(orEmpty(row.heading(i))));
    }
    lines.addLast(new Line(cells, headings, row.place(), row.knowsMerged()));
    return lines.size() > count ? Optional.of(lines.removeFirst().place()) : Optional.empty();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  boolean isWhole() {
    return lines.size() == count;
  }

  long place() {
    return lines.getFirst().place();
  }

  List<List<String>> cells() {
    return lines.stream().map(Line::cells).toList();
  }

  /** A name for each column, empty where no row has one. */
  List<String> names() {
    int width = lines.stream().mapToInt(line -> line.headings().size()).max().orElse(0);
    List<String> names = new ArrayList<>();
    List<String> left = List.of();
    for (int column = 0; column < width; column++) {
      List<String> own = column(column);
      left = left.isEmpty() ? own : withLeft(own, left);
      boolean says = own.stream().anyMatch(text -> !text.isEmpty());
      names.add(
          says ? String.join(joiner, left.stream().filter(text -> !text.isEmpty()).toList()) : "");
    }
    return names;
  }

  private List<String> column(int column) {
    return lines.stream()
        .map(line -> column < line.headings().size() ? line.headings().get(column) : "")
        .toList();
  }

  private List<String> withLeft(List<String> own, List<String> left) {
    List<String> said = new ArrayList<>(own);
    if (!lines.getFirst().knowsMerged()) {
      for (int row = 0; row < count - 1 && own.get(row).isEmpty(); row++) {
        said.set(row, left.get(row));
      }
    }
    return said;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String stripped(String text) {
    String plain = text.strip();
    return plain.startsWith("\uFEFF") ? plain.substring(1).strip() : plain;
  }
}
