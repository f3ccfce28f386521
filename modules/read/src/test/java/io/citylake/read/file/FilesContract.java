package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Merged;
import io.citylake.contract.job.SourceSpec.Parquet;
import io.citylake.contract.settings.Settings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErasedForms;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.model.Secret;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReadRequest;
import io.citylake.read.RowStamp;
import io.citylake.read.SampleJobs;
import io.citylake.read.SourceReaders;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import io.citylake.read.scan.PlainJudge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What holds for files wherever they lie. One subclass a store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FilesContract {
  static final String SECRET = "s3cret+and/long";
  private static final Map<String, ColumnType> TYPES = Map.of("id", ColumnType.Simple.INT);
  private SparkSession spark;
  private int roots;

  @TempDir Path home;

  /** A directory that nobody used yet: a path or a URI, without a slash at its end. */
  abstract String directory(String name) throws IOException;

  abstract void write(String directory, String file, byte[] content) throws IOException;

  /** Of the Hadoop client. */
  abstract Map<String, String> hadoop();

  @BeforeAll
  void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
  }

  @AfterAll
  void stopSpark() {
    spark.stop();
  }

  /** A root of its own for each test. */
  private String root() throws IOException {
    return directory("landing" + ++roots);
  }

  private void write(String root, String file, String text) throws IOException {
    write(root, file, text.getBytes(StandardCharsets.UTF_8));
  }

  Settings settings(String root, Map<String, String> hadoop) {
    Settings plain = SampleJobs.settings(home);
    Map<String, Secret> secrets = new TreeMap<>();
    hadoop.forEach((key, value) -> secrets.put(key, new Secret(value)));
    return new Settings(
        plain.stateDir(),
        plain.catalog(),
        plain.warehouse(),
        List.of(root),
        plain.zone(),
        plain.thresholds(),
        plain.caps(),
        Map.of(),
        secrets);
  }

  ReadBatch plan(String root, Job job, Position after) {
    return plan(settings(root, hadoop()), job, after);
  }

  ReadBatch plan(Settings settings, Job job, Position after) {
    return SourceReaders.open(job, settings, home)
        .plan(new ReadRequest(after, false, 0, SampleJobs.NOW));
  }

  static Job csv(String path) {
    return SampleJobs.job(SampleJobs.files(path, SampleJobs.csv()), "id");
  }

  private List<String> rows(ReadBatch batch, Job job) {
    RowStamp stamp =
        new RowStamp(
            job.name(),
            SampleJobs.RUN,
            SampleJobs.NOW,
            SampleJobs.dataset(TYPES),
            false,
            ErasedForms.none());
    return batch
        .judged(spark, new PlainJudge(TYPES), stamp)
        .selectExpr("concat_ws(':', good._source, good._place, good.id)")
        .collectAsList()
        .stream()
        .map((Row row) -> row.getString(0))
        .sorted()
        .toList();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void loadsWhatAGlobMatchesOnce() throws IOException {
    String root = root();
    write(root, "武侯/a b.csv", "id\n1\n2\n");
    write(root, "武侯/100%.csv", "id\n3\n");
    write(root, "青羊/c.csv.gz", gzip("id\n4\n"));
    write(root, "青羊/_half.csv", "id\n9\n");
    write(root, "青羊/d.txt", "id\n9\n");
    Job job = csv(root + "/{武侯,青羊}/?*.c[s]v*");
    ReadBatch first = plan(root, job, Position.start());
    assertThat(rows(first, job))
        .containsExactly("武侯/100%.csv:2:3", "武侯/a b.csv:2:1", "武侯/a b.csv:3:2", "青羊/c.csv.gz:2:4");
    assertThat(plan(root, job, first.after()).isEmpty()).isTrue();
  }

  @Test
  void aFileSentAgainSupersedes() throws IOException {
    String root = root();
    write(root, "a.csv", "id\n1\n");
    write(root, "b.csv.gz", gzip("id\n2\n"));
    Job job = csv(root + "/*");
    ReadBatch first = plan(root, job, Position.start());
    assertThat(rows(first, job)).containsExactly("a.csv:2:1", "b.csv.gz:2:2");
    write(root, "a.csv", "id\n1\n30\n");
    write(root, "copy.csv.gz", gzip("id\n2\n"));
    ReadBatch second = plan(root, job, first.after());
    assertThat(second.superseded()).containsExactly("a.csv");
    assertThat(second.duplicates()).containsExactly("copy.csv.gz");
    assertThat(rows(second, job)).containsExactly("a.csv:2:1", "a.csv:3:30");
  }

  @Test
  void refusesAFileThatChangesMeanwhile() throws IOException {
    String root = root();
    write(root, "a.csv", "id\n1\n");
    Job job = csv(root + "/a.csv");
    ReadBatch batch = plan(root, job, Position.start());
    write(root, "a.csv", "id\n1\n2\n");
    assertThatThrownBy(() -> rows(batch, job))
        .rootCause()
        .hasMessageContaining("Cannot read a.csv: it changed while the run was reading it");
  }

  @Test
  void readsWorkbooksAndParquetFromTheirEnds() throws IOException {
    String root = root();
    ByteArrayOutputStream book = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(book, "test", "1.0")) {
      var sheet = workbook.newWorksheet("one");
      sheet.value(0, 0, "id");
      sheet.value(1, 0, 7);
    }
    write(root, "a.xlsx", book.toByteArray());
    Excel excel = new Excel("1", new Header(true, 5), Merged.FIRST, List.of(), List.of(), null);
    Job workbooks = SampleJobs.job(SampleJobs.files(root + "/*.xlsx", excel), "id");
    assertThat(rows(plan(root, workbooks, Position.start()), workbooks))
        .containsExactly("a.xlsx:2:7");

    MessageType schema = MessageTypeParser.parseMessageType("message r { required int32 id; }");
    Path file = home.resolve("made.parquet");
    try (var writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      writer.write(new SimpleGroup(schema).append("id", 8));
    }
    write(root, "a.parquet", Files.readAllBytes(file));
    Job parquet = SampleJobs.job(SampleJobs.files(root + "/*.parquet", new Parquet()), "id");
    assertThat(rows(plan(root, parquet, Position.start()), parquet))
        .containsExactly("a.parquet:1:8");
  }

  @Test
  void saysWhatIsWrongWithABrokenFile() throws IOException {
    String root = root();
    write(root, "a.parquet", new byte[30]);
    Job job = SampleJobs.job(SampleJobs.files(root + "/*.parquet", new Parquet()), "id");
    assertThatThrownBy(() -> rows(plan(root, job, Position.start()), job))
        .hasStackTraceContaining("Cannot read a.parquet: it is no Parquet file");
  }

  @Test
  void readsTheControlFileBesideASource() throws IOException {
    String root = root();
    write(root, "a.csv", "id\n1\n");
    assertThat(plan(root, csv(root + "/*.csv"), Position.start()).controlTexts()).isEmpty();
    write(root, "a.csv.ctl", "rows=1");
    assertThat(plan(root, csv(root + "/*.csv"), Position.start()).controlTexts())
        .containsExactly("rows=1");
  }

  @Test
  void staysUnderItsRoots() throws IOException {
    String root = root();
    write(root, "a.csv", "id\n1\n");
    write(root + "2", "a.csv", "id\n2\n");
    for (String path :
        List.of(
            root + "2/*.csv",
            root + "*/*.csv",
            root + "/../x/*.csv",
            root + "/{../x,y}/*.csv",
            "s3a://elsewhere/*.csv",
            "hdfs:/landing/*.csv",
            "s3a://*/landing/*.csv",
            "/etc/*.csv")) {
      assertThatThrownBy(() -> rows(plan(root, csv(path), Position.start()), csv(path)))
          .as(path)
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_OUTSIDE_ROOTS));
    }
  }

  @Test
  void piecesOfAFileTravelAndKnowTheirLines() throws IOException {
    String root = root();
    StringBuilder text = new StringBuilder("id\n");
    for (int line = 2; line <= 5_000; line++) {
      text.append(line).append('\n');
    }
    write(root, "a.csv", text.toString());
    FilesPlanner planner =
        new FilesPlanner(
            SampleJobs.files(root + "/a.csv", SampleJobs.csv()),
            SourceRoots.of(home, List.of(root)),
            new Storage(hadoop()),
            new FormatTask(
                SampleJobs.csv(),
                new RequestedFields(List.of(Set.of("id")), List.of("id")),
                SampleJobs.CAPS),
            "",
            new FilesPlanner.Cuts(2_000, 4_000, 8_000));
    List<RecordTask> tasks =
        planner.plan(Position.start(), false, 0, SampleJobs.NOW).groups(2).stream()
            .flatMap(List::stream)
            .toList();
    assertThat(tasks).hasSizeGreaterThan(2);
    List<String> places = new ArrayList<>();
    for (RecordTask task : tasks) {
      try (RecordCursor cursor = travelled(task).open()) {
        while (cursor.next()) {
          assertThat(cursor.row().value(0)).isEqualTo(String.valueOf(cursor.row().place()));
          places.add(cursor.row().value(0));
        }
      }
    }
    assertThat(places).hasSize(4_999).doesNotHaveDuplicates();
  }

  private static RecordTask travelled(RecordTask task) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(task);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (RecordTask) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
