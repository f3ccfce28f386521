package io.citylake.city.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * CSV by RFC 4180 as a department's program writes it: lines end in CRLF. Cells of ASCII are copied
 * byte by byte where the charset has it; what others encode to is remembered, because names and
 * codes come again and again and encoding GB18030 takes longer than all else. Used by one thread.
 */
final class CsvFile implements SheetFile {
  private static final Charset GB18030 = Charset.forName("GB18030");
  private static final int BUFFER = 1 << 16;
  private static final int REMEMBERED = 4_096;

  /** Commas and ends of lines: handing them to be copied takes longer than they do. */
  private static final int SHORT = 4;

  private final OutputStream out;
  private final Charset charset;
  private final boolean ascii;
  private final byte[] comma;
  private final byte[] lineEnd;
  private final Map<String, byte[]> encoded = new HashMap<>();
  private final byte[] buffer = new byte[BUFFER];
  private int length;

  private CsvFile(OutputStream out, Charset charset) {
    this.out = out;
    this.charset = charset;
    this.ascii = !charset.equals(StandardCharsets.UTF_16BE);
    this.comma = ",".getBytes(charset);
    this.lineEnd = "\r\n".getBytes(charset);
  }

  static CsvFile open(Path file, SheetStyle style) throws IOException {
    CsvFile csv = new CsvFile(Files.newOutputStream(file), charset(style));
    if (style == SheetStyle.UTF_8_BOM || style == SheetStyle.UTF_16) {
      csv.write("\uFEFF".getBytes(csv.charset));
    }
    return csv;
  }

  private static Charset charset(SheetStyle style) {
    return switch (style) {
      case GB18030 -> GB18030;
      case UTF_8, UTF_8_BOM -> StandardCharsets.UTF_8;
      case UTF_16 -> StandardCharsets.UTF_16BE;
      case XLSX -> throw new IllegalArgumentException("Cannot write a workbook as text");
    };
  }

  @Override
  public void row(String[] cells, Dirt dirt) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        write(comma);
      }
      if (!ascii || !copied(cells[i])) {
        write(encoded(cells[i]));
      }
    }
    write(lineEnd);
  }

  private byte[] encoded(String field) {
    byte[] bytes = encoded.get(field);
    if (bytes == null) {
      bytes = quoted(field).getBytes(charset);
      if (encoded.size() < REMEMBERED) {
        encoded.put(field, bytes);
      }
    }
    return bytes;
  }

  /** Fields with a comma, a quote or a line break are quoted. */
  private static String quoted(String field) {
    for (int i = 0; i < field.length(); i++) {
      if (special(field.charAt(i))) {
        return '"' + field.replace("\"", "\"\"") + '"';
      }
    }
    return field;
  }

  private static boolean special(char c) {
    return c == ',' || c == '"' || c == '\n' || c == '\r';
  }

  /** Copies the field if it is plain ASCII, and otherwise nothing. */
  private boolean copied(String field) throws IOException {
    if (field.length() > BUFFER - length) {
      flush();
      if (field.length() > BUFFER) {
        return false;
      }
    }
    int end = length;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c >= 128 || special(c)) {
        return false;
      }
      buffer[end++] = (byte) c;
    }
    length = end;
    return true;
  }

  private void write(byte[] bytes) throws IOException {
    if (bytes.length > BUFFER - length) {
      flush();
    }
    if (bytes.length > BUFFER) {
      out.write(bytes);
      return;
    }
    if (bytes.length <= SHORT) {
      for (byte each : bytes) {
        buffer[length++] = each;
      }
      return;
    }
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
