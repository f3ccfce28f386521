package io.citylake.run.batch;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What people are told of files whose content was loaded under another name. */
final class SkippedCopies {
  private static final int NAMED = 5;

  private SkippedCopies() {}

  /** {@code skipped 2 files that are copies: b.csv, c.csv}; empty where there are none. */
  static String phrase(List<String> copies) {
    if (copies.isEmpty()) {
      return "";
    }
    return (copies.size() == 1
            ? "skipped 1 file that is a copy: "
            : "skipped %d files that are copies: ".formatted(copies.size()))
        + named(copies);
  }

  /** {@code a.csv, b.csv and 3 more}. */
  static String named(Collection<String> sources) {
    String names = sources.stream().limit(NAMED).collect(Collectors.joining(", "));
    return sources.size() > NAMED
        ? names + " and %d more".formatted(sources.size() - NAMED)
        : names;
  }
}
