package io.citylake.run.batch;

import java.util.List;

/** What people are told of files whose content was loaded under another name. */
final class SkippedCopies {
  private static final int NAMED = 5;

  private SkippedCopies() {}

  /** {@code skipped 2 files that are copies: b.csv, c.csv}; empty where there are none. */
  static String phrase(List<String> copies) {
    if (copies.isEmpty()) {
      return "";
    }
    String names = String.join(", ", copies.subList(0, Math.min(NAMED, copies.size())));
    String more = copies.size() > NAMED ? " and %d more".formatted(copies.size() - NAMED) : "";
    return (copies.size() == 1
            ? "skipped 1 file that is a copy: "
            : "skipped %d files that are copies: ".formatted(copies.size()))
        + names
        + more;
  }
}
