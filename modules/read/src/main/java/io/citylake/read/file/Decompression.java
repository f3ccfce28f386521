package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Opens compressed files, and stops where they unfold to more than the deployment's caps. */
final class Decompression {
  private static final List<String> ARCHIVES =
      List.of(".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst", ".jar");
  private static final int BUFFER = 1 << 16;
  private static final int OVERLAP = 64;

  /** Ratios of small contents say nothing: a table of one repeated value packs well. */
  private static final long RATIO_COUNTS_FROM = 1 << 20;

  private Decompression() {}

  /** How a file is folded, by its name. */
  enum Kind {
    PLAIN,
    GZIP,
    ZIP;

    static Kind of(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".gz")) {
        return GZIP;
      }
      return lower.endsWith(".zip") ? ZIP : PLAIN;
    }
  }

  /** A gzip file's content; its members follow each other. */
  static InputStream gunzip(String source, InputStream file, Caps caps) throws IOException {
    String inner = source.substring(0, source.length() - ".gz".length());
    refuseNested(source, inner);
    ByteCount folded = new ByteCount();
    InputStream content =
        GzipCompressorInputStream.builder()
            .setInputStream(folded.of(new BufferedInputStream(file, BUFFER)))
            .setDecompressConcatenated(true)
            .get();
    return new Capped(content, folded, source, caps);
  }

  private static void refuseNested(String source, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (ARCHIVES.stream().anyMatch(lower::endsWith)) {
      throw new CityLakeException(
          ErrorCode.SOURCE_UNREADABLE,
          "Cannot read %s: an archive within an archive is not opened (entry=%s). Unpack it first"
              .formatted(source, name));
    }
  }

  /** A zip file, entry by entry in its order. */
  static final class Zip implements AutoCloseable {
    private final String source;
    private final Caps caps;
    private final ByteCount folded = new ByteCount();
    private final ZipArchiveInputStream zip;
    private int entries;
    private int met;
    private long unfolded;
    // The entry that the archive stands at, and what was read of it.
    private @Nullable ZipArchiveEntry present;
    private @Nullable Entry content;

    Zip(String source, InputStream file, Caps caps) {
      this.source = source;
      this.caps = caps;
      // Names without the UTF-8 flag come from Chinese Windows; ASCII reads the same in both.
      this.zip =
          new ZipArchiveInputStream(
              folded.of(new BufferedInputStream(file, BUFFER)), "GB18030", true, true);
    }

    /** The name of the next file in it, or an empty text at the end. */
    String next() throws IOException {
      ZipArchiveEntry entry = advance();
      while (entry != null) {
        met++;
        if (++entries > caps.entries()) {
          throw tooLarge(source, "more than %d entries (caps.entries)".formatted(caps.entries()));
        }
        if (!entry.isDirectory() && !hidden(entry)) {
          return safe(entry);
        }
        entry = advance();
      }
      return "";
    }

    /**
     * Goes to the next entry. What an entry's bytes should sum up to may stand behind them, so it
     * is compared here, where all of them were read; the library does not.
     */
    private @Nullable ZipArchiveEntry advance() throws IOException {
      ZipArchiveEntry next = zip.getNextEntry();
      ZipArchiveEntry before = present;
      Entry read = content;
      present = next;
      content = null;
      if (before != null && read != null && read.differs(before.getCrc())) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: an entry's bytes are not what it was packed from, by its CRC (entry=%s); have it sent again"
                .formatted(source, before.getName()));
      }
      return next;
    }

    /** How many entries of any kind were met so far. */
    int met() {
      return met;
    }

    private static boolean hidden(ZipEntry entry) {
      return entry.getName().startsWith("__MACOSX/") || FileNames.isHidden(entry.getName());
    }

    private String safe(ZipArchiveEntry entry) {
      String name = entry.getName();
      boolean climbs = List.of(name.split("[/\\\\]", -1)).contains("..");
      boolean absolute =
          name.startsWith("/") || name.startsWith("\\") || name.matches("[A-Za-z]:.*");
      if (climbs || absolute || name.indexOf('\0') >= 0) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: an entry's name leads out of the archive (entry=%s)"
                .formatted(source, name));
      }
      if (!zip.canReadEntryData(entry)) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: an entry is encrypted or packed in a way that is not supported (entry=%s)"
                .formatted(source, name));
      }
      return name;
    }

    /** The content of the entry that {@link #next} named; closing it leaves the archive open. */
    InputStream content(String name) {
      refuseNested(source, name);
      return capped(name);
    }

    private InputStream capped(String name) {
      Entry entry = new Entry(name, new CRC32());
      entry.startAt(unfolded);
      content = entry;
      return entry;
    }

    private final class Entry extends Capped {
      private final CRC32 crc;

      Entry(String name, CRC32 crc) {
        super(new CheckedInputStream(zip, crc), folded, source + "!/" + name, caps);
        this.crc = crc;
      }

      /** Whether all was read and is not what was packed; -1 is unknown. */
      boolean differs(long packed) {
        return ended() && packed != -1 && packed != crc.getValue();
      }

      @Override
      public void close() {
        unfolded += unfolded();
      }
    }

    private boolean drain() throws IOException {
      boolean differs = false;
      boolean styled = false;
      byte[] block = new byte[BUFFER];
      ZipArchiveEntry entry = advance();
      while (entry != null) {
        if (++entries > caps.entries()) {
          throw tooLarge(source, "more than %d entries (caps.entries)".formatted(caps.entries()));
        }
        String before = "";
        try (InputStream content = capped(entry.getName())) {
          for (int read = content.read(block); read >= 0; read = content.read(block)) {
            if (!differs && entry.getName().endsWith(".xml")) {
              String text = before + new String(block, 0, read, StandardCharsets.ISO_8859_1);
              differs = PlainWorkbook.differs(entry.getName(), text);
              styled |=
                  entry.getName().equals(PlainWorkbook.TYPES) && PlainWorkbook.namesStyles(text);
              before = text.substring(Math.max(0, text.length() - OVERLAP));
            }
          }
        }
        entry = advance();
      }
      return differs || !styled;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }

  /**
   * Unfolds every entry of a workbook once, so that a library that does not count may open it.
   *
   * @return whether it is of a form that has to be written anew first
   */
  static boolean check(String source, InputStream file, Caps caps) throws IOException {
    try (Zip zip = new Zip(source, file, caps)) {
      return zip.drain();
    }
  }

  private static CityLakeException tooLarge(String source, String what) {
    return new CityLakeException(
        ErrorCode.SOURCE_TOO_LARGE,
        "Cannot read %s: it unfolds to %s. If that is what it should hold, raise the cap in conf/citylake.yaml"
            .formatted(source, what));
  }

  private static class Capped extends FilterInputStream {
    private final ByteCount folded;
    private final String source;
    private final Caps caps;
    private long before;
    private long unfolded;
    private boolean ended;

    Capped(InputStream in, ByteCount folded, String source, Caps caps) {
      super(in);
      this.folded = folded;
      this.source = source;
      this.caps = caps;
    }

    void startAt(long bytes) {
      before = bytes;
    }

    long unfolded() {
      return unfolded;
    }

    /** Whether it was read to its end. */
    boolean ended() {
      return ended;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      ended |= read < 0;
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      ended |= read < 0;
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) {
      unfolded += read;
      long total = before + unfolded;
      if (total > caps.uncompressed().bytes()) {
        throw tooLarge(source, "more than %s (caps.uncompressed)".formatted(caps.uncompressed()));
      }
      if (total > RATIO_COUNTS_FROM && total / Math.max(1, folded.bytes()) > caps.ratio()) {
        throw tooLarge(source, "more than %d times its size (caps.ratio)".formatted(caps.ratio()));
      }
    }
  }
}
