package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.SourceSpec.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestJson {
  private static Json lines(String rows) {
    return new Json("utf-8", true, rows);
  }

  private static Json document(String rows) {
    return new Json("utf-8", false, rows);
  }

  @Test
  void readsNestedPathsWithScalarsAsWritten() throws IOException {
    String line =
        "{\"id\":1.10,\"big\":12345678901234567890,\"e\":1e400,\"ok\":true,\"no\":null,"
            + "\"geo\":{\"p\":[104.06,30.67]},\"a.b\":\"whole\",\"a\":{\"b\":\"nested\",\"c.d\":\"x\"}}";
    assertThat(
            Rows.of(
                lines(""),
                line,
                "id",
                "big",
                "e",
                "ok",
                "no",
                "geo.p.1",
                "geo",
                "a.b",
                "a.c.d",
                "absent.x",
                "geo.p.9"))
        .containsExactly(
            "1: id=1.10, big=12345678901234567890, e=1e400, ok=true, no=null, geo.p.1=30.67,"
                + " geo={\"p\":[104.06,30.67]}, a.b=whole, a.c.d=x, absent.x=null, geo.p.9=null");
  }

  @Test
  void aBadLineIsOneRefusedRecord() throws IOException {
    List<String> rows =
        Rows.of(
            lines(""),
            "{\"a\":1}\n\n{\"a\":\n  \n{\"a\":2}\n{\"a\":1,\"a\":2}\n{\"a\":3} {\"a\":4}\n[1\n{\"a\":5}",
            "a");
    assertThat(rows).hasSize(7);
    assertThat(rows.get(0)).isEqualTo("1: a=1");
    assertThat(rows.get(1))
        .startsWith("3! the line is not JSON: Unexpected end-of-input")
        .endsWith("{\"_text\":\"{\\\"a\\\":\"}");
    assertThat(rows.get(2)).isEqualTo("5: a=2");
    assertThat(rows.get(3)).startsWith("6! the key 'a' stands twice in one object");
    assertThat(rows.get(4)).startsWith("7! the line holds more than one JSON value");
    assertThat(rows.get(5)).startsWith("8! the line is not JSON");
    assertThat(rows.get(6)).isEqualTo("9: a=5");
  }

  @Test
  void aLineWithoutARecordIsRefused() throws IOException {
    assertThat(Rows.of(lines(""), "{\"a\":1}\nnull\n[]\n[null]\n[{\"a\":2}]\n", "a"))
        .hasSize(5)
        .first()
        .isEqualTo("1: a=1");
    assertThat(Rows.of(lines(""), "null\n", "a").get(0)).startsWith("1! the line holds no record");
    assertThat(Rows.of(lines(""), "[]\n", "a").get(0)).startsWith("1! the line holds no record");
  }

  @Test
  void whatIsNestedTooDeepIsSaid() throws IOException {
    String deep = "[".repeat(10_000);
    assertThat(Rows.of(document(""), deep, "a").get(0))
        .startsWith("1! the JSON is beyond what is read");
  }

  @Test
  void explodesTheRowsOfEachLineBesideValuesOfItsRoot() throws IOException {
    String text =
        "{\"data\":{\"stations\":[{\"id\":\"x\",\"n\":1},{\"id\":\"y\"}]},\"last_updated\":7}\n"
            + "{\"data\":{\"stations\":[]},\"last_updated\":8}\n"
            + "{\"data\":{},\"last_updated\":9}\n";
    assertThat(Rows.of(lines("data.stations"), text, "id", "n", "$.last_updated"))
        .containsExactly(
            "1: id=x, n=1, $.last_updated=7",
            "1: id=y, n=null, $.last_updated=7",
            "3! the document has nothing at 'data.stations' {\"_text\":\"{\\\"data\\\":{},\\\"last_updated\\\":9}\"}");
  }

  @Test
  void readsDocumentsAndArraysOfThem() throws IOException {
    assertThat(Rows.of(document(""), "[\n{\"a\":1},\n{\"a\":[1, 2]}\n]", "a"))
        .containsExactly("1: a=1", "2: a=[1,2]");
    assertThat(Rows.of(document(""), "{\"a\":1}\n{\"a\":2}", "a"))
        .containsExactly("1: a=1", "2: a=2");
    assertThat(Rows.of(document("x.y"), "{\"x\":[{\"y\":[{\"a\":1}]},{\"y\":[{\"a\":2}]}]}", "a"))
        .containsExactly("1: a=1", "2: a=2");
    assertThat(Rows.of(document(""), "[[\"武侯\",5]]", "0", "1")).containsExactly("1: 0=武侯, 1=5");
  }

  @Test
  void findsRootValuesThatStandAfterTheRows() throws IOException {
    assertThat(
            Rows.of(
                document("data.stations"),
                "{\"data\":{\"stations\":[{\"id\":1}]},\"last_updated\":5}",
                "id",
                "$.last_updated"))
        .containsExactly("1: id=1, $.last_updated=5");
  }

  @Test
  void aBrokenDocumentIsOneRefusedRecordWithItsLine() throws IOException {
    List<String> rows = Rows.of(document(""), "[{\"a\":1},\n{\"a\":2},\n{\"a\" 3}]", "a");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0)).startsWith("3! the document is not JSON: Unexpected character");
    assertThat(Rows.of(document("data"), "{\"a\":1}", "a").get(0))
        .startsWith("1! the document has nothing at 'data'");
    assertThat(Rows.of(document("data"), "{\"data\":[{\"a\":1}],\"data\":[]}", "a").get(0))
        .startsWith("1! a key stands twice in the document's root");
  }

  @Test
  void refusedRecordsKeepTheWholeElement() throws IOException {
    assertThat(Rows.of(document(""), "[{\"a\":{\"x\":1,\"x\":2},\"b\":\"z\"}]", "a"))
        .containsExactly(
            "1! the key 'x' stands twice in one object {\"a\":\"{\\\"x\\\":2}\",\"_element\":{\"a\":{\"x\":2},\"b\":\"z\"},\"_text\":\"{\\\"a\\\":{\\\"x\\\":2},\\\"b\\\":\\\"z\\\"}\"}");
  }

  @Test
  void refusesWhatIsTooDeepOrNoText() throws IOException {
    String deep = "[".repeat(300) + "]".repeat(300);
    assertThat(Rows.of(lines(""), deep + "\n{\"a\":1}", "a"))
        .hasSize(2)
        .first()
        .asString()
        .contains("1! the JSON is beyond what is read: Document nesting depth (201)");
    assertThat(Rows.of(lines(""), "{\"a\":\"\\u0000\"}\n{\"a\":\"\\ud800\"}", "a"))
        .satisfiesExactly(
            row -> assertThat(row).startsWith("1! the record holds a NUL character"),
            row -> assertThat(row).startsWith("2! the record holds bytes or escapes that are no"));
    byte[] bytes = "{\"a\":\"x?\"}\n{\"a\":\"ok\"}".getBytes(StandardCharsets.UTF_8);
    bytes[7] = (byte) 0xC3;
    assertThat(Rows.of(lines(""), bytes, "a"))
        .satisfiesExactly(
            row -> assertThat(row).startsWith("1! the record holds bytes that are not UTF-8"),
            row -> assertThat(row).isEqualTo("2: a=ok"));
  }

  /** Else the value is under another name, and null under its own. */
  @Test
  void brokenBytesInAKeyRefuseTheRecord() throws IOException {
    byte[] broken = "[{\"a?\":1,\"b\":2},{\"a\":3,\"b\":4}]".getBytes(StandardCharsets.UTF_8);
    broken[4] = (byte) 0xC3;
    assertThat(Rows.of(document(""), broken, "a", "b"))
        .satisfiesExactly(
            row -> assertThat(row).startsWith("1! the record holds bytes or escapes that are no"),
            row -> assertThat(row).isEqualTo("2: a=3, b=4"));
    byte[] line = "{\"a?\":1,\"b\":2}\n".getBytes(StandardCharsets.UTF_8);
    line[3] = (byte) 0xC3;
    assertThat(Rows.of(lines(""), line, "b"))
        .singleElement()
        .asString()
        .startsWith("1! the record holds bytes that are not UTF-8");
  }

  @Test
  void streamsDocumentsThatAreTooLargeForATree() throws IOException {
    StringBuilder text = new StringBuilder("{\"stamp\":7,\"data\":{\"rows\":[");
    String filler = "x".repeat(1000);
    int count = 36_000;
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",")
          .append("{\"id\":")
          .append(i)
          .append(",\"f\":\"")
          .append(filler)
          .append("\"}");
    }
    String whole = text + "]},\"after\":1}";
    List<String> rows = Rows.of(document("data.rows"), whole, "id", "$.stamp", "$.after");
    assertThat(rows).hasSize(count);
    assertThat(rows.get(count - 1))
        .isEqualTo(count + ": id=" + (count - 1) + ", $.stamp=7, $.after=1");
    List<String> cut = Rows.of(document("data.rows"), text.toString(), "id");
    assertThat(cut)
        .singleElement()
        .asString()
        .contains("! the document is not JSON: Unexpected end-of-input");
  }
}
