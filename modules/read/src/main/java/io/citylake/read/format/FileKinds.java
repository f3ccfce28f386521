package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.FileFormat;
import io.citylake.contract.job.SourceSpec.Parquet;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says what a file is that is not what its job takes it for, by its first bytes. */
final class FileKinds {
  private static final int TEXT_HEAD = 512;

  private static final List<Magic> MAGICS =
      List.of(
          new Magic(
              "504B0304",
              "a zip archive or an Excel workbook; for a workbook use format: xlsx, an archive must be named .zip"),
          new Magic("504B0506", "an empty zip archive"),
          new Magic(
              "D0CF11E0A1B11AE1",
              "an Excel 97-2003 workbook (.xls), another old Office file or one with a password; save it as Excel workbook (.xlsx) without a password"),
          new Magic("1F8B", "gzipped; its name must end in .gz"),
          new Magic("50415231", "a Parquet file; use format: parquet"),
          new Magic("255044462D", "a PDF"),
          new Magic("377ABCAF271C", "a 7z archive; unpack it, or send zip or gzip"),
          new Magic("526172211A07", "a RAR archive; unpack it, or send zip or gzip"),
          new Magic("28B52FFD", "packed with zstd; send gzip or plain"),
          new Magic("425A68", "packed with bzip2; send gzip or plain"),
          new Magic("FD377A585A00", "packed with xz; send gzip or plain"),
          new Magic("4F626A01", "an Avro file, which is not read"),
          new Magic("4F5243", "an ORC file, which is not read"));

  private FileKinds() {}

  private record Magic(String hex, String what) {
    boolean begins(byte[] head, int length) {
      int size = hex.length() / 2;
      for (int i = 0; i < size; i++) {
        int wanted = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        if (i >= length || (head[i] & 0xFF) != wanted) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * What a file is, where that is certainly not the format's.
   *
   * @param declared the encoding of text
   */
  static Optional<String> foreign(FileFormat format, Charset declared, byte[] head, int length) {
    if (length == 0) {
      return Optional.empty();
    }
    for (Magic magic : MAGICS) {
      if (magic.begins(head, length) && !expected(format, magic.hex())) {
        return Optional.of(encrypted(head, length) ? ENCRYPTED : magic.what());
      }
    }
    if (format instanceof Excel) {
      return Optional.of(
              markup(head, length)
                  .map(
                      kind ->
                          kind
                              + ", not a workbook; open it in Excel and save it as Excel workbook (.xlsx)")
                  .orElse("no Excel workbook (.xlsx); what is text is read with format: csv"))
          .filter(what -> !new Magic("504B0304", "").begins(head, length));
    }
    if (format instanceof Parquet) {
      return new Magic("50415231", "").begins(head, length)
          ? Optional.empty()
          : Optional.of("no Parquet file");
    }
    if (format instanceof Csv) {
      Optional<String> kind = markup(head, length);
      if (kind.isPresent()) {
        return kind.map(what -> what + ", not separated values");
      }
    }
    return wide(declared, head, length);
  }

  private static final String ENCRYPTED =
      "an encrypted Office file; take the password away and save it as Excel workbook (.xlsx)";

  private static boolean expected(FileFormat format, String hex) {
    return (format instanceof Excel && hex.equals("504B0304"))
        || (format instanceof Parquet && hex.equals("50415231"));
  }

  /**
   * An encrypted workbook is an old Office container that names this stream: Office and POI near
   * its begin, but it may stand anywhere.
   */
  private static boolean encrypted(byte[] head, int length) {
    byte[] name = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
    for (int at = 0; at + name.length <= length; at++) {
      if (Arrays.equals(head, at, at + name.length, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> markup(byte[] head, int length) {
    String text =
        new String(head, 0, Math.min(length, TEXT_HEAD), StandardCharsets.ISO_8859_1)
            .replace("\u00EF\u00BB\u00BF", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    if (text.startsWith("<?xml") || text.startsWith("<workbook")) {
      return Optional.of("XML");
    }
    return text.startsWith("<html")
            || text.startsWith("<!doctype html")
            || text.startsWith("<table")
        ? Optional.of("an HTML page")
        : Optional.empty();
  }

  /** Text of two bytes a character has a NUL in every other place where it is ASCII. */
  private static Optional<String> wide(Charset declared, byte[] head, int length) {
    boolean marked = StrictDecoder.Mark.of(head, length, declared).length() > 0;
    if (marked || declared.name().startsWith("UTF-16") || declared.name().startsWith("UTF-32")) {
      return Optional.empty();
    }
    int looked = Math.min(length, TEXT_HEAD);
    int even = 0;
    int odd = 0;
    for (int i = 0; i < looked; i++) {
      if (head[i] == 0) {
        if (i % 2 == 0) {
          even++;
        } else {
          odd++;
        }
      }
    }
    int many = looked / 8;
    boolean lopsided = Math.max(even, odd) > many && Math.min(even, odd) * 8 < Math.max(even, odd);
    return looked > 8 && lopsided
        ? Optional.of(
            "text of two bytes a character without a mark at its begin; use encoding: "
                + (odd > even ? "utf-16le" : "utf-16be"))
        : Optional.empty();
  }
}
