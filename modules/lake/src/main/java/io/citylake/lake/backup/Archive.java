package io.citylake.lake.backup;

import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of backups: {@code parts/}, each thing once under the SHA-256 of its bytes, and
 * {@code points/}, which name them. A part is whole once it has its name, and a point is written
 * after all that it names, so what was interrupted is no backup. All of it is its owner's only, and
 * links in it are not followed.
 */
public final class Archive implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String POINTS = "points";
  private static final String PARTS = "parts";
  private static final String DRAFT = "draft-";
  private static final String END = ".jsonl";
  private static final Pattern POINT = Pattern.compile("[0-9TZ]{10,40}\\.jsonl");

  private final Path directory;
  private final @Nullable FileChannel lock;

  private Archive(Path directory, @Nullable FileChannel lock) {
    this.directory = directory.toAbsolutePath().normalize();
    this.lock = lock;
  }

  /** Writes one thing. */
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /** The bytes of a part and their hash. */
  record Kept(long length, String sha256) {}

  /**
   * For reading.
   *
   * @throws CityLakeException ARCHIVE_UNFIT where there is none
   */
  public static Archive open(Path directory) {
    if (!Files.isDirectory(directory.resolve(POINTS), LinkOption.NOFOLLOW_LINKS)) {
      throw unfit("%s is no archive: it has no directory %s".formatted(directory, POINTS));
    }
    return new Archive(directory, null);
  }

  /**
   * For a backup; makes it where there is nothing yet, and removes what an earlier one that was
   * interrupted left half-written.
   *
   * @throws CityLakeException ARCHIVE_UNFIT where something else is there, TABLE_BUSY while another
   *     backup writes to it
   */
  public static Archive openToWrite(Path directory) {
    try {
      if (!Files.isDirectory(directory.resolve(POINTS)) && !isEmpty(directory)) {
        throw unfit(
            "%s is no archive and not empty; name a directory of its own".formatted(directory));
      }
      PrivateFiles.createDirectories(directory.resolve(POINTS));
      PrivateFiles.createDirectories(directory.resolve(PARTS));
      Path file = directory.resolve("lock");
      PrivateFiles.createFile(file);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new CityLakeException(
            ErrorCode.TABLE_BUSY,
            "Cannot back up to %s: another backup writes to it; wait for it".formatted(directory));
      }
      Archive archive = new Archive(directory, channel);
      archive.removeDrafts();
      return archive;
    } catch (IOException e) {
      throw failed("write to archive " + directory, e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  public Path directory() {
    return directory;
  }

  /** The name of a backup of this moment, which sorts by time. */
  static String id(Instant at) {
    return NAME.format(at);
  }

  private static String file(Instant at) {
    return id(at) + END;
  }

  /** Whether there is one of this moment, whole or not. */
  boolean has(Instant at) {
    return names().contains(file(at));
  }

  /**
   * The names of what looks like a backup, the oldest first; whether each is whole is not known.
   */
  private List<String> names() {
    try (Stream<Path> files = Files.list(directory.resolve(POINTS))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> POINT.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failed("read archive " + directory, e);
    }
  }

  /**
   * The last backup that was made until a time, or of all.
   *
   * @throws CityLakeException ARCHIVE_UNFIT where there is none, ARCHIVE_DAMAGED
   */
  public Point load(@Nullable Instant until) {
    List<String> names = names();
    String last = until == null ? null : file(until);
    for (int i = names.size() - 1; i >= 0; i--) {
      // A later one may be damaged.
      if (last == null || names.get(i).compareTo(last) <= 0) {
        return read(names.get(i));
      }
    }
    throw unfit(
        "archive %s has no backup%s, of %d"
            .formatted(directory, until == null ? "" : " until " + until, names.size()));
  }

  /** Every backup that is whole, the oldest first. */
  public List<Point> list() {
    return names().stream().flatMap(name -> readable(name).stream()).toList();
  }

  private Optional<Point> readable(String name) {
    try {
      return Optional.of(read(name));
    } catch (CityLakeException e) {
      if (e.code() != ErrorCode.ARCHIVE_DAMAGED) {
        throw e;
      }
      LOG.warn("{}", e.getMessage());
      return Optional.empty();
    }
  }

  /** The last one that can be read, whatever the others are; for what need not be copied again. */
  Optional<Point> previous() {
    List<String> names = names();
    for (int i = names.size() - 1; i >= 0; i--) {
      Optional<Point> point = readable(names.get(i));
      if (point.isPresent()) {
        return point;
      }
    }
    return Optional.empty();
  }

  private Point read(String name) {
    Path file = directory.resolve(POINTS).resolve(name);
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      Point point = PointFile.read(in.readAllBytes(), file);
      if (!name.equals(file(point.at()))) {
        throw PointFile.damaged(file, "it is of " + point.at(), null);
      }
      return point;
    } catch (IOException e) {
      throw failed("read archive " + directory, e);
    }
  }

  /** Whether a part of this length is kept. */
  boolean has(Kept part) {
    Path file = place(part.sha256());
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) == part.length();
    } catch (IOException e) {
      return false;
    }
  }

  /** Keeps a part; what is kept already is not written again. On disk when this returns. */
  Kept put(Writing writing) {
    try {
      Path draft = directory.resolve(PARTS).resolve(DRAFT + UUID.randomUUID());
      String sha256;
      try (OutputStream file = PrivateFiles.newOutputStream(draft);
          DigestOutputStream out = new DigestOutputStream(file, Sha256.digest())) {
        writing.to(out);
        out.flush();
        sha256 = HexFormat.of().formatHex(out.getMessageDigest().digest());
      }
      Kept kept = new Kept(Files.size(draft), sha256);
      if (has(kept)) {
        Files.delete(draft);
      } else {
        settle(draft, place(sha256));
      }
      return kept;
    } catch (IOException e) {
      throw failed("write to archive " + directory, e);
    }
  }

  /** The last thing that a backup does. */
  void add(Point point) {
    try {
      Path draft = directory.resolve(POINTS).resolve(DRAFT + point.id());
      try (OutputStream out = PrivateFiles.newOutputStream(draft)) {
        out.write(PointFile.write(point));
      }
      settle(draft, directory.resolve(POINTS).resolve(file(point.at())));
    } catch (IOException e) {
      throw failed("write to archive " + directory, e);
    }
  }

  /**
   * Copies a part out, and holds its bytes against their hash.
   *
   * @throws CityLakeException ARCHIVE_DAMAGED, once all of it was written
   */
  void copy(Part part, OutputStream out) throws IOException {
    Path file = place(part.sha256());
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw damaged(part, "is missing", file);
    }
    try (InputStream bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        DigestInputStream in = new DigestInputStream(bytes, Sha256.digest())) {
      in.transferTo(out);
      if (!HexFormat.of().formatHex(in.getMessageDigest().digest()).equals(part.sha256())) {
        throw damaged(part, "is not what was written", file);
      }
    }
  }

  /** A directory of the archive for what is not kept. */
  Path scratch() {
    return directory.resolve(PARTS).resolve(DRAFT + UUID.randomUUID());
  }

  @Override
  public void close() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw failed("close archive " + directory, e);
      }
    }
  }

  private Path place(String sha256) {
    return directory.resolve(PARTS).resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  private static void settle(Path draft, Path place) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Path directory = place.getParent();
    boolean made = !Files.isDirectory(directory);
    PrivateFiles.createDirectories(directory);
    Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    LocalPaths.syncDirectory(directory);
    if (made) {
      LocalPaths.syncDirectory(directory.getParent());
    }
  }

  private void removeDrafts() throws IOException {
    List<Path> drafts = new ArrayList<>();
    for (String part : List.of(PARTS, POINTS)) {
      try (Stream<Path> files = Files.list(directory.resolve(part))) {
        files.filter(file -> file.getFileName().toString().startsWith(DRAFT)).forEach(drafts::add);
      }
    }
    for (Path draft : drafts) {
      Files.delete(draft);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return true;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  static CityLakeException unfit(String why) {
    return new CityLakeException(ErrorCode.ARCHIVE_UNFIT, "Cannot use the archive: " + why);
  }

  private static CityLakeException damaged(Part part, String what, Path file) {
    return new CityLakeException(
        ErrorCode.ARCHIVE_DAMAGED,
        "Cannot restore %s: its part of the archive %s (file=%s); restore from another copy of the archive, or an earlier backup by --as-of"
            .formatted(part.name(), what, file));
  }

  static CityLakeException failed(String doing, IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot %s: %s (%s); free space or mend the rights, and repeat"
            .formatted(doing, cause.getMessage(), cause.getClass().getSimpleName()),
        cause);
  }
}
