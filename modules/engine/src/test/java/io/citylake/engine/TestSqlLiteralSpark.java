package io.citylake.engine;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The JVM of the tests is in another zone than the session. */
class TestSqlLiteralSpark {
  private static final SparkSession SPARK =
      SparkSession.builder()
          .master("local[1]")
          .appName("engine")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.session.timeZone", "Asia/Shanghai")
          .config("spark.sql.codegen.wholeStage", "false")
          .getOrCreate();

  @AfterAll
  static void stop() {
    SPARK.stop();
  }

  /** Each of the values alone is found by its own literal, and nothing else is. */
  private static void assertFound(String type, String... values) {
    Dataset<Row> rows =
        SPARK.sql("SELECT * FROM VALUES (" + String.join("), (", values) + ") AS v(x)");
    Dataset<Row> typed = rows.select(col("x").cast(type).as("x"));
    DataType sparkType = typed.schema().apply("x").dataType();
    List<Object> plain = new ArrayList<>();
    typed
        .selectExpr(SqlLiteral.plain("x", sparkType))
        .collectAsList()
        .forEach(row -> plain.add(row.get(0)));
    for (Object each : plain) {
      Column found = functions.expr(SqlLiteral.among("x", Arrays.asList(each), sparkType));
      assertThat(typed.where(found).count()).as("%s %s", type, each).isEqualTo(1);
      Column same = functions.expr("x <=> " + SqlLiteral.of(each, sparkType));
      assertThat(typed.where(same).count()).as("%s %s", type, each).isEqualTo(1);
    }
    Column any = functions.expr(SqlLiteral.among("x", plain, sparkType));
    assertThat(typed.where(any).count()).isEqualTo(values.length);
    assertThat(typed.where(functions.expr(SqlLiteral.among("x", List.of(), sparkType))).count())
        .isZero();
  }

  @Test
  void aValueIsFoundByItsLiteral() {
    assertFound("int", "1", "-2147483648", "NULL");
    assertFound("bigint", "1", "9223372036854775807L", "-9223372036854775808L", "NULL");
    assertFound("boolean", "true", "false", "NULL");
    assertFound("date", "DATE'2026-03-08'", "DATE'0001-01-01'", "DATE'9999-12-31'", "NULL");
    assertFound("decimal(38,9)", "1.5BD", "-0.000000001BD", "12345678901234567890.1BD", "NULL");
    assertFound(
        "double", "CAST('NaN' AS DOUBLE)", "0.0D", "CAST('-inf' AS DOUBLE)", "1e300D", "NULL");
    assertFound("binary", "X''", "X'00ff27'", "NULL");
    assertFound(
        "string",
        "''",
        "'it''s'",
        "'back\\\\slash'",
        "'\\n'",
        "'浦东 𠮷'",
        "concat('$', '{env:HOME}')",
        "NULL");
    // One local time twice: Shanghai set its clocks back on 1991-09-15.
    assertFound(
        "timestamp",
        "timestamp_micros(684863400000000)",
        "timestamp_micros(684867000000000)",
        "timestamp_micros(-1)",
        "NULL");
  }

  @Test
  void bothZerosAreListedSinceBoundsOfFilesTellThemApart() {
    DataType type = DataType.fromDDL("double");
    assertThat(SqlLiteral.among("x", List.of(0.0), type)).contains("0.0D").contains("-0.0D");
  }

  /** A worker's thread has no session of its own. */
  @Test
  void sqlInColumnsIsReadByTheSessionThatIsActive() throws Exception {
    List<Long> read = new ArrayList<>();
    Thread worker =
        new Thread(
            () -> {
              SparkSession.clearActiveSession();
              read.add(
                  ActiveSession.call(
                      SPARK,
                      () ->
                          SPARK
                              .range(1)
                              .select(
                                  functions.expr("unix_seconds(TIMESTAMP'2026-01-01 08:00:00')"))
                              .head()
                              .getLong(0)));
              assertThat(SparkSession.getActiveSession().isEmpty()).isTrue();
            });
    worker.start();
    worker.join();
    assertThat(read).containsExactly(1_767_225_600L);
  }
}
