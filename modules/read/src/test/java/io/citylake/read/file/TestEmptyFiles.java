package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.FileFormat;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Intake;
import io.citylake.contract.job.SourceSpec.Json;
import io.citylake.contract.job.SourceSpec.Merged;
import io.citylake.contract.job.SourceSpec.Parquet;
import io.citylake.contract.job.SourceSpec.Ragged;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.SampleJobs;
import io.citylake.read.format.RequestedFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export that failed leaves a file without a byte, and one that found nothing has its frame. */
class TestEmptyFiles {
  private static final FileFormat CSV = SampleJobs.csv();
  private static final FileFormat BARE =
      new Csv(
          "utf-8",
          ",",
          "\"",
          "\"",
          true,
          new Header(false, 20),
          List.of("id"),
          List.of("^#"),
          Ragged.REFUSE,
          null);
  private static final FileFormat LINES = new Json("utf-8", true, "");
  private static final FileFormat DOCUMENT = new Json("utf-8", false, "");
  private static final FileFormat EXCEL =
      new Excel("1", new Header(true, 20), Merged.FIRST, List.of(), List.of(), null);

  @TempDir private Path home;
  private Path landing;
  private int clock;

  @BeforeEach
  void landing() throws IOException {
    landing = Files.createDirectories(home.resolve("landing"));
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = Files.write(landing.resolve(name), content);
    Files.setLastModifiedTime(
        file, FileTime.from(SampleJobs.NOW.minusSeconds(36_000 - 60L * ++clock)));
  }

  private void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private FilesPlan plan(FileFormat format, Position after, int maxFiles) {
    return FilesPlanner.of(
            new SourceSpec.Files("landing/*", format, Duration.ZERO, Intake.USUAL),
            new RequestedFields(List.of(Set.of("id")), List.of("id")),
            "d1",
            SourceRoots.of(home, List.of("landing")),
            SampleJobs.CAPS,
            Map.of())
        .plan(after, false, maxFiles, SampleJobs.NOW);
  }

  private static String said(FilesPlan plan) {
    return String.join("\n", plan.remarks().stream().map(AuditFinding::message).toList());
  }

  private void refuses(FileFormat format, String name, byte[] content, String why)
      throws IOException {
    write(name, content);
    assertThatThrownBy(() -> plan(format, Position.start(), 0))
        .as(name)
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).as(name).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
        .hasMessageContaining(why);
    Files.delete(landing.resolve(name));
  }

  @Test
  void nothingIsNoDeliveryWhereAHeaderOrAContainerHasToBe() throws IOException {
    byte[] nothing = {};
    refuses(CSV, "a.csv", nothing, "Cannot read a.csv: it is empty, where a header was expected");
    refuses(CSV, "a.csv", "\uFEFF".getBytes(StandardCharsets.UTF_8), "where a header was expected");
    refuses(CSV, "a.csv.gz", gzip(""), "it is empty, where a header was expected");
    refuses(CSV, "a.csv.gz", nothing, "Cannot read a.csv.gz: ");
    refuses(CSV, "a.zip", nothing, "Cannot read a.zip: ");
    refuses(CSV, "a.zip", zip(Map.of()), "no file is in it");
    refuses(CSV, "a.zip", zip(Map.of("1.csv", "")), "1.csv: it is empty, where a header was");
    refuses(DOCUMENT, "a.json", nothing, "it is empty, where a JSON document was expected");
    refuses(
        DOCUMENT,
        "a.json",
        " \n".getBytes(StandardCharsets.UTF_8),
        "where a JSON document was expected");
    refuses(EXCEL, "a.xlsx", nothing, "it is empty, where a workbook was expected");
    refuses(EXCEL, "a.xlsx", workbook(false), "it is empty, where a header was expected");
    refuses(new Parquet(), "a.parquet", nothing, "it is empty, where a Parquet file was expected");
  }

  /** Its records would be rows of nulls. */
  @Test
  void recordsThatHaveNoneOfTheNamesAreNoDelivery() throws IOException {
    for (FileFormat format : List.of(LINES, DOCUMENT)) {
      for (String text : List.of("{\"other\": 1}", "{}")) {
        write("a.json", text);
        assertThatThrownBy(() -> plan(format, Position.start(), 0))
            .as(text)
            .isInstanceOfSatisfying(
                CityLakeException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_HEADER_MISSING))
            .hasMessageContaining("Cannot read a.json: no record of it has id, which the job maps");
      }
    }
    write("b.json", "{\"id\": 1}");
    assertThat(plan(LINES, Position.start(), 0).sources()).containsExactly("b.json");
    Files.delete(landing.resolve("b.json"));
    Files.delete(landing.resolve("a.json"));
  }

  private void takes(FileFormat format, String name, byte[] content) throws IOException {
    write(name, content);
    FilesPlan plan = plan(format, Position.start(), 0);
    assertThat(plan.sources()).singleElement().asString().startsWith(name);
    assertThat(plan.empty()).as(name).isEqualTo(plan.sources());
    assertThat(plan.remarks()).isEmpty();
    assertThat(plan(format, plan.after(), 0).sources()).isEmpty();
    Files.delete(landing.resolve(name));
  }

  @Test
  void aFrameWithoutARecordIsADeliveryOfNone() throws IOException {
    takes(CSV, "a.csv", "id\n".getBytes(StandardCharsets.UTF_8));
    takes(CSV, "a.csv", "2026\n\nid\n\nid\n".getBytes(StandardCharsets.UTF_8));
    takes(CSV, "a.csv.gz", gzip("id\n"));
    takes(CSV, "a.zip", zip(Map.of("1.csv", "id\n")));
    takes(BARE, "a.csv", new byte[0]);
    takes(BARE, "a.csv", "# none\n".getBytes(StandardCharsets.UTF_8));
    takes(LINES, "a.jsonl", new byte[0]);
    takes(DOCUMENT, "a.json", "[]".getBytes(StandardCharsets.UTF_8));
    takes(EXCEL, "a.xlsx", workbook(true));
    takes(new Parquet(), "a.parquet", parquet());
    write("a.csv", "id\n1\n");
    assertThat(plan(CSV, Position.start(), 0).empty()).isEmpty();
  }

  @Test
  void whatWasLoadedStaysWhenNotAByteIsLeftOfIt() throws IOException {
    for (FileFormat format : List.of(BARE, LINES)) {
      write("a.csv", "{\"id\": 1}\n");
      FilesPlan first = plan(format, Position.start(), 0);
      write("a.csv", "");
      FilesPlan second = plan(format, first.after(), 0);
      assertThat(second.superseded()).isEmpty();
      assertThat(second.refusals()).hasSize(1);
      assertThat(said(second))
          .contains("1 unreadable, refused as a whole: a.csv: it is empty, and was not when");
      write("a.csv", "{\"id\": 2}\n");
      assertThat(plan(format, second.after(), 0).sources()).containsExactly("a.csv");
    }
  }

  @Test
  void anEmptyFullCopyIsRefusedAndHoldsUpNoOther() throws IOException {
    write("c_20260101.csv", "id\n1\n");
    write("c_20260102.csv", "id\n");
    write("c_20260103.csv", "id\n2\n");
    FilesPlan first = plan(CSV, Position.start(), 1);
    FilesPlan second = plan(CSV, first.after(), 1);
    assertThat(second.sources()).isEmpty();
    assertThat(said(second))
        .contains("c_20260102.csv: it holds no record, and as a full copy would end every row");
    FilesPlan third = plan(CSV, second.after(), 1);
    assertThat(third.sources()).containsExactly("c_20260103.csv");
    assertThat(said(third)).contains("1 still unreadable: c_20260102.csv");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(Map<String, String> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] workbook(boolean headed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = bytes;
        Workbook workbook = new Workbook(out, "test", "1.0")) {
      var sheet = workbook.newWorksheet("一");
      if (headed) {
        sheet.value(0, 0, "id");
      }
    }
    return bytes.toByteArray();
  }

  private byte[] parquet() throws IOException {
    Path file = home.resolve("made.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new Configuration(false))
            .withType(MessageTypeParser.parseMessageType("message m { required int32 id; }"))
            .build()) {
      assertThat(writer.getDataSize()).isNotNegative();
    }
    return Files.readAllBytes(file);
  }
}
