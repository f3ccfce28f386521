package io.citylake.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestListing {
  private static String print(OutputFormat format, List<? extends List<? extends Object>> rows) {
    StringWriter text = new StringWriter();
    new Listing("name", "rows").print(new PrintWriter(text), format, rows.iterator());
    return text.toString();
  }

  @Test
  void alignsChineseByItsWidthAndNumbersRight() {
    assertThat(print(OutputFormat.table, List.of(List.of("企业", 7), List.of("firm", 1234))).lines())
        .containsExactly("name  rows", "────  ────", "企业     7", "firm  1234");
  }

  @Test
  void cutsLongTextsButNoPaths() {
    String path = "file:///" + "a".repeat(80) + "/ods_level";
    List<List<Object>> rows = List.of(List.of(path, 1));
    assertThat(print(OutputFormat.table, rows)).contains("aaa…").doesNotContain("ods_level");
    StringWriter text = new StringWriter();
    new Listing("path", "rows")
        .withWholeCells()
        .print(new PrintWriter(text), OutputFormat.table, rows.iterator());
    assertThat(text.toString()).contains(path);
  }

  @Test
  void csvEscapesWhatASpreadsheetWouldRun() {
    assertThat(print(OutputFormat.csv, List.of(List.of("=cmd|' /C calc'!A0", -5))).lines())
        .containsExactly("name,rows", "'=cmd|' /C calc'!A0,-5");
    for (String start : List.of("+", "-", "@", "\t", "＝", "＋", "－", "＠")) {
      assertThat(print(OutputFormat.csv, List.of(List.of(start + "1", 1))))
          .contains("'" + start + "1");
    }
    StringWriter text = new StringWriter();
    new Listing("=name")
        .print(new PrintWriter(text), OutputFormat.csv, List.<List<Object>>of().iterator());
    assertThat(text.toString().lines()).containsExactly("'=name");
  }

  @Test
  void csvTellsNullsFromEmptyTexts() {
    assertThat(print(OutputFormat.csv, List.of(Arrays.asList(null, 1), Arrays.asList("", 2))))
        .isEqualTo("name,rows\r\n,1\r\n\"\",2\r\n");
  }

  @Test
  void jsonKeepsTypesAndNulls() {
    assertThat(print(OutputFormat.json, List.of(Arrays.asList(null, 3))))
        .contains("{\"name\":null,\"rows\":3}");
  }

  @Test
  void controlCharactersOfDataDoNotReachTheTerminal() {
    assertThat(print(OutputFormat.table, List.of(List.of("a\u001b[2Jb", 1))))
        .doesNotContain("\u001b");
  }
}
