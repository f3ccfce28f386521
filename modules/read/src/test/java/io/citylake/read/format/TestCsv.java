package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Ragged;
import io.citylake.contract.job.SourceSpec.Unpivot;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.read.SampleJobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** R34: what other people's CSV does to a reader. */
class TestCsv {
  private static final Csv PLAIN = SampleJobs.csv();

  private static Csv encoded(String encoding) {
    return new Csv(
        encoding,
        ",",
        "\"",
        "\"",
        true,
        new Header(true, 20),
        List.of(),
        List.of(),
        Ragged.REFUSE,
        null);
  }

  private static Csv ragged(Ragged ragged) {
    return new Csv(
        "utf-8", ",", "\"", "\"", true, new Header(true, 20), List.of(), List.of(), ragged, null);
  }

  private static Csv lineBound() {
    return new Csv(
        "utf-8",
        ",",
        "\"",
        "\"",
        false,
        new Header(true, 20),
        List.of(),
        List.of(),
        Ragged.REFUSE,
        null);
  }

  private static Csv skipping(String... patterns) {
    return new Csv(
        "utf-8",
        ",",
        "\"",
        "\"",
        true,
        new Header(true, 20),
        List.of(),
        List.of(patterns),
        Ragged.REFUSE,
        null);
  }

  @Test
  void readsQuotedDelimitersQuotesAndNewlinesWithPhysicalLines() throws IOException {
    String text = "a,b\r\n1,\"x, \"\"y\"\"\"\r\n2,\"line one\nline two\"\n\n\n3,z";
    assertThat(Rows.of(PLAIN, text, "a", "b"))
        .containsExactly("2: a=1, b=x, \"y\"", "3: a=2, b=line one\nline two", "7: a=3, b=z");
  }

  @Test
  void readsFilesOfOldMacsAndWithoutLastNewline() throws IOException {
    assertThat(Rows.of(PLAIN, "a,b\r1,2\r3,", "a", "b"))
        .containsExactly("2: a=1, b=2", "3: a=3, b=");
  }

  @Test
  void marksOverrideTheDeclaredEncoding() throws IOException {
    byte[] utf16 = "\uFEFF名称,x\n武侯,1\n".getBytes(StandardCharsets.UTF_16LE);
    assertThat(Rows.of(PLAIN, utf16, "名称")).containsExactly("2: 名称=武侯, x=1");
    byte[] utf8 = "\uFEFF名称,x\n武侯,1\n".getBytes(StandardCharsets.UTF_8);
    assertThat(Rows.of(encoded("gbk"), utf8, "名称")).containsExactly("2: 名称=武侯, x=1");
  }

  @Test
  void readsTheEncodingsOfTheField() throws IOException {
    for (String name : List.of("GB18030", "GBK", "UTF-16", "UTF-16BE", "UTF-32LE")) {
      byte[] bytes = "名称,x\n武侯,1\n".getBytes(Charset.forName(name));
      assertThat(Rows.of(encoded(name), bytes, "名称")).containsExactly("2: 名称=武侯, x=1");
    }
    byte[] latin = "Date;Côte\n1;é\n".getBytes(StandardCharsets.ISO_8859_1);
    Csv semicolons =
        new Csv(
            "iso-8859-1",
            ";",
            "\"",
            "\"",
            true,
            new Header(true, 1),
            List.of(),
            List.of(),
            Ragged.REFUSE,
            null);
    assertThat(Rows.of(semicolons, latin, "Côte")).containsExactly("2: Date=1, Côte=é");
  }

  @Test
  void joinsTheNamesOfSeveralHeaderRows() throws IOException {
    Csv format =
        new Csv(
            "utf-8",
            ",",
            "\"",
            "\"",
            true,
            new Header(true, 20, 3, "/"),
            List.of(),
            List.of(),
            Ragged.REFUSE,
            null);
    String header = "站点,水位,,,雨量,\n,上游,,下游,,\n,最高,最低,最高,,\n";
    assertThat(Rows.of(format, "日报\n" + header + "a,1,2,3,4,\n" + header, "站点", "水位/下游/最高"))
        .containsExactly(
            "1 skipped",
            "5: 站点=a, 水位/上游/最高=1, 水位/上游/最低=2, 水位/下游/最高=3, 雨量=4, _c6=",
            "6 skipped",
            "7 skipped",
            "8 skipped");
    assertThatThrownBy(() -> Rows.of(format, header, "水位"))
        .hasMessage(
            "Cannot read a/b.csv: no header within its first 20 rows; the nearest, line 1, lacks 水位"
                + " (found=站点, 水位/上游/最高, 水位/上游/最低, 水位/下游/最高, 雨量, _c6). Correct the job's names, its"
                + " delimiter and encoding, header.rows or header.within");
  }

  @Test
  void refusesOnlyTheRecordWithUndecodableBytes() throws IOException {
    byte[] bytes = "a,b\n1,ok\n2,x?y\n3,ok\n".getBytes(StandardCharsets.UTF_8);
    bytes[12] = (byte) 0xFF;
    assertThat(Rows.of(PLAIN, bytes, "a"))
        .containsExactly(
            "2: a=1, b=ok",
            "3! the record holds bytes that are not UTF-8 (first byte 0xFF)"
                + " {\"_text\":\"2,x\\\\xFFy\"}",
            "4: a=3, b=ok");
  }

  @Test
  void refusesRecordsWithNul() throws IOException {
    assertThat(Rows.of(PLAIN, "a,b\n1,x\0y\n2,ok\n", "a"))
        .containsExactly(
            "2! the record holds a NUL character, which no text may {\"_text\":\"1,x\\u0000y\"}",
            "3: a=2, b=ok");
  }

  @Test
  void anUnclosedQuoteCostsOneLineOnly() throws IOException {
    assertThat(Rows.of(PLAIN, "a,b\n1,\"open\n2,x\n3,y\n", "a"))
        .containsExactly(
            "2! the quote opened on line 2 is not closed before the end of the file"
                + " {\"_text\":\"1,\\\"open\"}",
            "3: a=2, b=x",
            "4: a=3, b=y");
    assertThat(Rows.of(PLAIN, "a,b\n1,\"open\n2,\"x\"\n3,y\n", "a"))
        .containsExactly(
            "2! text follows the closing quote of field 2 (the quote opened on line 2)"
                + " {\"_text\":\"1,\\\"open\"}",
            "3: a=2, b=x",
            "4: a=3, b=y");
  }

  @Test
  void textAfterAClosingQuoteBelongsToTheField() throws IOException {
    assertThat(Rows.of(PLAIN, "a,b\n1,\"in \"\"x\"\" a\" side\n\",\"和\"\",x\n\"z\" ,y\n", "a"))
        .containsExactly("2: a=1, b=in \"x\" a side", "3: a=,和\"\", b=x", "4: a=z, b=y");
  }

  @Test
  void aQuoteEndsWithItsLineWhereTheJobSaysSo() throws IOException {
    assertThat(Rows.of(lineBound(), "a,b\n1,\"x\ny\"\n2,\"z\"\n", "a"))
        .containsExactly(
            "2! the quote opened on line 2 is not closed on that line {\"_text\":\"1,\\\"x\"}",
            "3! the record has 1 fields where the header has 2"
                + " {\"a\":\"y\\\"\",\"b\":null,\"_extra\":[]}",
            "4: a=2, b=z");
  }

  @Test
  void readsBackslashEscapes() throws IOException {
    Csv escaped =
        new Csv(
            "utf-8",
            ",",
            "\"",
            "\\",
            true,
            new Header(true, 1),
            List.of(),
            List.of(),
            Ragged.REFUSE,
            null);
    assertThat(Rows.of(escaped, "a,b\n1,\"say \\\"hi\\\" \\\\ \\n\"\n2,\"x\"\"y\"\n", "a"))
        .containsExactly("2: a=1, b=say \"hi\" \\ \\n", "3: a=2, b=x\"y");
  }

  @Test
  void readsWithoutQuotes() throws IOException {
    Csv tabs =
        new Csv(
            "utf-8",
            "\t",
            "",
            "",
            true,
            new Header(true, 1),
            List.of(),
            List.of(),
            Ragged.REFUSE,
            null);
    assertThat(Rows.of(tabs, "a\tb\n\"1\t2\"\n", "a")).containsExactly("2: a=\"1, b=2\"");
  }

  @Test
  void refusesRaggedRecordsUnlessTheyArePaddedOrTrimmed() throws IOException {
    String text = "a,b\n1\n1,2,3\n1,2,\n";
    assertThat(Rows.of(ragged(Ragged.REFUSE), text, "a"))
        .containsExactly(
            "2! the record has 1 fields where the header has 2"
                + " {\"a\":\"1\",\"b\":null,\"_extra\":[]}",
            "3! the record has 3 fields where the header has 2"
                + " {\"a\":\"1\",\"b\":\"2\",\"_extra\":[\"3\"]}",
            "4! the record has 3 fields where the header has 2"
                + " {\"a\":\"1\",\"b\":\"2\",\"_extra\":[\"\"]}");
    assertThat(Rows.of(ragged(Ragged.PAD), text, "a"))
        .contains("2: a=1, b=null")
        .element(2)
        .asString()
        .startsWith("4!");
    assertThat(Rows.of(ragged(Ragged.TRIM), text, "a"))
        .contains("2: a=1, b=null", "4: a=1, b=2")
        .element(1)
        .asString()
        .startsWith("3!");
  }

  @Test
  void findsTheHeaderBelowTitlesAndSkipsItsRepetitionsTotalsAndBlankRows() throws IOException {
    String text = "企业登记表\n制表日期,2026\n 代码 ,名称\n1,x\n代码,名称\n 代码 ,名称\n合计,2\n,\n2,y\n";
    assertThat(Rows.of(skipping("^合计"), text, "名称", "代码"))
        .containsExactly(
            "1 skipped",
            "2 skipped",
            "4: 代码=1, 名称=x",
            "5: 代码=代码, 名称=名称",
            "6 skipped",
            "7 skipped",
            "8 skipped",
            "9: 代码=2, 名称=y");
  }

  @Test
  void saysWhichNamesAHeaderLacksAndWhatWasProbablyMeant() {
    assertThatThrownBy(() -> Rows.of(PLAIN, "credit_cod,name\n1,2\n", "credit_code", "other"))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_HEADER_MISSING))
        .hasMessageContaining(
            "Cannot read a/b.csv: no header within its first 20 rows; the nearest, line 1, lacks"
                + " credit_code (did you mean credit_cod?), other (found=credit_cod, name)");
  }

  @Test
  void refusesAMappedNameThatStandsTwice() throws IOException {
    assertThatThrownBy(() -> Rows.of(PLAIN, "a,b,a\n1,2,3\n", "a"))
        .hasMessage(
            "Cannot read a/b.csv: its header names 'a' twice, in columns 1 and 3 of line 1, and the"
                + " job maps that name");
    assertThat(Rows.of(PLAIN, "a,b,b,\n1,2,3,4\n", "a"))
        .containsExactly("2: a=1, b=2, b (2)=3, _c4=4");
  }

  @Test
  void givesNamesToFilesWithoutHeader() throws IOException {
    Csv named =
        new Csv(
            "utf-8",
            ",",
            "\"",
            "\"",
            true,
            new Header(false, 1),
            List.of("a", "b"),
            List.of(),
            Ragged.REFUSE,
            null);
    assertThat(Rows.of(named, "1,2\n", "a")).containsExactly("1: a=1, b=2");
  }

  @Test
  void meltsWideColumns() throws IOException {
    Csv wide = unpivoted(new Unpivot("^(\\d{4})年$", "year", "gdp"));
    assertThat(Rows.of(wide, "统计表\n地区,2020年,2021年\n武侯,1,2\n合计,3,4\n锦江,5\n", "地区", "year", "gdp"))
        .containsExactly(
            "1 skipped",
            "3: 地区=武侯, year=2020, gdp=1",
            "3: 地区=武侯, year=2021, gdp=2",
            "4 skipped",
            "5! the record has 2 fields where the header has 3"
                + " {\"地区\":\"锦江\",\"2020年\":\"5\",\"2021年\":null,\"_extra\":[]}");
  }

  private static Csv unpivoted(Unpivot unpivot) {
    return new Csv(
        "utf-8",
        ",",
        "\"",
        "\"",
        true,
        new Header(true, 5),
        List.of(),
        List.of("^合计"),
        Ragged.REFUSE,
        unpivot);
  }

  @Test
  void refusesColumnsThatUnpivotingCannotTellApart() {
    Csv wide = unpivoted(new Unpivot("^(\\d\\d)时$", "小时", "雨量"));
    assertThatThrownBy(() -> Rows.of(wide, "站点,08时,08时\na,1,2\n", "站点", "小时", "雨量"))
        .hasMessageEndingWith(
            "its header names '08时' twice, in columns 2 and 3 of line 1, and the job unpivots that name");
    for (String made : List.of("小时", "雨量")) {
      assertThatThrownBy(() -> Rows.of(wide, "站点,08时," + made + "\na,1,2\n", "站点", "小时", "雨量"))
          .hasMessageEndingWith(
              "its header names '%s', in column 3 of line 1, which is the name that unpivot gives to a column of its own; give unpivot another name"
                  .formatted(made));
    }
  }

  @Test
  void readsTenThousandColumnsAndRefusesOneMore() throws IOException {
    String header =
        IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String values =
        IntStream.range(0, 10_000).mapToObj(i -> "v" + i).collect(Collectors.joining(","));
    List<String> rows =
        Rows.of(PLAIN, header + "\n" + values + "\n" + values + ",x\n" + values, "c9999");
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).endsWith("c9999=v9999");
    assertThat(rows.get(1)).startsWith("3! the record has more than 10000 fields (caps.fields)");
    assertThat(rows.get(2)).startsWith("4: ");
  }

  @Test
  void refusesARecordBeyondTheCapAndReadsOn() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("a\nok\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("x".repeat((16 << 20) + 100_000).getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("\nfine\n\"open".getBytes(StandardCharsets.UTF_8));
    List<String> rows = Rows.of(PLAIN, bytes.toByteArray(), "a");
    assertThat(rows).hasSize(4);
    assertThat(rows.get(1))
        .startsWith("3! the record is longer than 16777216 characters (caps.record)")
        .hasSizeLessThan(70_000);
    assertThat(rows.get(2)).isEqualTo("4: a=fine");
    assertThat(rows.get(3))
        .contains("the quote opened on line 5 is not closed before the end of the file");
  }

  @Test
  void keepsFormulaCellsAsText() throws IOException {
    assertThat(Rows.of(PLAIN, "a\n=cmd|' /C calc'!A0\n", "a"))
        .containsExactly("2: a==cmd|' /C calc'!A0");
  }

  @Test
  void aFileWithItsHeaderAloneHasNoRecords() throws IOException {
    assertThat(Rows.of(PLAIN, "a,b\n", "a")).isEmpty();
  }

  @Test
  void namesAnUnknownEncoding() {
    assertThatThrownBy(() -> Rows.of(encoded("utf-9"), "a\n", "a"))
        .hasMessageContaining("encoding is not known")
        .hasMessageContaining("encoding=utf-9");
  }

  @Test
  void aMarkOfByteOrderWithinJoinedFilesIsNoData() throws IOException {
    assertThat(
            Rows.of(
                SampleJobs.csv(),
                "\uFEFFa,b\n1,2\n\uFEFFa,b\n\uFEFF\"3\",4\n\uFEFF5,\uFEFF6\n",
                "a",
                "b"))
        .containsExactly("2: a=1, b=2", "3 skipped", "4: a=3, b=4", "5: a=5, b=\uFEFF6");
  }
}
