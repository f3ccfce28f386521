package io.citylake.run.batch;

import io.citylake.read.ReadBatch;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people are told of files that are no deliveries, or deliveries of nothing. */
final class PassedOver {
  private static final int NAMED = 5;

  private PassedOver() {}

  /** {@code skipped 2 files that are copies: b.csv, c.csv}; empty where there are none. */
  static String phrase(ReadBatch rows) {
    return Stream.of(
            phrase(
                rows.duplicates(),
                "skipped 1 file that is a copy",
                "skipped %d files that are copies"),
            phrase(rows.empty(), "1 file holds no record", "%d files hold no record"),
            phrase(
                rows.passedOver(),
                "passed over 1 file of an archive",
                "passed over %d files of archives"),
            phrase(
                rows.waiting(),
                "1 file is younger than min-age and waits",
                "%d files are younger than min-age and wait"))
        .filter(phrase -> !phrase.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String phrase(List<String> files, String one, String several) {
    if (files.isEmpty()) {
      return "";
    }
    return (files.size() == 1 ? one : several.formatted(files.size())) + ": " + named(files);
  }

  /** {@code a.csv, b.csv and 3 more}. */
  static String named(Collection<String> sources) {
    String names = sources.stream().limit(NAMED).collect(Collectors.joining(", "));
    return sources.size() > NAMED
        ? names + " and %d more".formatted(sources.size() - NAMED)
        : names;
  }
}
