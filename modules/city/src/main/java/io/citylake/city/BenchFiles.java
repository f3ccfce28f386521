package io.citylake.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Device readings as CSV for benchmarks: {@link #HEADER}, about 80 bytes a line, ASCII, LF, in the
 * order of event time over {@link #DAYS} days from 2026-01-01; one row in 2,000 is bad in one of
 * six ways. The same rows, files and seed give the same bytes. Bytes are put together by hand,
 * because formatting would take longer than the loads that are measured.
 */
public final class BenchFiles {
  public static final String HEADER =
      "device_id,event_time,kind,street,lon,lat,value,battery,quality";

  /** Over how many days the event times spread. */
  public static final int DAYS = 10;

  /** Rows that are bad: one in so many. */
  public static final int BAD_EVERY = 2_000;

  private static final int BUFFER = 1 << 20;

  private BenchFiles() {}

  /**
   * What was written.
   *
   * @param reasons bad rows by {@code column:rule}, each row with exactly one
   * @param valueHundredths the sum of {@code value} over the good rows, in hundredths
   */
  public record Written(
      List<Path> files,
      long rows,
      long bytes,
      SortedMap<String, Long> reasons,
      long valueHundredths) {
    public Written {
      files = List.copyOf(files);
      reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
    }

    public long bad() {
      return reasons.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Writes {@code readings-000.csv} and so on into the directory, on all processors. */
  public static Written write(Path dir, long rows, int files, long seed) {
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      Files.createDirectories(dir);
      List<Future<BenchFile>> parts = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        int part = i;
        Path file = dir.resolve("readings-%03d.csv".formatted(i));
        long from = rows * part / files;
        long until = rows * (part + 1) / files;
        parts.add(workers.submit(() -> writeOne(file, new BenchFile(seed, rows, from, until))));
      }
      return total(dir, rows, parts);
    } catch (IOException | ExecutionException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot write the benchmark's files: %s (dir=%s)".formatted(e.getMessage(), dir),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(
          ErrorCode.CANCELLED,
          "Cannot write the benchmark's files: interrupted (dir=%s)".formatted(dir),
          e);
    } finally {
      workers.shutdownNow();
    }
  }

  private static BenchFile writeOne(Path file, BenchFile part) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
      part.write(out);
    }
    return part;
  }

  private static Written total(Path dir, long rows, List<Future<BenchFile>> parts)
      throws ExecutionException, InterruptedException {
    SortedMap<String, Long> reasons = new TreeMap<>();
    long bytes = 0;
    long value = 0;
    List<Path> files = new ArrayList<>();
    for (Future<BenchFile> each : parts) {
      BenchFile part = each.get();
      part.reasons().forEach((label, n) -> reasons.merge(label, n, Long::sum));
      bytes += part.bytes();
      value += part.valueHundredths();
      files.add(dir.resolve("readings-%03d.csv".formatted(files.size())));
    }
    return new Written(files, rows, bytes, reasons, value);
  }
}
