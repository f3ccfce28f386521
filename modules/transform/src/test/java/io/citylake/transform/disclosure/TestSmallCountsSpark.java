package io.citylake.transform.disclosure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.dataset.Suppression;
import io.citylake.contract.dataset.Suppression.Parts;
import io.citylake.transform.LocalLake;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Rows of several tables, each decided on whole and by itself. */
class TestSmallCountsSpark {
  private final SparkSession spark = LocalLake.session();

  @Test
  void leavesOutCountsAndWhatTellsThemTableByTable() {
    Dataset<Row> rows =
        spark.sql(
            "SELECT * FROM VALUES (date'2026-01-01', 'a', 2L, 9, 0.1, false),"
                + " (date'2026-01-01', 'b', 30L, 3, 0.5, false),"
                + " (date'2026-01-01', 'c', 8L, 20, 0.4, false),"
                + " (date'2026-02-01', 'a', 5L, 0, 0.5, false),"
                + " (date'2026-02-01', 'b', NULL, 6, 0.5, false)"
                + " AS t(month, street, persons, old, share, few)");
    Suppression rule =
        new Suppression(
            5,
            List.of("persons", "old"),
            List.of(),
            List.of("street"),
            List.of("month"),
            List.of("share"),
            "few",
            null);
    Dataset<Row> told = SmallCounts.suppressed(rows, rule);
    assertThat(told.columns()).isEqualTo(rows.columns());
    assertThat(told.collectAsList())
        .map(Row::toString)
        .containsExactlyInAnyOrder(
            "[2026-01-01,a,null,null,null,true]",
            "[2026-01-01,b,30,null,null,true]",
            "[2026-01-01,c,null,20,null,true]",
            "[2026-02-01,a,5,0,0.5,false]",
            "[2026-02-01,b,null,6,0.5,false]");
  }

  @Test
  void totalsOfATableAreKnownByTheirWord() {
    Dataset<Row> rows =
        spark.sql(
            "SELECT * FROM VALUES ('a', 2L, false), ('b', 0L, false), ('all', 2L, false)"
                + " AS t(street, persons, few)");
    Suppression rule =
        new Suppression(
            5,
            List.of("persons"),
            List.of(),
            List.of("street"),
            List.of(),
            List.of(),
            "few",
            "all");
    assertThat(SmallCounts.suppressed(rows, rule).collectAsList())
        .map(Row::toString)
        .containsExactlyInAnyOrder("[a,null,true]", "[b,0,false]", "[all,null,true]");
  }

  /** What is left of a number is a count too, though no column. */
  @Test
  void partsAndWhatIsLeftOfTheirNumberTellNothing() {
    Dataset<Row> rows =
        spark.sql(
            "SELECT * FROM VALUES ('a', 40L, 38L, 0L, false), ('b', 50L, 20L, 20L, false),"
                + " ('c', 60L, 30L, 30L, false) AS t(street, persons, doctors, masters, few)");
    Suppression rule = parts(List.of("persons", "doctors", "masters"));
    assertThat(SmallCounts.suppressed(rows, rule).collectAsList())
        .map(Row::toString)
        .containsExactlyInAnyOrder(
            "[a,40,null,0,true]", "[b,50,null,20,true]", "[c,60,30,30,false]");
  }

  @Test
  void refusesPartsThatComeToMoreThanTheirNumber() {
    Dataset<Row> rows =
        spark.sql(
            "SELECT 'a' AS street, 9L AS persons, 5L AS doctors, 5L AS masters, false AS few");
    Suppression rule = parts(List.of("persons", "doctors", "masters"));
    assertThatThrownBy(() -> SmallCounts.suppressed(rows, rule).collectAsList())
        .rootCause()
        .hasMessageContaining(
            "Cannot suppress small counts: [doctors, masters] come to more than persons");
  }

  private static Suppression parts(List<String> counts) {
    return new Suppression(
        5,
        counts,
        List.of(new Parts("persons", List.of("doctors", "masters"))),
        List.of("street"),
        List.of(),
        List.of(),
        "few",
        null);
  }
}
