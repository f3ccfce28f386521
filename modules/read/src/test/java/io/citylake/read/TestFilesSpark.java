package io.citylake.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Ragged;
import io.citylake.engine.JudgedSchema;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErasedForms;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.read.scan.PlainJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to judged rows through Spark. */
class TestFilesSpark {
  private static SparkSession spark;
  @TempDir private Path home;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private Path landing(String name, String text) throws IOException {
    Path file = home.resolve("landing").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private ReadBatch plan(Job job) {
    return SourceReaders.open(job, SampleJobs.settings(home), home)
        .plan(new ReadRequest(Position.start(), false, 0, SampleJobs.NOW));
  }

  private static Dataset<Row> judged(ReadBatch batch, Job job, Map<String, ColumnType> types) {
    return judged(batch, job, types, new PlainJudge(types), false);
  }

  private static Dataset<Row> judged(
      ReadBatch batch, Job job, Map<String, ColumnType> types, RowJudge judge, boolean context) {
    RowStamp stamp =
        new RowStamp(
            job.name(),
            SampleJobs.RUN,
            SampleJobs.NOW,
            SampleJobs.dataset(types),
            context,
            ErasedForms.none());
    return batch.judged(spark, judge, stamp);
  }

  private static Map<String, ColumnType> types(Object... pairs) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      types.put((String) pairs[i], (ColumnType) pairs[i + 1]);
    }
    return types;
  }

  @Test
  void deliversTypedRowsRefusalsWarningsAndSkippedLines() throws IOException {
    landing(
        "ent/a.csv",
        "id,name,paid,born,seen,part,good,big\n"
            + "1,武侯,12.50,2020-02-29,2020-01-01T00:00:00.000001Z,0.5,true,9000000000\n"
            + "x,odd,,,,,,\n"
            + "2,odd,,,,,,\n"
            + "3,fatal,,,,,,\n"
            + "id,name,paid,born,seen,part,good,big\n"
            + "4,short\n");
    Map<String, ColumnType> types =
        types(
            "id",
            Simple.INT,
            "name",
            Simple.STRING,
            "paid",
            new ColumnType.Decimal(12, 2),
            "born",
            Simple.DATE,
            "seen",
            Simple.TIMESTAMP,
            "part",
            Simple.DOUBLE,
            "good",
            Simple.BOOLEAN,
            "big",
            Simple.LONG);
    Job job = SampleJobs.job(SampleJobs.files("landing/ent/*.csv", SampleJobs.csv()), "id", "name");
    Dataset<Row> frame = judged(plan(job), job, types);

    assertThat(frame.schema()).isEqualTo(JudgedSchema.of(SampleJobs.dataset(types)));
    assertThat(
            frame
                .selectExpr(
                    "outcome",
                    "fatal",
                    "to_json(good)",
                    "bad.place",
                    "concat_ws(';', transform(bad.reasons, r -> concat_ws(':', r.column, r.rule)))",
                    "bad.raw",
                    "warnings")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[0,false,{\"id\":1,\"name\":\"武侯\",\"paid\":12.50,\"born\":\"2020-02-29\",\"seen\":\"2020-01-01T00:00:00.000Z\",\"part\":0.5,\"good\":true,\"big\":9000000000,\"_source\":\"ent/a.csv\",\"_place\":2,\"_run_id\":\"r20261122t145235123_k3f9qz\",\"_ingested_at\":\"2026-11-22T14:52:35.000Z\"},null,,null,null]",
            "[1,false,null,3,id:type,{\"id\":\"x\",\"name\":\"odd\",\"paid\":\"\",\"born\":\"\",\"seen\":\"\",\"part\":\"\",\"good\":\"\",\"big\":\"\"},null]",
            "[0,false,{\"id\":2,\"name\":\"odd\",\"_source\":\"ent/a.csv\",\"_place\":4,\"_run_id\":\"r20261122t145235123_k3f9qz\",\"_ingested_at\":\"2026-11-22T14:52:35.000Z\"},null,,null,ArraySeq(name:in)]",
            "[1,true,null,5,name:in,{\"id\":\"3\",\"name\":\"fatal\",\"paid\":\"\",\"born\":\"\",\"seen\":\"\",\"part\":\"\",\"good\":\"\",\"big\":\"\"},null]",
            "[3,false,null,null,,null,null]",
            "[1,false,null,7,:record,{\"id\":\"4\",\"name\":\"short\",\"paid\":null,\"born\":null,\"seen\":null,\"part\":null,\"good\":null,\"big\":null,\"_extra\":[]},null]");
    assertThat(frame.selectExpr("unix_micros(good.seen)").head().getLong(0))
        .isEqualTo(1577836800000001L);
  }

  @Test
  void quarantinedRowsCarryTheirIdentity() throws IOException {
    landing("a.csv", "id\nx\ny\n");
    Map<String, ColumnType> types = types("id", Simple.INT);
    Job job = SampleJobs.job(SampleJobs.files("landing/*.csv", SampleJobs.csv()), "id");
    List<Row> bad = judged(plan(job), job, types).selectExpr("bad.*").collectAsList();
    assertThat(bad).extracting(row -> row.getAs("id")).doesNotHaveDuplicates();
    Row first = bad.get(0);
    assertThat(first.<String>getAs("id")).matches("[0-9a-f]{32}");
    assertThat(first.<String>getAs("job")).isEqualTo("city.sample");
    assertThat(first.<String>getAs("source")).isEqualTo("a.csv");
    assertThat(first.<String>getAs("status")).isEqualTo("open");
    assertThat(first.<Integer>getAs("attempt")).isEqualTo(1);
    assertThat(first.<String>getAs("fingerprint")).hasSize(64);
    assertThat(first.<Object>getAs("replay_of")).isNull();
    assertThat(judged(plan(job), job, types).selectExpr("bad.*").collectAsList())
        .as("a second reading gives the same ids")
        .isEqualTo(bad);
  }

  @Test
  void acceptedRowsCarryTheirRawTextWhenAsked() throws IOException {
    landing("a.csv", "id\n1\n");
    Map<String, ColumnType> types = types("id", Simple.INT);
    Job job = SampleJobs.job(SampleJobs.files("landing/*.csv", SampleJobs.csv()), "id");
    Row row =
        judged(plan(job), job, types, new PlainJudge(types), true)
            .selectExpr("outcome", "good.id", "bad.raw", "size(bad.reasons)")
            .head();
    assertThat(row).hasToString("[0,1,{\"id\":\"1\"},0]");
  }

  @Test
  void splitsKnowTheirPhysicalLines() throws IOException {
    StringBuilder text = new StringBuilder("id,line,name\r\n");
    int lines = 1;
    long rows = 0;
    while (text.length() < 40_000_000) {
      lines++;
      if (rows % 1000 == 7) {
        text.append('\n');
        lines++;
      }
      text.append(rows++)
          .append(',')
          .append(lines)
          .append(",武侯区高新大道 ")
          .append(rows)
          .append(rows % 2 == 0 ? "\n" : "\r\n");
    }
    landing("big.csv", text.toString());
    Csv plain =
        new Csv(
            "utf-8",
            ",",
            "\"",
            "\"",
            true,
            new Header(true, 5),
            List.of(),
            List.of(),
            Ragged.REFUSE,
            null);
    Job job = SampleJobs.job(SampleJobs.files("landing/big.csv", plain), "id", "line", "name");
    Map<String, ColumnType> types =
        types("id", Simple.LONG, "line", Simple.LONG, "name", Simple.STRING);
    Dataset<Row> frame = judged(plan(job), job, types);
    assertThat(frame.rdd().getNumPartitions()).isGreaterThan(2);
    Row facts =
        frame
            .selectExpr(
                "count(*)",
                "count_if(outcome = 0)",
                "count_if(good._place = good.line)",
                "count(distinct good.id)",
                "max(good.id)")
            .head();
    assertThat(facts).hasToString("[%d,%d,%d,%d,%d]".formatted(rows, rows, rows, rows, rows - 1));
  }

  @Test
  void packsManySmallFilesIntoFewTasks() throws IOException {
    for (int i = 0; i < 176; i++) {
      landing("many/" + i + ".csv", "id\n" + i + "\n");
    }
    Map<String, ColumnType> types = types("id", Simple.INT);
    Job job = SampleJobs.job(SampleJobs.files("landing/many/*.csv", SampleJobs.csv()), "id");
    Dataset<Row> frame = judged(plan(job), job, types);
    assertThat(frame.rdd().getNumPartitions()).isLessThanOrEqualTo(8);
    assertThat(frame.selectExpr("sum(good.id)", "count(distinct good._source)").head())
        .hasToString("[15400,176]");
  }

  @Test
  void readsNothingBeforeAnAction() throws IOException {
    Path file = landing("a.csv", "id\n1\n");
    Map<String, ColumnType> types = types("id", Simple.INT);
    Job job = SampleJobs.job(SampleJobs.files("landing/*.csv", SampleJobs.csv()), "id");
    Dataset<Row> frame = judged(plan(job), job, types).where("outcome = 0");
    Files.writeString(file, "id\n1\n2\n");
    assertThatThrownBy(frame::count)
        .rootCause()
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("Cannot read a.csv: it changed while the run was reading it");
  }

  @Test
  void aFailureWhileReadingKeepsItsCode() throws IOException {
    // Too long to be looked through before.
    landing("a.csv", "name\n" + "1\n".repeat(200_000));
    Map<String, ColumnType> types = types("id", Simple.INT);
    Job job = SampleJobs.job(SampleJobs.files("landing/*.csv", SampleJobs.csv()), "id");
    assertThatThrownBy(() -> judged(plan(job), job, types).count())
        .rootCause()
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("lacks id");
  }

  @Test
  void replaysQuarantinedRowsByName() throws IOException {
    Map<String, ColumnType> types = types("id", Simple.INT);
    Job job = SampleJobs.job(SampleJobs.files("landing/*.csv", SampleJobs.csv()), "id");
    ReplayBatch batch =
        ReplayBatch.of(
                List.of(
                    new ReplayRow("a1", "a.csv", 3, "{\"id\":\"7\"}", "f00d", 1),
                    new ReplayRow("a2", "a.csv", 4, "{\"x\":\"1\",\"id\":\"y\"}", "f00d", 2),
                    new ReplayRow("a3", "a.csv", 5, "{\"x\":\"1\"}", "f00d", 1),
                    new ReplayRow("a4", "a.csv", 6, "{\"id\":\"1\",\"_extra\":[]}", "f00d", 1),
                    new ReplayRow(
                        "a5", "a.json", 1, "{\"x\":\"1\",\"_element\":{\"id\":8}}", "f00d", 1),
                    new ReplayRow("a6", "a.csv", 7, "{\"_text\":\"1,x\"}", "f00d", 1)),
                new Position("kept"))
            .picking(job);
    assertThat(batch.after().text()).isEqualTo("kept");
    List<Row> rows =
        judged(batch, job, types)
            .selectExpr(
                "outcome",
                "good.id",
                "good._source",
                "good._place",
                "bad.attempt",
                "bad.replay_of",
                "bad.reasons[0].message")
            .collectAsList();
    assertThat(rows).hasSize(6);
    assertThat(rows.get(0)).hasToString("[0,7,a.csv,3,null,null,null]");
    assertThat(rows.get(1)).hasToString("[1,null,null,null,3,a2,expected int]");
    assertThat(rows.get(2).toString())
        .startsWith("[1,null,null,null,2,a3,Cannot find a name in [x]");
    assertThat(rows.get(3).getString(6)).contains("take _extra away");
    assertThat(rows.get(4)).hasToString("[0,8,a.json,1,null,null,null]");
    assertThat(rows.get(5).getString(6)).contains("take _text away");
  }
}
