package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.read.file.FileLister.Listed;
import io.citylake.read.file.Fingerprinter.Fingerprint;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.FormatTask.Holding;
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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks into files: what each holds, or why it cannot be read. */
final class FileScanner {
  private static final int THREADS = 2;

  /** In bytes. What holds no record has a schema or a style sheet at most. */
  private static final long SMALL = 64 << 10;

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
  private final BooleanSupplier cancelled;

  FileScanner(Storage storage, FormatTask format, Fingerprinter fingerprinter, Packing packing) {
    this(storage, format, fingerprinter, packing, () -> false);
  }

  private FileScanner(
      Storage storage,
      FormatTask format,
      Fingerprinter fingerprinter,
      Packing packing,
      BooleanSupplier cancelled) {
    this.storage = storage;
    this.format = format;
    this.fingerprinter = fingerprinter;
    this.packing = packing;
    this.cancelled = cancelled;
  }

  /** One that gives up, with CANCELLED, once that says so. */
  FileScanner until(BooleanSupplier cancelled) {
    return new FileScanner(storage, format, fingerprinter.until(cancelled), packing, cancelled);
  }

  /** A file with what is in it, or why it cannot be read. */
  record Scanned(Listed file, @Nullable Fingerprint print, @Nullable CityLakeException failure) {
    /** With contents as a position knows them by their hashes. */
    Scanned knownIn(Set<String> hashes) {
      return print == null
          ? this
          : new Scanned(
              file,
              new Fingerprint(
                  print.contents().stream().map(content -> content.knownIn(hashes)).toList(),
                  print.passedOver()),
              failure);
    }
  }

  private Scanned scan(Listed file, boolean thorough) {
    try {
      Fingerprint print = lookedAt(fingerprinter.read(file.found(), file.source()));
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

  /** Whether a small workbook or Parquet file holds a record shows only when it is opened. */
  private Fingerprint lookedAt(Fingerprint print) throws IOException {
    if (format.isText()) {
      return print;
    }
    List<Content> contents = new ArrayList<>();
    for (Content content : print.contents()) {
      contents.add(content.bytes() > SMALL ? content : content.withHolding(holding(content)));
    }
    return new Fingerprint(contents, print.passedOver());
  }

  private Holding holding(Content content) throws IOException {
    try (RecordCursor cursor = packing.whole(content).open()) {
      return FormatTask.hasRecord(cursor) ? Holding.RECORDS : Holding.NO_RECORD;
    }
  }

  static void requireWanted(BooleanSupplier cancelled, String source) {
    if (cancelled.getAsBoolean()) {
      throw new CityLakeException(
          ErrorCode.CANCELLED, "Cannot read %s: the run was cancelled".formatted(source));
    }
  }

  private void readToItsEnd(Content content) throws IOException {
    try (RecordCursor cursor = packing.whole(content).open()) {
      boolean first = true;
      while (cursor.next()) {
        requireWanted(cancelled, content.source());
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
