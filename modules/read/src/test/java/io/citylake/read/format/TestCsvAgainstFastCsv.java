package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.citylake.read.record.RecordLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What a well-kept reader makes of well-formed files is what ours makes of them, lines too. */
class TestCsvAgainstFastCsv {
  private static final String[] PIECES = {
    "a", "\"", ",", "\n", "\r\n", "\r", " ", "中", "😀", "\t", "12.5", "x".repeat(3000)
  };

  @RepeatedTest(60)
  void agreesOnRandomTables(RepetitionInfo repetition) throws IOException {
    String text = randomTable(new Random(repetition.getCurrentRepetition()));
    assertThat(ours(text)).isEqualTo(theirs(text));
  }

  private static String randomTable(Random random) throws IOException {
    StringWriter out = new StringWriter();
    CsvWriter writer = CsvWriter.builder().build(out);
    for (int row = 0; row < 200; row++) {
      List<String> cells = new ArrayList<>();
      for (int cell = 0; cell < 1 + random.nextInt(5); cell++) {
        StringBuilder text = new StringBuilder("v");
        for (int i = random.nextInt(4); i > 0; i--) {
          text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        cells.add(random.nextInt(5) == 0 ? "" : text.toString());
      }
      cells.set(0, "r" + cells.get(0));
      writer.writeRecord(cells);
    }
    writer.close();
    return out.toString();
  }

  private static List<String> theirs(String text) throws IOException {
    List<String> rows = new ArrayList<>();
    try (var reader =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      reader.forEach(row -> rows.add(row.getStartingLineNumber() + row.getFields().toString()));
    }
    return rows;
  }

  private static List<String> ours(String text) throws IOException {
    List<String> rows = new ArrayList<>();
    Dialect dialect = new Dialect(',', '"', '"', true);
    var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try (CsvParser parser =
        new CsvParser(
            StrictDecoder.open(in, "utf-8"), dialect, new RecordLimits(1 << 24, 100), 1)) {
      while (parser.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < parser.width(); i++) {
          cells.add(parser.value(i));
        }
        assertThat(parser.fault()).isNull();
        rows.add(parser.place() + cells.toString());
      }
    }
    return rows;
  }
}
