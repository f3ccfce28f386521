package io.citylake.city.file;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** CSV by RFC 4180 as a department's program writes it: lines end in CRLF. */
final class CsvFile implements SheetFile {
  private static final Charset GB18030 = Charset.forName("GB18030");

  private final BufferedWriter writer;

  private CsvFile(BufferedWriter writer) {
    this.writer = writer;
  }

  static CsvFile open(Path file, SheetStyle style) throws IOException {
    BufferedWriter writer = Files.newBufferedWriter(file, charset(style));
    if (style == SheetStyle.UTF_8_BOM) {
      writer.write('\uFEFF');
    }
    return new CsvFile(writer);
  }

  private static Charset charset(SheetStyle style) {
    return switch (style) {
      case GB18030 -> GB18030;
      case UTF_8, UTF_8_BOM -> StandardCharsets.UTF_8;
      case UTF_16 -> StandardCharsets.UTF_16;
      case XLSX -> throw new IllegalArgumentException("Cannot write a workbook as text");
    };
  }

  @Override
  public void row(String[] cells, Dirt dirt) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        writer.write(',');
      }
      writer.write(quoted(cells[i]));
    }
    writer.write("\r\n");
  }

  /** Fields with a comma, a quote or a line break are quoted. */
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
