package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.read.file.FileLister.Listed;
import io.citylake.read.file.Fingerprinter.Fingerprint;
import io.citylake.read.format.FormatTask;
import io.citylake.read.record.RecordCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Looks into files: what each holds, or why it cannot be read. */
final class FileScanner {
  private static final int THREADS = 2;

  /** What can be wrong with one file and right with the others. */
  private static final Set<ErrorCode> OF_ONE_FILE =
      EnumSet.of(
          ErrorCode.SOURCE_UNREADABLE,
          ErrorCode.SOURCE_HEADER_MISSING,
          ErrorCode.SOURCE_TOO_LARGE,
          ErrorCode.SOURCE_CHANGED);

  private final Storage storage;
  private final FormatTask format;
  private final Fingerprinter fingerprinter;
  private final Packing packing;

  FileScanner(Storage storage, FormatTask format, Fingerprinter fingerprinter, Packing packing) {
    this.storage = storage;
    this.format = format;
    this.fingerprinter = fingerprinter;
    this.packing = packing;
  }

  /** A file with what is in it, or why it cannot be read. */
  record Scanned(Listed file, @Nullable Fingerprint print, @Nullable CityLakeException failure) {}

  private Scanned scan(Listed file, boolean thorough) {
    try {
      Fingerprint print = fingerprinter.read(file.found(), file.source());
      if (thorough) {
        for (Content content : print.contents()) {
          readToItsEnd(content);
        }
      }
      return new Scanned(file, print, null);
    } catch (CityLakeException e) {
      if (!OF_ONE_FILE.contains(e.code())) {
        throw e;
      }
      return new Scanned(file, null, e);
    } catch (IOException e) {
      return new Scanned(file, null, Fingerprinter.unreadable(file.source(), e, storage));
    }
  }

  private void readToItsEnd(Content content) throws IOException {
    try (RecordCursor cursor = packing.whole(content).open()) {
      boolean first = true;
      while (cursor.next()) {
        List<String> missing =
            first && cursor.row().malformed() == null && !cursor.skipped()
                ? format.wanted().missing(cursor.row().names())
                : List.of();
        if (!missing.isEmpty()) {
          throw new CityLakeException(
              ErrorCode.SOURCE_HEADER_MISSING,
              "Cannot read %s: it lacks %s, which the job maps (found=%s)"
                  .formatted(content.source(), missing, cursor.row().names()));
        }
        first &= cursor.skipped() || cursor.row().malformed() != null;
      }
    }
  }

  /**
   * Looks into files; the answers are in their order.
   *
   * @param thorough whether each is read to its end
   */
  List<Scanned> scanAll(List<Listed> files, boolean thorough) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "citylake-fingerprint");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<Scanned>> waiting = new ArrayList<>();
      for (Listed file : files) {
        waiting.add(threads.submit(() -> scan(file, thorough)));
      }
      List<Scanned> scanned = new ArrayList<>();
      for (Future<Scanned> each : waiting) {
        scanned.add(each.get());
      }
      return scanned;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(ErrorCode.CANCELLED, "Cannot go on: interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CityLakeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
