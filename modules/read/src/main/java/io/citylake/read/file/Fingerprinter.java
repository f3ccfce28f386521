package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import io.citylake.read.format.FormatTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads each new file once on the driver: its SHA-256, and for text that can be cut, where and at
 * which line. So a split knows the physical line that it starts with.
 */
final class Fingerprinter {
  private static final int BLOCK = 1 << 18;

  private final Storage storage;
  private final FormatTask format;
  private final long stride;

  Fingerprinter(Storage storage, FormatTask format, long stride) {
    this.storage = storage;
    this.format = format;
    this.stride = stride;
  }

  /** The contents of a file: one, or as many as a zip has entries. */
  List<Content> read(Storage.Found found, String source) {
    try {
      if (Decompression.Kind.of(source) == Decompression.Kind.ZIP) {
        return entries(found, source);
      }
      boolean plain = Decompression.Kind.of(source) == Decompression.Kind.PLAIN;
      try (InputStream in = storage.open(found.uri(), 0)) {
        return List.of(scan(found, null, source, in, plain));
      }
    } catch (IOException e) {
      throw unreadable(source, e, storage);
    }
  }

  /** Of a failure of the store, which may have repeated a key. */
  static CityLakeException unreadable(String source, IOException e, Storage storage) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: the file is broken or cannot be opened (%s)"
            .formatted(source, storage.reason(e)),
        e);
  }

  static CityLakeException unreadable(String source, Exception e) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: the file is broken or cannot be opened (%s)"
            .formatted(source, e.getMessage()),
        e);
  }

  private List<Content> entries(Storage.Found found, String source) throws IOException {
    List<Content> contents = new ArrayList<>();
    try (Decompression.Zip zip =
        new Decompression.Zip(source, storage.open(found.uri(), 0), format.caps())) {
      for (String name = zip.next(); !name.isEmpty(); name = zip.next()) {
        try (InputStream in = zip.content(name)) {
          contents.add(scan(found, name, source + "!/" + name, in, false));
        }
      }
    }
    return contents;
  }

  private Content scan(
      Storage.Found found, @Nullable String entry, String source, InputStream in, boolean cuttable)
      throws IOException {
    MessageDigest sha256 = Sha256.digest();
    DigestInputStream digested = new DigestInputStream(in, sha256);
    byte[] block = new byte[BLOCK];
    int read = digested.readNBytes(block, 0, BLOCK);
    LineIndex index =
        cuttable && format.isSplittable() && endsLinesByByte(format.charset(block, read))
            ? new LineIndex(stride, format.endsRecordsAtLines() ? -1 : format.hidingByte())
            : null;
    long bytes = 0;
    while (read > 0) {
      bytes += read;
      if (index != null) {
        index.add(block, read);
      }
      read = digested.read(block);
    }
    String hex = HexFormat.of().formatHex(sha256.digest());
    return new Content(found, entry, source, hex, bytes, cuts(index, bytes));
  }

  private static List<Content.Cut> cuts(@Nullable LineIndex index, long bytes) {
    List<Content.Cut> cuts = new ArrayList<>();
    cuts.add(new Content.Cut(0, 1));
    if (index != null && !index.hidden()) {
      for (int i = 0; i < index.cuts(); i++) {
        if (index.offset(i) < bytes) {
          cuts.add(new Content.Cut(index.offset(i), index.line(i)));
        }
      }
    }
    return cuts;
  }

  /** In these a byte 0x0A is always a line feed, which UTF-16 cannot promise. */
  private static boolean endsLinesByByte(Charset charset) {
    String name = charset.name();
    return name.equals("UTF-8")
        || name.equals("GB18030")
        || name.equals("US-ASCII")
        || name.startsWith("ISO-8859-")
        || name.startsWith("windows-125");
  }
}
