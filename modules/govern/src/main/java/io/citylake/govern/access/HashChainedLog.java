package io.citylake.govern.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.settings.AccessLogSettings;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.access.StatementMask.Masked;
import io.citylake.govern.state.StateFile;
import io.citylake.govern.state.StateLock;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log in {@code access/} of the state directory: a file of JSON lines for each day, each
 * line with the hash of the line before, and a head that says where the chain ends. Several
 * processes may write; what threads bring while one is writing is written together next.
 */
public final class HashChainedLog implements AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(HashChainedLog.class);
  private static final int SALT_BYTES = 32;

  private final Path directory;
  private final StatementMask mask;
  private final @Nullable HeadKey key;
  private final HeadSender sender;
  private final StateLock processes;
  private final ReentrantLock threads = new ReentrantLock();
  private final Condition written = threads.newCondition();

  @GuardedBy("threads")
  private final List<Pending> waiting = new ArrayList<>();

  @GuardedBy("threads")
  private boolean writing;

  private HashChainedLog(Path directory, AccessLogSettings settings) {
    this.directory = directory;
    this.mask = mask(directory);
    this.key = key(directory, settings);
    this.sender = new HeadSender(directory, mask.log(), settings);
    this.processes = lock(directory);
  }

  /** Opens a log that is neither signed nor sent. */
  public static HashChainedLog open(Path stateDir) {
    return new HashChainedLog(directory(stateDir), AccessLogSettings.standard());
  }

  /**
   * Opens the log of a lake; makes it where there is none.
   *
   * @throws CityLakeException STORAGE_FAILED where it can't be written, SETTING_INVALID where its
   *     key can't be used
   */
  public static HashChainedLog open(Settings settings) {
    return new HashChainedLog(directory(settings.stateDir()), settings.accessLog());
  }

  private static @Nullable HeadKey key(Path directory, AccessLogSettings settings) {
    Path file = settings.key();
    if (file == null) {
      return null;
    }
    if (file.toAbsolutePath().normalize().startsWith(directory.getParent().toAbsolutePath())) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot use the key of the access log: it lies under the state directory, beside the log that it protects; keep it where who writes the log may not (access-log.key=%s)"
              .formatted(file));
    }
    HeadKey key = HeadKey.read(file);
    if (!key.signs()) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot use the key of the access log: it is the public one, which signs nothing (access-log.key=%s)"
              .formatted(file));
    }
    return key;
  }

  static StateLock lock(Path directory) {
    return new StateLock(directory.resolve("lock"));
  }

  static Path directory(Path stateDir) {
    return stateDir.resolve("access");
  }

  /** Entries are found by numbers only with the salt that their hashes were made with. */
  static StatementMask mask(Path directory) {
    StateFile salt = new StateFile(directory.resolve("salt"));
    return new StatementMask(salt.findOrMakeSecret(SALT_BYTES));
  }

  /** One that waits to be written, and what became of it. */
  private static final class Pending {
    private final AccessEntry entry;
    private final List<String> subjects;
    private boolean done;
    private @Nullable CityLakeException failure;

    Pending(AccessEntry entry, List<String> subjects) {
      this.entry = entry;
      this.subjects = subjects;
    }
  }

  @Override
  public void record(AccessEntry entry) {
    write(entry);
    try {
      sender.written(entry.action(), entry.at());
    } catch (CityLakeException e) {
      // The line before says that it was allowed.
      write(entry.withOutcome("refused", e.getMessage()));
      throw e;
    }
  }

  private void write(AccessEntry entry) {
    Pending pending = masked(entry);
    List<Pending> batch = joinOrLead(pending);
    if (!batch.isEmpty()) {
      // Whatever happens, those that wait must not wait for ever, and must not take it for written.
      @Nullable CityLakeException outcome =
          failed(new IllegalStateException("the writer broke off"));
      try {
        outcome = write(batch);
      } finally {
        finish(batch, outcome);
      }
    }
    CityLakeException failure = pending.failure;
    if (failure != null) {
      throw new CityLakeException(failure.code(), failure.getMessage(), failure);
    }
  }

  /**
   * Sends the newest head where it wasn't sent yet; nothing without a target.
   *
   * @throws CityLakeException LOG_TARGET_LOST
   */
  public void sendHead(Instant now) {
    sender.send(now);
  }

  /**
   * Signs the head as it is, with a key that is new.
   *
   * @return the number of the last line
   * @throws CityLakeException METADATA_CORRUPT where the chain isn't whole
   */
  public long sign() {
    return processes.holding(
        () -> {
          ChainCheck.requireWhole(directory);
          ChainHead head = ChainHead.find(directory).orElse(ChainHead.START);
          try {
            signed(head).write(directory);
          } catch (IOException e) {
            throw failed(e);
          }
          return head.sequence();
        });
  }

  ChainHead signedAsPruned(ChainHead head) {
    return head.signed(key == null ? "" : key.sign(pruned(mask.log()), head));
  }

  /** The name under which is signed what a pruned log begins behind; a head is no such thing. */
  static String pruned(String log) {
    return log + " pruned";
  }

  private ChainHead signed(ChainHead head) {
    return head.signed(key == null ? "" : key.sign(mask.log(), head));
  }

  /**
   * Waits until another has written the entry, or answers all that wait, for the caller to write.
   */
  private List<Pending> joinOrLead(Pending pending) {
    threads.lock();
    try {
      waiting.add(pending);
      while (writing && !pending.done) {
        written.awaitUninterruptibly();
      }
      if (pending.done) {
        return List.of();
      }
      writing = true;
      List<Pending> batch = List.copyOf(waiting);
      waiting.clear();
      return batch;
    } finally {
      threads.unlock();
    }
  }

  private void finish(List<Pending> batch, @Nullable CityLakeException failure) {
    threads.lock();
    try {
      for (Pending each : batch) {
        each.done = true;
        each.failure = failure;
      }
      writing = false;
      written.signalAll();
    } finally {
      threads.unlock();
    }
  }

  private Pending masked(AccessEntry entry) {
    Caller caller = entry.caller();
    Masked statement = mask.mask(entry.statement(), entry.constants());
    Masked reason = mask.mask(entry.reason());
    String purpose = caller.purpose();
    Caller shown = purpose == null ? caller : caller.withPurpose(mask.mask(purpose).text());
    AccessEntry clean = entry.masked(shown, statement.text(), reason.text());
    return new Pending(clean, statement.subjects());
  }

  private @Nullable CityLakeException write(List<Pending> batch) {
    try {
      processes.holding(
          () -> {
            append(batch);
            return batch;
          });
      return null;
    } catch (CityLakeException e) {
      return e;
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private void append(List<Pending> batch) {
    try {
      Files.createDirectories(directory);
      ChainHead head = present();
      // One day's lines go together; a day that lies before the head's stays in the head's file.
      for (int i = 0; i < batch.size(); ) {
        String file = file(batch.get(i).entry, head);
        StringBuilder lines = new StringBuilder();
        ChainHead next = head;
        for (; i < batch.size() && file(batch.get(i).entry, next).equals(file); i++) {
          String line =
              LogLine.write(
                  new LoggedAccess(
                      next.sequence() + 1, batch.get(i).entry, batch.get(i).subjects, next.hash()));
          lines.append(line).append('\n');
          next = new ChainHead(next.sequence() + 1, Sha256.hex(line), file, 0, "");
        }
        long size = write(directory.resolve(file), lines.toString());
        head = signed(new ChainHead(next.sequence(), next.hash(), file, size, ""));
        head.write(directory);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static String file(AccessEntry entry, ChainHead head) {
    String day = LocalDate.ofInstant(entry.at(), ZoneOffset.UTC) + ".ndjson";
    return day.compareTo(head.file()) < 0 ? head.file() : day;
  }

  private long write(Path file, String lines) throws IOException {
    boolean made = !Files.exists(file);
    try (FileChannel channel = StateFile.openPrivate(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      if (made) {
        LocalPaths.syncDirectory(directory);
      }
      return channel.size();
    }
  }

  /** The head; lines behind it were being written when a process died. */
  private ChainHead present() throws IOException {
    Optional<ChainHead> found = ChainHead.find(directory);
    List<Path> files = LogFiles.list(directory);
    if (found.isEmpty() && files.isEmpty()) {
      // Before the first line, so that lines without a head always mean that it was taken away.
      ChainHead start = signed(ChainHead.START);
      start.write(directory);
      return start;
    }
    ChainHead head = found.orElse(ChainHead.START);
    if (found.isEmpty() || isShort(head)) {
      return missing(head);
    }
    requireSigned(head);
    if (files.isEmpty()) {
      return head;
    }
    Path last = files.get(files.size() - 1);
    long known = last.endsWith(head.file()) ? head.size() : 0;
    return Files.size(last) == known ? head : adopted(head, last, known);
  }

  /** Before anything is put behind it: a chain that was made anew must not get a signature. */
  private void requireSigned(ChainHead head) {
    boolean good = key == null ? head.signature().isEmpty() : key.signed(mask.log(), head);
    if (!good) {
      throw new CityLakeException(
          ErrorCode.LOG_HEAD_UNSIGNED,
          "Cannot go on with the access log: its head is %s; nothing is answered until it is restored, or signed by citylake audit sign (sequence=%d)"
              .formatted(
                  key == null
                      ? "signed, and the settings name no access-log.key"
                      : "not signed with access-log.key",
                  head.sequence()));
    }
  }

  private boolean isShort(ChainHead head) throws IOException {
    Path file = directory.resolve(head.file());
    return head.sequence() > 0 && (!Files.exists(file) || Files.size(file) < head.size());
  }

  /** Whole lines that go on from the head are taken; a torn one was never acknowledged. */
  private ChainHead adopted(ChainHead head, Path file, long known) throws IOException {
    ChainHead next = head;
    long size = known;
    try (InputStream bytes = Files.newInputStream(file)) {
      bytes.skipNBytes(known);
      LineBytes lines = new LineBytes(bytes);
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!ChainCheck.follows(line, next)) {
          return missing(head);
        }
        size = known + lines.taken();
        next =
            new ChainHead(
                next.sequence() + 1, Sha256.hex(line), file.getFileName().toString(), size, "");
      }
    }
    if (next.sequence() > head.sequence()) {
      LOG.warn(
          "The access log has {} lines behind its head, from a process that died; they are taken",
          next.sequence() - head.sequence());
    }
    if (size < Files.size(file)) {
      LOG.warn("The access log ended in a torn line, which nobody was answered for; it is cut off");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
        channel.force(true);
      }
    }
    ChainHead signed = signed(next);
    signed.write(directory);
    return signed;
  }

  private ChainHead missing(ChainHead head) {
    throw new CityLakeException(
        ErrorCode.METADATA_CORRUPT,
        "Cannot go on with the access log: its files are not what its head says (sequence=%d); citylake audit verify shows where; nothing is answered until %s is restored or moved aside"
            .formatted(head.sequence(), directory));
  }

  private CityLakeException failed(Exception cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot write the access log: %s (directory=%s)"
            .formatted(StorageFault.reason(cause), directory),
        cause);
  }
}
