package io.citylake.city;

import io.citylake.model.Sha256;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What each part counted, as lines of text beside the data: the fields of a line are set apart by
 * tabs, its first says what it is, a part's lines follow its first one, and the last line has the
 * SHA-256 of all lines before it. The same parts give the same bytes.
 */
final class PartsFile {
  /** Under the landing directory. */
  static final String NAME = "truth.parts";

  static final String FORMAT = "citylake-city-2";

  private final Writer writer;
  private final MessageDigest digest = Sha256.digest();

  private PartsFile(Writer writer) {
    this.writer = writer;
  }

  static void write(Path file, MadeParts city) throws IOException {
    WholeFile.write(file, writer -> new PartsFile(writer).city(city));
  }

  private void city(MadeParts city) throws IOException {
    line(FORMAT, Long.toString(city.seed()), Double.toString(city.scale()));
    Making making = city.making();
    if (making != null) {
      line(
          "making",
          making.from().toString(),
          Integer.toString(making.days()),
          making.revision().name());
    }
    for (MadePart part : city.parts().values()) {
      part(part);
    }
    writer.write("end\t" + HexFormat.of().formatHex(digest.digest()) + "\n");
  }

  private void part(MadePart part) throws IOException {
    JobTruth truth = part.count().truth();
    line(
        "part",
        truth.job(),
        part.from().toString(),
        part.until().toString(),
        Boolean.toString(part.corrected()),
        Long.toString(truth.records()),
        Long.toString(truth.accepted()),
        Long.toString(truth.duplicates()),
        Long.toString(truth.skipped()),
        Long.toString(truth.warned()),
        Long.toString(truth.rows()));
    for (String file : truth.files()) {
      line("file", file);
    }
    for (var each : truth.reasons().entrySet()) {
      line("reason", each.getKey(), each.getValue().toString());
    }
    for (var each : truth.warnings().entrySet()) {
      line("warning", each.getKey(), each.getValue().toString());
    }
    for (var each : truth.remarks().entrySet()) {
      line("remark", each.getKey(), each.getValue().toString());
    }
    for (var each : truth.sums().entrySet()) {
      line("sum", each.getKey(), each.getValue().toPlainString());
    }
    findings(part.count().findings());
  }

  private void findings(ExpectedAnswers findings) throws IOException {
    for (var question : findings.amounts().entrySet()) {
      for (var each : question.getValue().entrySet()) {
        line("amount", question.getKey(), each.getKey(), plain(each.getValue()));
      }
    }
    for (var question : findings.texts().entrySet()) {
      for (var each : question.getValue().entrySet()) {
        line("text", question.getKey(), each.getKey(), each.getValue());
      }
    }
  }

  private static String plain(BigDecimal value) {
    return value.toPlainString();
  }

  private void line(String... fields) throws IOException {
    StringBuilder line = new StringBuilder();
    for (String field : fields) {
      line.append(line.isEmpty() ? "" : "\t").append(escaped(field));
    }
    String text = line.append('\n').toString();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    writer.write(text);
  }

  private static String escaped(String field) {
    return field
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
