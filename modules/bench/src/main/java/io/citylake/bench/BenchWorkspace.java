package io.citylake.bench;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A workspace of one job, made anew for each benchmark so that an earlier one leaves nothing
 * behind.
 */
final class BenchWorkspace {
  /** Only a directory that a benchmark made is made anew. */
  private static final String MARKER = ".citylake-bench";

  private static final List<String> FILES =
      List.of(
          "conf/citylake.yaml",
          "conf/themes/bench.yaml",
          "conf/themes/bench/ods_reading.yaml",
          "jobs/bench/readings.yaml");

  /** Of a job, and of a step that follows it. */
  private static final List<String> FOLLOWED =
      Stream.concat(
              FILES.stream(), Stream.of("conf/themes/bench/dws_day.yaml", "jobs/bench/dws_day.sql"))
          .toList();

  private BenchWorkspace() {}

  static void make(Path directory) {
    make(directory, "/bench/", FILES);
  }

  /** That of upkeep: a table that is loaded all the time, and a step that follows it. */
  static void makeFollowed(Path directory) {
    make(directory, "/upkeep/", FOLLOWED);
  }

  private static void make(Path directory, String from, List<String> names) {
    clear(directory);
    try {
      for (String file : names) {
        Path target = directory.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream source = BenchWorkspace.class.getResourceAsStream(from + file)) {
          Files.copy(Objects.requireNonNull(source, file), target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the benchmark's workspace in " + directory, e);
    }
  }

  /**
   * Makes the directory anew, with nothing in it but the mark of a benchmark.
   *
   * @throws CityLakeException USAGE where it is there and has no such mark
   */
  static void clear(Path directory) {
    try {
      if (Files.exists(directory)) {
        if (!Files.exists(directory.resolve(MARKER))) {
          throw new CityLakeException(
              ErrorCode.USAGE,
              "Cannot run the benchmark there: the directory is none of an earlier benchmark; name another with --to (directory=%s)"
                  .formatted(directory));
        }
        delete(directory);
      }
      Files.createDirectories(directory);
      Files.createFile(directory.resolve(MARKER));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clear the benchmark's directory " + directory, e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
