package io.citylake.govern.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a log from its first line to its head and tells where it isn't what was written. */
public final class ChainCheck {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Trust trust;
  private final ChainHead pruned;
  private ChainHead last;
  private @Nullable Path lastFile;
  private int lastNumber;
  private @Nullable Fault fault;

  private ChainCheck(Path directory, Trust trust) {
    this.directory = directory;
    this.trust = trust;
    this.pruned = ChainHead.findPruned(directory).orElse(ChainHead.START);
    this.last = pruned;
  }

  /**
   * What is known beside the log itself.
   *
   * @param key that must have signed the head; null where none is known
   * @param heads that were sent elsewhere, as lines of JSON; those of other logs don't count
   */
  public record Trust(@Nullable HeadKey key, List<String> heads) {
    public static Trust none() {
      return new Trust(null, List.of());
    }

    private boolean isNone() {
      return key == null && heads.isEmpty();
    }
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
   * @param lines how many there are, without pruned ones
   * @param head hash of the last line; kept elsewhere, it shows a log that was made anew as a whole
   * @param signed whether the head has a signature, which was looked at where a key is known
   */
  public record Verdict(long lines, String head, boolean signed, Optional<Fault> fault) {}

  /** Reads the log of a state directory; takes a moment for each million lines. */
  public static Verdict of(Path stateDir, Trust trust) {
    Path directory = HashChainedLog.directory(stateDir);
    Verdict verdict = new ChainCheck(directory, trust).run();
    if (verdict.fault().isEmpty()) {
      return verdict;
    }
    // A line that was half written is none that was edited: look again while nobody writes.
    return HashChainedLog.lock(directory).holding(() -> new ChainCheck(directory, trust).run());
  }

  /** Called by who holds the lock. */
  static void requireWhole(Path directory) {
    new ChainCheck(directory, Trust.none())
        .run()
        .fault()
        .ifPresent(
            fault -> {
              throw new CityLakeException(
                  ErrorCode.METADATA_CORRUPT,
                  "Cannot go on with the access log: %s line %d: %s"
                      .formatted(fault.file(), fault.line(), fault.message()));
            });
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
    String log = trust.isNone() ? "" : HashChainedLog.mask(directory).log();
    SortedMap<Long, String> elsewhere = elsewhere(log);
    if (elsewhere.isEmpty() && !trust.heads().isEmpty()) {
      fault = new Fault("head", 0, "none of the heads that were sent is of this log");
      return new Verdict(0, last.hash(), false, Optional.of(fault));
    }
    elsewhere.headMap(pruned.sequence() + 1).clear();
    LogFiles.read(
        directory,
        (file, number, line) -> {
          Fault found = check(file, number, line);
          if (found == null && head.isPresent() && last.sequence() == head.get().sequence()) {
            found = atHead(head.get());
          }
          if (found == null) {
            found = against(elsewhere.remove(last.sequence()));
          }
          fault = found;
          return found == null;
        });
    if (fault == null) {
      fault = atEnd(head);
    }
    if (fault == null) {
      fault = bySignature(log, head);
    }
    if (fault == null && !elsewhere.isEmpty()) {
      fault =
          new Fault(
              "head",
              0,
              "line %d was sent elsewhere and is not here: the log was made anew"
                  .formatted(elsewhere.lastKey()));
    }
    boolean signed = head.isPresent() && !head.get().signature().isEmpty();
    return new Verdict(
        last.sequence() - pruned.sequence(), last.hash(), signed, Optional.ofNullable(fault));
  }

  private @Nullable Fault bySignature(String log, Optional<ChainHead> head) {
    HeadKey key = trust.key();
    if (key == null || head.isEmpty()) {
      return null;
    }
    if (!key.signed(log, head.get())) {
      return new Fault("head", 0, "it is not signed with this key: the log was made anew");
    }
    return pruned.sequence() == 0 || key.signed(HashChainedLog.pruned(log), pruned)
        ? null
        : new Fault("pruned", 0, "it is not signed with this key: lines were deleted");
  }

  /** Hashes by sequence. */
  private SortedMap<Long, String> elsewhere(String log) {
    SortedMap<Long, String> hashes = new TreeMap<>();
    for (String line : trust.heads()) {
      try {
        JsonNode head = JSON.readTree(line.substring(Math.max(0, line.indexOf('{'))));
        if (head.path("log").asText().equals(log) && head.path("sequence").asLong() > 0) {
          hashes.put(head.path("sequence").asLong(), head.path("hash").asText());
        }
      } catch (JsonProcessingException e) {
        throw new CityLakeException(
            ErrorCode.USAGE,
            "Cannot read the heads that were sent: expected one as JSON in each line",
            e);
      }
    }
    return hashes;
  }

  private @Nullable Fault against(@Nullable String sent) {
    return sent == null || sent.equals(last.hash())
        ? null
        : new Fault(
            last.file(),
            lastNumber,
            "it is another than was sent elsewhere: the log was made anew");
  }

  private @Nullable Fault check(Path file, int number, String line) {
    LoggedAccess access;
    try {
      access = LogLine.read(line);
    } catch (IllegalArgumentException e) {
      return new Fault(name(file), number, "it is no line of an access log: edited or torn");
    }
    if (access.sequence() <= pruned.sequence()) {
      // Whoever pruned the log died before its file was gone.
      return null;
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
    last = new ChainHead(expected, Sha256.hex(line), name(file), 0, "");
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
      return last.equals(ChainHead.START) ? null : new Fault("head", 0, "it was deleted");
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
