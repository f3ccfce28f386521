package io.citylake.city;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file as a department's program writes it: CSV lines that end in CRLF, or plain lines. */
final class TextFile implements AutoCloseable {
  static final Charset GB18030 = Charset.forName("GB18030");
  static final Charset UTF_8 = StandardCharsets.UTF_8;

  private final BufferedWriter writer;

  private TextFile(BufferedWriter writer) {
    this.writer = writer;
  }

  static TextFile open(Path file, Charset charset) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return new TextFile(Files.newBufferedWriter(file, charset));
  }

  void byteOrderMark() throws IOException {
    writer.write('\uFEFF');
  }

  /** One record by RFC 4180; fields with a comma, a quote or a line break are quoted. */
  void record(String... fields) throws IOException {
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        writer.write(',');
      }
      writer.write(quoted(fields[i]));
    }
    writer.write("\r\n");
  }

  /** A line as it is, ended by a line feed. */
  void line(CharSequence text) throws IOException {
    writer.append(text).write('\n');
  }

  private static String quoted(String field) {
    boolean plain =
        field.indexOf(',') < 0
            && field.indexOf('"') < 0
            && field.indexOf('\n') < 0
            && field.indexOf('\r') < 0;
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
