package io.citylake.govern.access;

import io.citylake.model.Sha256;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a log from its first line to its head and tells where it isn't what was written. */
public final class ChainCheck {
  private final Path directory;
  private ChainHead last = ChainHead.START;
  private @Nullable Path lastFile;
  private int lastNumber;
  private @Nullable Fault fault;

  private ChainCheck(Path directory) {
    this.directory = directory;
  }

  /**
   * The first place that is wrong.
   *
   * @param line of the file, from 1; 0 where the file itself is missing
   */
  public record Fault(String file, int line, String message) {}

  /**
   * What was found.
   *
   * @param head hash of the last line; kept elsewhere, it shows a log that was made anew as a whole
   */
  public record Verdict(long lines, String head, Optional<Fault> fault) {}

  /** Reads the log of a state directory; takes a moment for each million lines. */
  public static Verdict of(Path stateDir) {
    Path directory = HashChainedLog.directory(stateDir);
    Verdict verdict = new ChainCheck(directory).run();
    if (verdict.fault().isEmpty()) {
      return verdict;
    }
    // A line that was half written is none that was edited: look again while nobody writes.
    return HashChainedLog.lock(directory).holding(() -> new ChainCheck(directory).run());
  }

  static boolean follows(String line, ChainHead before) {
    try {
      LoggedAccess access = LogLine.read(line);
      return access.sequence() == before.sequence() + 1 && access.previous().equals(before.hash());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Verdict run() {
    // The head first: what is written meanwhile goes on behind it.
    Optional<ChainHead> head = ChainHead.find(directory);
    LogFiles.read(
        directory,
        (file, number, line) -> {
          Fault found = check(file, number, line);
          if (found == null && head.isPresent() && last.sequence() == head.get().sequence()) {
            found = atHead(head.get());
          }
          fault = found;
          return found == null;
        });
    if (fault == null) {
      fault = atEnd(head);
    }
    return new Verdict(last.sequence(), last.hash(), Optional.ofNullable(fault));
  }

  private @Nullable Fault check(Path file, int number, String line) {
    LoggedAccess access;
    try {
      access = LogLine.read(line);
    } catch (IllegalArgumentException e) {
      return new Fault(name(file), number, "it is no line of an access log: edited or torn");
    }
    long expected = last.sequence() + 1;
    if (access.sequence() > expected) {
      return new Fault(
          name(file),
          number,
          "lines %d to %d were deleted before it".formatted(expected, access.sequence() - 1));
    }
    if (access.sequence() < expected) {
      return new Fault(
          name(file),
          number,
          "its number is %d, expected %d: inserted or moved"
              .formatted(access.sequence(), expected));
    }
    if (!access.previous().equals(last.hash())) {
      return lastFile == null
          ? new Fault(name(file), number, "something was deleted before it")
          : new Fault(name(lastFile), lastNumber, "it was edited");
    }
    last = new ChainHead(expected, Sha256.hex(line), name(file), 0);
    lastFile = file;
    lastNumber = number;
    return null;
  }

  private @Nullable Fault atHead(ChainHead head) {
    return last.hash().equals(head.hash())
        ? null
        : new Fault(last.file(), lastNumber, "it was edited: the head knows it otherwise");
  }

  private @Nullable Fault atEnd(Optional<ChainHead> head) {
    if (head.isEmpty()) {
      return last.sequence() == 0 ? null : new Fault("head", 0, "it was deleted");
    }
    if (head.get().sequence() > last.sequence()) {
      return new Fault(
          head.get().file(),
          last.file().equals(head.get().file()) ? lastNumber + 1 : 0,
          "lines %d to %d were deleted at the end"
              .formatted(last.sequence() + 1, head.get().sequence()));
    }
    return null;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
