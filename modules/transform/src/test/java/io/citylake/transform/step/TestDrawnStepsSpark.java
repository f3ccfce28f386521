package io.citylake.transform.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.engine.SqlLiteral;
import io.citylake.model.Position;
import io.citylake.model.TableName;
import io.citylake.transform.LocalLake;
import io.citylake.transform.step.StepRequest.Rebuild;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * Steps of all shapes follow histories drawn at random, and their tables are what the query gives.
 * The workspace is in Shanghai, where an hour of 1991 came twice, and the JVM is not. {@code
 * -Dcitylake.drawn.steps=300} draws more of them, {@code -Dcitylake.seed=N} others.
 */
class TestDrawnStepsSpark {
  private static final SparkSession SPARK = LocalLake.session();
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final int HISTORIES =
      Integer.getInteger("citylake.drawn.steps", DrawnStep.ALL.size());
  private static final long SEED = Long.getLong("citylake.seed", 20_260_301L);
  private static final int CHANGES = 5;

  /** Around local midnights, months' ends, our winter's end and the hour that came twice. */
  private static final List<Instant> INSTANTS =
      List.of(
          Instant.parse("2026-01-31T15:59:59.999999Z"),
          Instant.parse("2026-01-31T16:00:00Z"),
          Instant.parse("2026-01-31T23:30:00Z"),
          Instant.parse("2026-02-01T02:15:00.000001Z"),
          Instant.parse("2026-03-08T03:31:00Z"),
          Instant.parse("2026-03-08T05:45:00Z"),
          Instant.parse("1991-09-14T16:10:00Z"),
          Instant.parse("1991-09-14T16:50:00Z"),
          Instant.parse("1991-09-14T17:10:00Z"),
          Instant.parse("1991-09-14T17:50:00Z"),
          Instant.parse("1969-12-31T23:59:59.5Z"));

  private static final List<String> AREAS =
      List.of(
          "a", "A", "", "it's", "back\\slash", "\"q\"", "${env:HOME}", "浦东\n𠮷", "x' OR '1'='1");
  private static final List<String> NUMBERS =
      List.of("NULL", "0.0D", "-0.0D", "1.5D", "CAST('NaN' AS DOUBLE)", "CAST('-inf' AS DOUBLE)");

  private Position position = Position.start();
  private String how = "";
  private int last;

  @Test
  void tablesAreWhatTheQueryGives() throws Exception {
    for (int i = 0; i < HISTORIES; i++) {
      DrawnStep step = DrawnStep.ALL.get(i % DrawnStep.ALL.size());
      follow(step, SEED + i);
    }
  }

  private void follow(DrawnStep step, long seed) throws Exception {
    Random random = new Random(seed);
    position = Position.start();
    List<String> history = new ArrayList<>();
    begin(step, random);
    for (int i = 0; i < CHANGES; i++) {
      for (String each : change(random)) {
        history.add(each);
        SPARK.sql(each);
      }
      if (random.nextInt(3) > 0 || i == CHANGES - 1) {
        refresh(step);
        history.add(how);
        assertThat(plain(SPARK.table("lake." + DrawnStep.TARGET)))
            .as("step '%s', seed %d, history %s", step.name(), seed, String.join("\n", history))
            .isEqualTo(plain(SPARK.sql(step.sql().replace(" t.", " lake.t."))));
      }
    }
  }

  private void begin(DrawnStep step, Random random) {
    String properties =
        " TBLPROPERTIES ('format-version'='%d','write.delete.mode'='merge-on-read','write.merge.mode'='merge-on-read','write.update.mode'='merge-on-read')"
            .formatted(2 + random.nextInt(2));
    for (String table : List.of("t.ev", "t.dev", DrawnStep.TARGET.toString())) {
      SPARK.sql("DROP TABLE IF EXISTS lake." + table + " PURGE");
    }
    SPARK.sql(
        "CREATE TABLE lake.t.ev (id int, at timestamp, area string, price decimal(12,2), val double,"
            + " n int, raw string) USING iceberg"
            + (random.nextBoolean() ? " PARTITIONED BY (day(at))" : "")
            + properties);
    SPARK.sql(
        "CREATE TABLE lake.t.dev (id int, area string, name string) USING iceberg" + properties);
    SPARK.sql(step.ddl() + properties);
    last = 0;
    if (random.nextBoolean()) {
      SPARK.sql(insert(random, 8));
      SPARK.sql("INSERT INTO lake.t.dev VALUES " + device(random));
    }
  }

  /** As a worker does it: in a thread that Spark knows nothing of. */
  private void refresh(DrawnStep step) {
    CompletableFuture.runAsync(
            () -> {
              SparkSession.clearActiveSession();
              StepRequest request =
                  new StepRequest(
                      step.step(), step.target(), "lake", ZONE, position, Rebuild.WHERE_NEEDED);
              try (StepChange change =
                  StepTransformer.pin(TestDrawnStepsSpark::load, request).plan(() -> SPARK)) {
                how = change.how();
                if (!change.isEmpty()) {
                  position = change.attempt(this::write);
                }
              }
            },
            work -> new Thread(work).start())
        .join();
  }

  private Position write(StepChange change) {
    how = change.how();
    change
        .deletion()
        .ifPresent(
            rows -> SPARK.sql("DELETE FROM lake." + DrawnStep.TARGET + " AS t WHERE " + rows));
    try {
      change.rows().writeTo("lake." + DrawnStep.TARGET).append();
    } catch (Exception e) {
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
    return change.after();
  }

  private List<String> change(Random random) {
    int some = 2 + random.nextInt(4);
    String which = " WHERE id % " + some + " = " + random.nextInt(some);
    String compaction =
        "CALL lake.system.rewrite_data_files(table => 't.ev', options => map('rewrite-all','true'))";
    return switch (random.nextInt(9)) {
      case 0 -> List.of("DELETE FROM lake.t.ev" + which);
      case 1 -> List.of("DELETE FROM lake.t.ev WHERE area = " + text(any(AREAS, random)));
      case 2 -> List.of("UPDATE lake.t.ev SET at = " + instant(random) + which);
      case 3 -> List.of("UPDATE lake.t.ev SET area = " + text(any(AREAS, random)) + which);
      case 4 -> List.of(merge(random));
      case 5 -> List.of(compaction, "DELETE FROM lake.t.ev" + which);
      case 6 -> List.of("DELETE FROM lake.t.ev" + which, compaction, merge(random));
      case 7 ->
          List.of(
              "INSERT INTO lake.t.dev VALUES " + device(random),
              "DELETE FROM lake.t.dev WHERE id % 3 = " + random.nextInt(3));
      default -> List.of(insert(random, 1 + random.nextInt(4)));
    };
  }

  private String merge(Random random) {
    List<String> rows = new ArrayList<>();
    int first = Math.max(1, last - random.nextInt(6));
    for (int i = 0; i < 4; i++) {
      rows.add(event(random, first + i));
    }
    last = Math.max(last, first + 3);
    return "MERGE INTO lake.t.ev AS t USING (SELECT * FROM VALUES "
        + String.join(", ", rows)
        + " AS v(id, at, area, price, val, n, raw)) AS s ON t.id = s.id"
        + " WHEN MATCHED AND s.n % 3 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET *"
        + " WHEN NOT MATCHED THEN INSERT *";
  }

  private String insert(Random random, int count) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(event(random, ++last));
    }
    return "INSERT INTO lake.t.ev VALUES " + String.join(", ", rows);
  }

  private static String event(Random random, int id) {
    return "(%d, %s, %s, %s, %s, %s, %s)"
        .formatted(
            id,
            instant(random),
            random.nextInt(6) == 0 ? "CAST(NULL AS STRING)" : text(any(AREAS, random)),
            random.nextInt(6) == 0 ? "CAST(NULL AS DECIMAL(12,2))" : random.nextInt(3) + ".50BD",
            "CAST(" + any(NUMBERS, random) + " AS DOUBLE)",
            random.nextInt(6) == 0 ? "CAST(NULL AS INT)" : random.nextInt(6),
            random.nextInt(5) == 0 ? "'unknown'" : "'2026-03-0" + (1 + random.nextInt(3)) + "'");
  }

  private static String device(Random random) {
    return "(%d, %s, 'd%d')"
        .formatted(random.nextInt(9), text(any(AREAS, random)), random.nextInt(9));
  }

  private static String instant(Random random) {
    if (random.nextInt(8) == 0) {
      return "CAST(NULL AS TIMESTAMP)";
    }
    Instant at = any(INSTANTS, random);
    return "timestamp_micros(" + (at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000) + ")";
  }

  private static String text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return "CAST(X'" + HexFormat.of().formatHex(bytes) + "' AS STRING)";
  }

  private static <T> T any(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  /** Rows in a form that no zone changes. */
  private static List<String> plain(Dataset<Row> rows) {
    String[] columns =
        Arrays.stream(rows.schema().fields())
            .map(field -> SqlLiteral.plain(field.name(), field.dataType()))
            .toArray(String[]::new);
    return rows.selectExpr(columns).collectAsList().stream()
        .map(row -> row.toString().replace("-0.0", "0.0"))
        .sorted()
        .toList();
  }

  private static Table load(TableName name) {
    try {
      return Spark3Util.loadIcebergTable(SPARK, "lake." + name);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
