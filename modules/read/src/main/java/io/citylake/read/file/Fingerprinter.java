package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.FormatTask.Holding;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads each new file once on the driver: its SHA-256, and for text that can be cut, where and at
 * which line. So a split knows the physical line that it starts with.
 */
final class Fingerprinter {
  private static final int BLOCK = 1 << 18;
  private static final int NAMED = 5;

  private final Storage storage;
  private final FormatTask format;
  private final Members members;
  private final long stride;
  private final BooleanSupplier cancelled;

  Fingerprinter(Storage storage, FormatTask format, Members members, long stride) {
    this(storage, format, members, stride, () -> false);
  }

  private Fingerprinter(
      Storage storage, FormatTask format, Members members, long stride, BooleanSupplier cancelled) {
    this.storage = storage;
    this.format = format;
    this.members = members;
    this.stride = stride;
    this.cancelled = cancelled;
  }

  /** One that gives up, with CANCELLED, once that says so. */
  Fingerprinter until(BooleanSupplier cancelled) {
    return new Fingerprinter(storage, format, members, stride, cancelled);
  }

  /**
   * What a file holds.
   *
   * @param contents one, or as many as a zip has members
   * @param passedOver the sources of a zip's files that are no members
   */
  record Fingerprint(List<Content> contents, List<String> passedOver) {
    Fingerprint {
      contents = List.copyOf(contents);
      passedOver = List.copyOf(passedOver);
    }
  }

  /**
   * Reads a file.
   *
   * @throws CityLakeException SOURCE_UNREADABLE, SOURCE_HEADER_MISSING, SOURCE_TOO_LARGE, or
   *     SOURCE_CHANGED where it is not what was listed any more
   */
  Fingerprint read(Storage.Found found, String source) {
    try {
      Fingerprint print =
          Decompression.Kind.of(source) == Decompression.Kind.ZIP
              ? entries(found, source)
              : new Fingerprint(List.of(content(found, source)), List.of());
      for (Content content : print.contents()) {
        format.verifyPath(content.path(), content.source());
      }
      requireUnchanged(storage, found, source);
      return print;
    } catch (IOException e) {
      throw unreadable(source, e, storage);
    } catch (CityLakeException e) {
      throw e;
    } catch (RuntimeException e) {
      // What a library throws at a broken archive.
      throw unreadable(source, e);
    }
  }

  private Content content(Storage.Found found, String source) throws IOException {
    if (Decompression.Kind.of(source) == Decompression.Kind.PLAIN) {
      try (InputStream in = open(found.uri(), source)) {
        return scan(found, null, source, in, Look.AT_HEAD_AND_LINES);
      }
    }
    MessageDigest folded = Sha256.digest();
    try (DigestInputStream file = new DigestInputStream(open(found.uri(), source), folded);
        InputStream in = Decompression.gunzip(source, file, format.caps())) {
      Content content = scan(found, null, source, in, Look.AT_HEAD);
      file.transferTo(OutputStream.nullOutputStream());
      return content.ofFolded(HexFormat.of().formatHex(folded.digest()));
    }
  }

  /** What is looked at beside the bytes' hash. */
  private enum Look {
    AT_HEAD,
    AT_HEAD_AND_LINES
  }

  /** Requires that a file is still what was listed. */
  static void requireUnchanged(Storage storage, Storage.Found found, String source)
      throws IOException {
    if (!storage.status(found.uri()).isAs(found)) {
      throw changed(source);
    }
  }

  static CityLakeException changed(String source) {
    return new CityLakeException(
        ErrorCode.SOURCE_CHANGED,
        "Cannot read %s: it changed while the run was reading it. Run again once it is whole; source.files.min-age keeps files away that are still being written"
            .formatted(source));
  }

  /** Of a failure of the store, which may have repeated a key. */
  static CityLakeException unreadable(String source, IOException e, Storage storage) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: the file is broken or cannot be opened (%s)"
            .formatted(source, storage.reason(e)),
        e);
  }

  /** Of what a library throws at broken bytes. */
  static CityLakeException unreadable(String source, RuntimeException e) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: the file is broken or cannot be opened (%s)"
            .formatted(source, e.getMessage()),
        e);
  }

  private Fingerprint entries(Storage.Found found, String source) throws IOException {
    OptionalInt named = ZipEnd.entries(storage, found, source);
    List<String> names = names(found, source, named);
    List<String> chosen = members.of(names);
    requireAny(chosen, names, source);
    requireOwnNames(chosen, source);
    List<Content> contents = new ArrayList<>();
    try (Decompression.Zip zip = open(found, source)) {
      for (String name = zip.next(); !name.isEmpty(); name = zip.next()) {
        if (chosen.contains(name)) {
          try (InputStream in = zip.content(name)) {
            contents.add(scan(found, name, source + "!/" + name, in, Look.AT_HEAD));
          }
        }
      }
    }
    List<String> passedOver =
        names.stream()
            .filter(name -> !chosen.contains(name))
            .map(name -> source + "!/" + name)
            .toList();
    return new Fingerprint(contents, passedOver);
  }

  /** An archive of nothing would be taken for a delivery that was read. */
  private static void requireAny(List<String> chosen, List<String> names, String source) {
    if (chosen.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.SOURCE_UNREADABLE,
          "Cannot read %s: %s"
              .formatted(
                  source,
                  names.isEmpty()
                      ? "no file is in it, as an export leaves it that failed; have it sent again"
                      : "none of its %d files is one that the job reads (found=%s); correct source.files.members"
                          .formatted(
                              names.size(),
                              String.join(", ", names.subList(0, Math.min(NAMED, names.size()))))));
    }
  }

  /** An entry is found again by its name, so of two with one name one would never be read. */
  private static void requireOwnNames(List<String> chosen, String source) {
    Set<String> met = new HashSet<>();
    for (String name : chosen) {
      if (!met.add(name)) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: it holds more than one entry of a name, which nothing tells apart (entry=%s); have it packed anew under names of their own"
                .formatted(source, name));
      }
    }
  }

  private List<String> names(Storage.Found found, String source, OptionalInt named)
      throws IOException {
    List<String> names = new ArrayList<>();
    try (Decompression.Zip zip = open(found, source)) {
      for (String name = zip.next(); !name.isEmpty(); name = zip.next()) {
        names.add(name);
      }
      if (named.isPresent() && named.getAsInt() != zip.met()) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: its directory names %d entries, but %d are in it; have it sent again"
                .formatted(source, named.getAsInt(), zip.met()));
      }
    }
    return names;
  }

  private Decompression.Zip open(Storage.Found found, String source) throws IOException {
    return new Decompression.Zip(source, open(found.uri(), source), format.caps());
  }

  private InputStream open(URI file, String source) throws IOException {
    return new FilterInputStream(storage.open(file, 0)) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        FileScanner.requireWanted(cancelled, source);
        return super.read(into, offset, length);
      }
    };
  }

  private Content scan(
      Storage.Found found, @Nullable String entry, String source, InputStream in, Look look)
      throws IOException {
    MessageDigest sha256 = Sha256.digest();
    DigestInputStream digested = new DigestInputStream(in, sha256);
    byte[] block = new byte[BLOCK];
    int read = digested.readNBytes(block, 0, BLOCK);
    Holding holding = format.verify(block, read, read < BLOCK, source);
    LineIndex index =
        look == Look.AT_HEAD_AND_LINES
                && format.isSplittable()
                && endsLinesByByte(format.charset(block, read))
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
    return new Content(found, entry, source, hex, null, bytes, holding, cuts(index, bytes));
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
