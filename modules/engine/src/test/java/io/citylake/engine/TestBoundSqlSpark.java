package io.citylake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TestBoundSqlSpark {
  private static final int MOST = 30;
  private static final SparkSession SPARK =
      SparkSession.builder()
          .master("local[1]")
          .appName("engine")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.codegen.wholeStage", "false")
          .getOrCreate();

  @AfterAll
  static void stop() {
    SPARK.stop();
  }

  /** Also of more than four, and wherever they stand: Spark's own way keeps no order of those. */
  @Test
  void eachValueGoesWhereItsMarkerStands() throws ParseException {
    for (int markers = 1; markers <= MOST; markers++) {
      List<String> places = new ArrayList<>();
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < markers; i++) {
        places.add(i % 3 == 0 ? "?" : i % 3 == 1 ? "coalesce(?, (SELECT 'x'))" : "(SELECT ?)");
        values.add("v" + i);
      }
      String sql = "SELECT concat_ws(',', " + String.join(", ", places) + ") -- ? no marker";
      assertThat(BoundSql.query(SPARK, sql, values).first().getString(0))
          .isEqualTo(String.join(",", values.stream().map(String::valueOf).toList()));
    }
  }

  @Test
  void aNullIsAValue() throws ParseException {
    List<@Nullable Object> values = new ArrayList<>(List.of(1, 2, 3, 4));
    values.add(null);
    assertThat(BoundSql.query(SPARK, "SELECT ?, ?, ?, ?, ?", values).first().toSeq().mkString(","))
        .isEqualTo("1,2,3,4,null");
  }

  @Test
  void withoutValuesItIsSparksOwnStatement() throws ParseException {
    assertThat(BoundSql.query(SPARK, "SELECT '?'", List.of()).first().getString(0)).isEqualTo("?");
  }
}
