package io.citylake.receive.spool;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one feed's spool: {@code spool.id}, segments, {@code released}, {@code floor},
 * {@code lock} and {@code aside/}. All of it is its owner's alone.
 */
class SpoolFiles {
  private static final String ID = "spool.id";

  /** Behind the id: the second form of records, those with a topic, may be there. */
  private static final String TOPICS = " 2";

  private static final String RELEASED = "released";
  private static final String FLOOR = "floor";
  private static final String LOCK = "lock";
  private static final String RELEASE_LOCK = "release.lock";
  private static final String ASIDE = "aside";

  private final Path directory;

  /** To find it, all that is mounted is looked through. */
  private volatile @Nullable FileStore store;

  SpoolFiles(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  Path lock() {
    return directory.resolve(LOCK);
  }

  /** Whoever notes what was let go has it alone; whoever keeps that from being noted shares it. */
  Path releaseLock() {
    return directory.resolve(RELEASE_LOCK);
  }

  void createDirectories() throws IOException {
    Files.createDirectories(directory, attributes("rwx------"));
  }

  /** Opens a file that is made for its owner where it is not there. */
  FileChannel open(Path file, StandardOpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), attributes("rw-------"));
  }

  private FileAttribute<?>[] attributes(String permissions) {
    Path present = directory.toAbsolutePath();
    while (present != null && !Files.exists(present)) {
      present = present.getParent();
    }
    return present == null
            || Files.getFileAttributeView(present, PosixFileAttributeView.class) == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
  }

  /** The names in the directory are on disk after it. */
  void force() throws IOException {
    force(directory);
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** By the sequences that they begin with. */
  List<Segment> segments() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(Segment::find)
          .flatMap(Optional::stream)
          .sorted(Comparator.comparingLong(Segment::first))
          .toList();
    }
  }

  /**
   * Which spool it is; empty where there is none yet.
   *
   * @throws CityLakeException METADATA_CORRUPT
   */
  Optional<UUID> id() throws IOException {
    Optional<String> text = text(ID);
    try {
      return text.map(String::strip)
          .map(each -> each.endsWith(TOPICS) ? each.substring(0, each.length() - 2) : each)
          .map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot open the spool: its file spool.id is damaged; put it back, or move the directory away to begin another spool (directory=%s)"
              .formatted(directory),
          e);
    }
  }

  void writeId(UUID id) throws IOException {
    write(ID, id + "\n");
  }

  /** Whether messages with topics may be in it. */
  boolean hasTopics() throws IOException {
    return text(ID).orElse("").strip().endsWith(TOPICS);
  }

  /**
   * Says that messages with topics are in it. An earlier program, which would take them for damage,
   * finds no id then and opens nothing.
   */
  void writeTopics(UUID id) throws IOException {
    write(ID, id + TOPICS + "\n");
  }

  /** What the readers have let go: every message before a sequence. */
  record Released(UUID spool, long before) {}

  /** Empty where nothing was, or it cannot be read: then all is kept. */
  Optional<Released> released() throws IOException {
    String[] parts = text(RELEASED).orElse("").strip().split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(new Released(UUID.fromString(parts[0]), Long.parseLong(parts[1])))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  void writeReleased(Released released) throws IOException {
    write(RELEASED, released.spool() + " " + released.before() + "\n");
  }

  /**
   * The first sequence that was not removed yet; 1 where none was. Whatever else is lost, no
   * message may have one before it.
   */
  long floor() throws IOException {
    Optional<String> text = text(FLOOR);
    try {
      return text.isPresent() ? Long.parseLong(text.get().strip()) : 1;
    } catch (NumberFormatException e) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot open the spool: its file floor is damaged; write the first number that a new message may have into it (directory=%s)"
              .formatted(directory),
          e);
    }
  }

  void writeFloor(long floor) throws IOException {
    write(FLOOR, floor + "\n");
  }

  private Optional<String> text(String name) throws IOException {
    try {
      return Optional.of(Files.readString(directory.resolve(name), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whoever dies meanwhile leaves what was there before. */
  private void write(String name, String text) throws IOException {
    Path made = directory.resolve(name + ".new");
    try (FileChannel channel =
        open(
            made,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(
        made,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    force();
  }

  /** Keeps a copy of bytes that are no messages, once, whoever died half-way. */
  Path keepAside(Segment segment, long from, long until) throws IOException {
    Path aside = directory.resolve(ASIDE);
    Files.createDirectories(aside, attributes("rwx------"));
    Path kept = aside.resolve("%s-%d-%d".formatted(segment.name(), from, until));
    if (Files.exists(kept) && Files.size(kept) == until - from) {
      return kept;
    }
    try (FileChannel in = FileChannel.open(segment.file(), StandardOpenOption.READ);
        FileChannel out =
            open(
                kept,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      long at = from;
      while (at < until) {
        long copied = in.transferTo(at, until - at, out);
        if (copied <= 0) {
          break;
        }
        at += copied;
      }
      out.force(true);
    }
    force(aside);
    return kept;
  }

  long usableSpace() throws IOException {
    FileStore found = store;
    if (found == null) {
      found = Files.getFileStore(directory);
      store = found;
    }
    return found.getUsableSpace();
  }
}
