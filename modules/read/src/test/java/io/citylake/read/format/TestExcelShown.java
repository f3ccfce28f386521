package io.citylake.read.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Merged;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cell says what Excel shows of it. */
class TestExcelShown {
  private static final Excel FIRST =
      new Excel("1", new Header(true, 20), Merged.FIRST, List.of(), List.of(), null);
  private static final List<String> FORMATS =
      List.of(
          "General",
          "0.0%",
          "[h]:mm",
          "yyyy-mm-dd hh:mm:ss.000",
          "yyyy-mm-dd hh:mm:ss",
          "[h]:mm:ss",
          "000000",
          "yyyy-mm-dd",
          "hh:mm:ss");
  @TempDir private Path folder;

  private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  private static final String OFFICE =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

  private Path book(String cell) throws IOException {
    return book(cell, "");
  }

  /** A header a, and one cell under it. */
  private Path book(String cell, String firstSheetState) throws IOException {
    StringBuilder formats = new StringBuilder();
    StringBuilder styles = new StringBuilder();
    for (int i = 0; i < FORMATS.size(); i++) {
      formats.append(
          "<numFmt numFmtId=\"%d\" formatCode=\"%s\"/>".formatted(170 + i, FORMATS.get(i)));
      styles.append("<xf numFmtId=\"%d\" applyNumberFormat=\"1\"/>".formatted(170 + i));
    }
    String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    String sheet =
        head
            + "<worksheet xmlns=\"%s\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row><row r=\"2\">%s</row></sheetData></worksheet>";
    Map<String, String> parts =
        Map.of(
            "[Content_Types].xml",
            head
                + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>",
            "_rels/.rels",
            head
                + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\""
                + OFFICE
                + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            "xl/_rels/workbook.xml.rels",
            head
                + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\""
                + OFFICE
                + "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\""
                + OFFICE
                + "/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\""
                + OFFICE
                + "/styles\" Target=\"styles.xml\"/></Relationships>",
            "xl/workbook.xml",
            head
                + "<workbook xmlns=\""
                + MAIN
                + "\" xmlns:r=\""
                + OFFICE
                + "\"><sheets><sheet name=\"一\" sheetId=\"1\" "
                + firstSheetState
                + " r:id=\"r1\"/><sheet name=\"二\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>",
            "xl/styles.xml",
            head
                + "<styleSheet xmlns=\""
                + MAIN
                + "\"><numFmts>"
                + formats
                + "</numFmts><cellXfs>"
                + styles
                + "</cellXfs></styleSheet>",
            "xl/worksheets/sheet1.xml",
            sheet.formatted(MAIN, cell),
            "xl/worksheets/sheet2.xml",
            sheet.formatted(MAIN, "<c r=\"A2\"><v>2</v></c>"));
    Path file = folder.resolve("f.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> part : new java.util.TreeMap<>(parts).entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  private String shown(String cell) throws IOException {
    return Rows.of(FIRST, book(cell), "a").get(0);
  }

  private String number(int style, String value) throws IOException {
    return shown("<c r=\"A2\" s=\"" + style + "\"><v>" + value + "</v></c>");
  }

  @Test
  void numbersAreWithoutNoise() throws IOException {
    assertThat(number(0, "3.3000000000000003")).isEqualTo("2: a=3.3");
    assertThat(number(0, "0.30000000000000004")).isEqualTo("2: a=0.3");
    assertThat(number(0, "1234.5699999999999")).isEqualTo("2: a=1234.57");
    assertThat(number(0, "0.66666666666666663")).isEqualTo("2: a=0.6666666666666666");
    assertThat(number(0, "12345678901234.56")).isEqualTo("2: a=12345678901234.56");
    assertThat(number(0, "123456789012345")).isEqualTo("2: a=123456789012345");
  }

  @Test
  void percentagesHaveTheirSign() throws IOException {
    assertThat(number(1, "0.125")).isEqualTo("2: a=12.5%");
    assertThat(number(1, "0.28999999999999998")).isEqualTo("2: a=29%");
  }

  @Test
  void durationsAndMillisecondsAreKept() throws IOException {
    assertThat(number(2, "1.0625")).isEqualTo("2: a=25:30");
    assertThat(number(5, "1.0625")).isEqualTo("2: a=25:30:00");
    assertThat(number(2, "-0.5")).isEqualTo("2: a=-12:00");
    assertThat(number(3, "46053.333333344907")).isEqualTo("2: a=2026-01-31 08:00:00.001");
    assertThat(number(4, "46053.333333344907")).isEqualTo("2: a=2026-01-31 08:00:00");
  }

  @Test
  void aFormatOfZerosShowsLeadingOnes() throws IOException {
    assertThat(number(6, "28")).isEqualTo("2: a=000028");
    assertThat(number(6, "610000")).isEqualTo("2: a=610000");
    assertThat(number(6, "1234567")).isEqualTo("2: a=1234567");
    assertThat(number(6, "-28")).isEqualTo("2: a=-000028");
    assertThat(number(6, "28.5")).isEqualTo("2: a=28.5");
  }

  @Test
  void daysThatNeverWereAreRefused() throws IOException {
    for (int style : List.of(4, 7)) {
      assertThat(number(style, "0")).startsWith("2! a: the cell has a date format and holds 0,");
      assertThat(number(style, "60")).contains("shows as 1900-02-29, a day that never was");
      // Half a second before midnight is shown as the next day.
      assertThat(number(style, "59.999999")).contains("shows as 1900-02-29");
    }
    assertThat(number(7, "1")).isEqualTo("2: a=1900-01-01");
    assertThat(number(7, "59")).isEqualTo("2: a=1900-02-28");
    assertThat(number(7, "61")).isEqualTo("2: a=1900-03-01");
    assertThat(number(8, "0.5")).isEqualTo("2: a=12:00:00");
    assertThat(number(8, "0")).isEqualTo("2: a=00:00:00");
  }

  @Test
  void whatIsLostInTheWorkbookIsRefused() throws IOException {
    assertThat(shown("<c r=\"A2\"><f>1+1</f></c>"))
        .startsWith("2! a: the cell holds a formula whose value the workbook does not remember");
    assertThat(shown("<c r=\"A2\"><f>1+1</f><v>2</v></c>")).isEqualTo("2: a=2");
    assertThat(shown("<c r=\"A2\"><f>1+1</f><v></v></c>")).contains("a: the cell holds a formula");
    // As openpyxl writes it.
    assertThat(number(0, "5.101041990030712e+17")).contains("the last of its 18");
    assertThat(number(0, "5.1010719900101E+17"))
        .startsWith("2! a: the number has more digits than Excel keeps, the last of its 18");
    assertThat(number(0, "510107199001010037")).isEqualTo("2: a=510107199001010037");
  }

  @Test
  void aFormulaMayAnswerWithTheEmptyText() throws IOException {
    Excel wide =
        new Excel("1", new Header(false, 1), Merged.FIRST, List.of("a", "b"), List.of(), null);
    String rows =
        "<c r=\"A2\" t=\"str\"><f>IF(B2=1,\"\",B2)</f><v></v></c><c r=\"B2\"><v>1</v></c></row>"
            + "<row r=\"3\"><c t=\"str\"><f>\"\"</f><v/></c><c><v>2</v></c></row>"
            + "<row r=\"7\"><c r=\"A7\"><f>1+1</f><v></v></c><c r=\"B7\"><v>3</v></c></row>"
            + "<row r=\"8\"><c r=\"A8\" t=\"str\"><f>1+1</f></c><c r=\"B8\"><v>4</v></c>";
    List<String> shown = Rows.of(wide, book(rows), "a", "b");
    assertThat(shown.subList(0, 3)).containsExactly("1: a=a, b=null", "2: a=, b=1", "3: a=, b=2");
    assertThat(shown.get(3)).startsWith("7! a: the cell holds a formula whose value");
    assertThat(shown.get(4)).startsWith("8! a: the cell holds a formula whose value");
  }

  @Test
  void escapesAreUndone() throws IOException {
    assertThat(shown("<c r=\"A2\" t=\"inlineStr\"><is><t>x_x000D_y_x005F_x</t></is></c>"))
        .isEqualTo("2: a=x\ry_x");
  }

  @Test
  void aHiddenSheetIsNotTheFirst() throws IOException {
    Path file = book("<c r=\"A2\"><v>1</v></c>", "state=\"hidden\"");
    assertThat(Rows.of(FIRST, file, "a")).containsExactly("2: a=2");
    Excel named = new Excel("一", new Header(true, 20), Merged.FIRST, List.of(), List.of(), null);
    assertThat(Rows.of(named, file, "a")).containsExactly("2: a=1");
  }

  @Test
  void anotherKindOfWorkbookIsNamed() throws IOException {
    Path file = folder.resolve("b.xlsx");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("xl/workbook.bin"));
      zip.closeEntry();
    }
    assertThatThrownBy(() -> Rows.of(FIRST, file, "a"))
        .hasMessageContaining("it is an Excel binary workbook (.xlsb)");
  }
}
