package io.citylake.govern.access;

import io.citylake.govern.state.StateFile;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.StoredFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the chain ends: without it, lines cut off at the end would not be missed.
 *
 * @param file of the last line, under the log's directory; empty before the first
 * @param size of that file in bytes, after the last line
 * @param signature by the key of the settings; empty without one
 */
record ChainHead(long sequence, String hash, String file, long size, String signature) {
  static final ChainHead START = new ChainHead(0, LogLine.NONE, "", 0, "");
  private static final String NAME = "head";
  private static final String PRUNED = "pruned";
  private static final StoredFormat FORMAT = new StoredFormat("the access log", 3);

  /**
   * How a head begins that says its form; the first form says none. It is the form of all files:
   * the second has actions that are no statements, and signatures; the third commands.
   */
  private static final Pattern FORM = Pattern.compile("v(\\d{1,9}) .*", Pattern.DOTALL);

  /** One sector: it is written over in place, and a sector is written whole or not at all. */
  private static final int BYTES = 512;

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:v[23] )?(\\d{1,19}) ([0-9a-f]{64}) ([0-9-]{10}\\.ndjson)? (\\d{1,19})(?:"
              + " ([A-Za-z0-9+/=]{0,120}))?");

  static Optional<ChainHead> find(Path directory) {
    return find(directory, NAME);
  }

  /** Where the first line of the log follows; empty where nothing was pruned. */
  static Optional<ChainHead> findPruned(Path directory) {
    return find(directory, PRUNED);
  }

  ChainHead signed(String by) {
    return new ChainHead(sequence, hash, file, size, by);
  }

  private static Optional<ChainHead> find(Path directory, String name) {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Matcher parts = TEXT.matcher(text(file).strip());
      if (!parts.matches()) {
        throw new CityLakeException(
            ErrorCode.METADATA_CORRUPT,
            "Cannot read the head of the access log: it is not what CityLake wrote; move %s aside to begin a new log"
                .formatted(directory));
      }
      return Optional.of(
          new ChainHead(
              Long.parseLong(parts.group(1)),
              parts.group(2),
              parts.group(3) == null ? "" : parts.group(3),
              Long.parseLong(parts.group(4)),
              parts.group(5) == null ? "" : parts.group(5)));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Called by who reads lines without asking for the head.
   *
   * @throws CityLakeException LAKE_NEWER where a later program wrote the log
   */
  static void requireKnown(Path directory) {
    Path file = directory.resolve(NAME);
    try {
      if (Files.exists(file)) {
        text(file);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static String text(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      StateFile.requireKnown(FORMAT, Integer.parseInt(form.group(1)), file);
    }
    return text;
  }

  private static CityLakeException unreadable(IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot read the head of the access log: %s".formatted(StorageFault.reason(cause)),
        cause);
  }

  /** On disk when this returns. */
  void write(Path directory) throws IOException {
    write(directory, NAME);
  }

  /** As what the first line follows from now on. */
  void writePruned(Path directory) throws IOException {
    write(directory, PRUNED);
  }

  private void write(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    boolean made = !Files.exists(file);
    if (made) {
      StateFile.openPrivate(file).close();
    }
    String text = "v3 %d %s %s %d %s".formatted(sequence, hash, file(), size, signature);
    byte[] sector =
        (text + " ".repeat(BYTES - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(sector), 0);
      // Its size never changes, so the data is all there is to flush; that takes half as long.
      channel.force(made);
    }
    if (made) {
      LocalPaths.syncDirectory(directory);
    }
  }
}
