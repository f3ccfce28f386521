package io.citylake.bench;

import io.citylake.app.EmbeddedLake;
import io.citylake.city.BenchFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What one small file costs a process that stays: from listing the files to the commit. */
final class SmallJobs {
  private static final int TIMES = 50;
  private static final long ROWS = 1_000;

  private final EmbeddedLake lake;
  private final Path landing;

  SmallJobs(EmbeddedLake lake, Path landing) {
    this.lake = lake;
    this.landing = landing;
  }

  /** Loads file after file, each new beside those that are in. */
  String run() {
    double[] seconds = new double[TIMES];
    for (int time = 0; time < TIMES; time++) {
      arrive(time);
      long start = System.nanoTime();
      CityLakeIngest.load(lake);
      seconds[time] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return String.format(
        Locale.ROOT,
        "One more file of %,d rows, from listing to commit, %d times: %.2f s (%.2f - %.2f)",
        ROWS,
        TIMES,
        BenchReport.median(seconds),
        seconds[0],
        seconds[TIMES - 1]);
  }

  private void arrive(int time) {
    Path made = landing.resolveSibling("small");
    BenchFiles.Written written = BenchFiles.write(made, ROWS, 1, time);
    try {
      Files.move(
          written.files().get(0),
          landing.resolve(String.format(Locale.ROOT, "small-%03d.csv", time)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot move the benchmark's file to " + landing, e);
    }
  }
}
