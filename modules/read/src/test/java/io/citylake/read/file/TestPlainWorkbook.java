package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Merged;
import io.citylake.model.Position;
import io.citylake.read.SampleJobs;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPlainWorkbook {
  private static final String STRICT = "http://purl.oclc.org/ooxml/";
  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  @TempDir private Path home;

  private static final String DATED =
      "<row r=\"2\"><c r=\"A2\" t=\"d\"><v>2026-01-31</v></c></row>"
          + "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>站 t=\"d\"</t></is></c></row>";

  /** As Excel saves "Strict Open XML", with a date as ISO text; styles may be missing. */
  private void strict(Path file, boolean styles) throws IOException {
    book(file, styles, DATED, true);
  }

  private void book(Path file, boolean styles, String rows, boolean strict) throws IOException {
    String packaged = "http://schemas.openxmlformats.org/package/2006/";
    Map<String, String> all =
        Map.of(
            "[Content_Types].xml",
            HEAD
                + "<Types xmlns=\""
                + packaged
                + "content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>",
            "xl/styles.xml",
            HEAD + "<styleSheet xmlns=\"" + STRICT + "spreadsheetml/main\"/>",
            "_rels/.rels",
            HEAD
                + "<Relationships xmlns=\""
                + packaged
                + "relationships\"><Relationship Id=\"r1\" Type=\""
                + STRICT
                + "officeDocument/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            "xl/_rels/workbook.xml.rels",
            HEAD
                + "<Relationships xmlns=\""
                + packaged
                + "relationships\"><Relationship Id=\"r1\" Type=\""
                + STRICT
                + "officeDocument/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
            "xl/workbook.xml",
            HEAD
                + "<workbook xmlns=\""
                + STRICT
                + "spreadsheetml/main\" xmlns:r=\""
                + STRICT
                + "officeDocument/relationships\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
            "xl/worksheets/sheet1.xml",
            HEAD
                + "<worksheet xmlns=\""
                + STRICT
                + "spreadsheetml/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c></row>"
                + rows
                + "</sheetData></worksheet>");
    Map<String, String> parts = new TreeMap<>(all);
    if (!styles) {
      parts.remove("xl/styles.xml");
      parts.computeIfPresent(
          "[Content_Types].xml",
          (name, types) -> types.replaceFirst("<Override PartName=\"/xl/styles[^>]*/>", ""));
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        String text = part.getValue();
        zip.write((strict ? text : usual(text)).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }

  private static String usual(String xml) {
    return xml.replace(
            STRICT + "spreadsheetml/main",
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
        .replace(
            STRICT + "officeDocument/relationships",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsTheStrictFormAndDatesAsText(boolean styles) throws IOException {
    strict(landing().resolve("f.xlsx"), styles);
    assertThat(texts()).containsExactly("2026-01-31", "站 t=\"d\"");
  }

  @Test
  void leavesOutHowATextIsSaid() throws IOException {
    String runs =
        "<r><t>都</t></r><rPh sb=\"0\" eb=\"1\"><t>du</t></rPh><r><t>江</t></r><rPh sb=\"1\" eb=\"2\"><t>"
            + "jiang".repeat(30_000)
            + "</t></rPh><phoneticPr fontId=\"1\"/>";
    book(
        landing().resolve("f.xlsx"),
        true,
        "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is>%s</is></c></row>".formatted(runs),
        false);
    assertThat(texts()).containsExactly("都江");
  }

  private Path landing() throws IOException {
    return Files.createDirectories(home.resolve("landing"));
  }

  private List<String> texts() throws IOException {
    Excel format = new Excel("1", new Header(true, 20), Merged.FIRST, List.of(), List.of(), null);
    FilesPlan plan =
        FilesPlanner.of(
                new SourceSpec.Files("landing/*.xlsx", format, Duration.ZERO),
                new RequestedFields(List.of(Set.of("id")), List.of("id")),
                "",
                SourceRoots.of(home, List.of("landing")),
                SampleJobs.CAPS,
                Map.of())
            .plan(Position.start(), false, 0, SampleJobs.NOW);
    List<String> rows = new ArrayList<>();
    for (List<RecordTask> group : plan.groups(1)) {
      try (RecordCursor cursor = group.get(0).open()) {
        while (cursor.next()) {
          rows.add(cursor.row().value(0));
        }
      }
    }
    return rows;
  }
}
