package io.citylake.transform.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Refresh;
import io.citylake.contract.job.Step;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.TableName;
import io.citylake.transform.Contracts;
import io.citylake.transform.LocalLake;
import io.citylake.transform.step.StepRequest.Rebuild;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A derived table follows its inputs, and is what the query would give over all of them. */
class TestStepTransformerSpark {
  private static final SparkSession SPARK = LocalLake.session();
  private static final TableName SALE = TableName.parse("t.ods_sale");
  private static final String PROPERTIES =
      " TBLPROPERTIES"
          + " ('format-version'='2','write.delete.mode'='merge-on-read','write.merge.mode'='merge-on-read','write.update.mode'='merge-on-read')";
  private static final String BY_DAY =
      """
      SELECT s.day, count(*) AS sales, sum(s.amount) AS amount, max(h.name) AS best
      FROM t.ods_sale s LEFT JOIN t.dim_shop h ON s.shop = h.shop
      GROUP BY s.day
      """;
  private static final DatasetContract DAYS =
      Contracts.dataset(
          WriteMode.APPEND,
          List.of("day"),
          null,
          null,
          "day date",
          "sales long",
          "amount long",
          "best string");

  private Position position = Position.start();
  private ZoneId zone = ZoneId.of("Asia/Shanghai");
  private String how = "";

  @BeforeEach
  void emptyTables() {
    for (String table : List.of("ods_sale", "dim_shop", "dws_day")) {
      SPARK.sql("DROP TABLE IF EXISTS lake.t." + table);
    }
    SPARK.sql(
        "CREATE TABLE lake.t.ods_sale (id int, day date, shop string, amount long) USING iceberg"
            + " PARTITIONED BY (day)"
            + PROPERTIES);
    SPARK.sql("CREATE TABLE lake.t.dim_shop (shop string, name string) USING iceberg" + PROPERTIES);
    SPARK.sql(
        "CREATE TABLE lake.t.dws_day (day date, sales long, amount long, best string) USING iceberg"
            + " PARTITIONED BY (day)"
            + PROPERTIES);
    SPARK.sql("INSERT INTO lake.t.dim_shop VALUES ('a', 'A'), ('b', 'B')");
    position = Position.start();
  }

  private static Refresh byDay() {
    SortedMap<TableName, List<String>> changes = new TreeMap<>();
    changes.put(SALE, List.of("day"));
    return new Refresh.Groups(Refresh.By.PARTITION, List.of("day"), changes);
  }

  private static Step step(Refresh refresh, String sql) {
    return new Step(
        new JobName("t", "dws_day"),
        new Title("日", "Day"),
        "",
        TableName.parse("t.dws_day"),
        refresh,
        sql,
        "jobs/t/dws_day.sql",
        null,
        null,
        List.of());
  }

  private void refresh(Step step) {
    refresh(step, Rebuild.WHERE_NEEDED);
  }

  /** What the publisher does, without branches. */
  private void refresh(Step step, Rebuild rebuild) {
    StepRequest request = new StepRequest(step, DAYS, "lake", zone, position, rebuild);
    try (StepChange change =
        StepTransformer.pin(TestStepTransformerSpark::load, request).plan(() -> SPARK)) {
      how = change.how();
      if (change.isEmpty()) {
        return;
      }
      position = change.attempt(this::write);
    }
  }

  private Position write(StepChange change) {
    how = change.how();
    change.deletion().ifPresent(rows -> SPARK.sql("DELETE FROM lake.t.dws_day AS t WHERE " + rows));
    try {
      change.rows().writeTo("lake.t.dws_day").append();
    } catch (NoSuchTableException e) {
      throw new AssertionError(e);
    }
    return change.after();
  }

  private static Table load(TableName name) {
    try {
      return Spark3Util.loadIcebergTable(SPARK, "lake." + name);
    } catch (NoSuchTableException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static void insert(String... rows) {
    SPARK.sql("INSERT INTO lake.t.ods_sale VALUES " + String.join(", ", rows));
  }

  private static List<String> rows(String query) {
    return SPARK.sql(query).collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private static void assertCurrent() {
    List<String> expected =
        rows(
            BY_DAY
                .replace("t.ods_sale", "lake.t.ods_sale")
                .replace("t.dim_shop", "lake.t.dim_shop"));
    assertThat(rows("SELECT day, sales, amount, best FROM lake.t.dws_day")).isEqualTo(expected);
  }

  @Test
  void makesOnlyGroupsOfChangedRowsAnew() {
    insert("(1, DATE'2026-01-01', 'a', 10)", "(2, DATE'2026-01-02', 'b', 20)");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("rebuilt for the first time");
    assertCurrent();
    insert("(3, DATE'2026-01-02', 'a', 5)", "(4, NULL, 'a', 7)");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("made anew for 2 groups of [day]");
    assertCurrent();
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("nothing changed");
  }

  @Test
  void touchesNoFileOfAnotherPartition() {
    insert("(1, DATE'2026-01-01', 'a', 10)", "(2, DATE'2026-01-02', 'b', 20)");
    refresh(step(byDay(), BY_DAY));
    String files =
        "SELECT file_path FROM lake.t.dws_day.files WHERE partition.day = DATE'2026-01-01'";
    List<String> before = rows(files);
    insert("(3, DATE'2026-01-02', 'a', 5)");
    refresh(step(byDay(), BY_DAY));
    assertThat(rows(files)).isEqualTo(before).hasSize(1);
    assertThat(rows("SELECT * FROM lake.t.dws_day.delete_files")).isEmpty();
  }

  @Test
  void groupsThatLoseAllTheirRowsGo() {
    insert("(1, DATE'2026-01-01', 'a', 10)", "(2, DATE'2026-01-02', 'b', 20)");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql("DELETE FROM lake.t.ods_sale WHERE id = 2");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("made anew for 1 groups of [day]");
    assertCurrent();
    assertThat(rows("SELECT day FROM lake.t.dws_day")).hasSize(1);
  }

  @Test
  void rowsThatMoveToAnotherGroupTouchBoth() {
    insert("(1, DATE'2026-01-01', 'a', 10)", "(2, DATE'2026-01-01', 'b', 20)");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql("UPDATE lake.t.ods_sale SET day = DATE'2026-03-01' WHERE id = 2");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("made anew for 2 groups of [day]");
    assertCurrent();
  }

  @Test
  void rebuildsWhereAnInputWithoutGroupsChanged() {
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql("UPDATE lake.t.dim_shop SET name = 'New' WHERE shop = 'a'");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("rebuilt because t.dim_shop changed, which no group is declared for");
    assertCurrent();
  }

  @Test
  void rebuildsWhereTheHistoryIsGone() {
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    insert("(2, DATE'2026-01-02', 'a', 10)");
    insert("(3, DATE'2026-01-03', 'a', 10)");
    SPARK.sql(
        "CALL lake.system.expire_snapshots(table => 't.ods_sale', older_than => TIMESTAMP"
            + " '2099-01-01', retain_last => 1)");
    refresh(step(byDay(), BY_DAY));
    assertThat(how)
        .isEqualTo(
            "rebuilt because of t.ods_sale: the state that was read last is no longer in its"
                + " history");
    assertCurrent();
  }

  @Test
  void rebuildsWhereAnInputIsAnotherTableOfItsName() {
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql("DROP TABLE lake.t.ods_sale");
    SPARK.sql(
        "CREATE TABLE lake.t.ods_sale (id int, day date, shop string, amount long) USING iceberg"
            + " PARTITIONED BY (day)"
            + PROPERTIES);
    insert("(2, DATE'2026-01-02', 'b', 20)");
    refresh(step(byDay(), BY_DAY));
    assertThat(how)
        .isEqualTo(
            "rebuilt because of t.ods_sale: it is another table than the one that was read last");
    assertCurrent();
  }

  @Test
  void compactionChangesNothing() {
    insert("(1, DATE'2026-01-01', 'a', 10)");
    insert("(2, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql(
        "CALL lake.system.rewrite_data_files(table => 't.ods_sale', options => map('rewrite-all',"
            + " 'true'))");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("nothing changed");
  }

  @Test
  void appendsRowsOfNewFilesOnly() {
    String one = "SELECT day, 1L AS sales, amount, shop AS best FROM t.ods_sale";
    Step step = step(new Refresh.Append(SALE), one);
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step);
    insert("(2, DATE'2026-01-01', 'b', 11)");
    refresh(step);
    assertThat(how).isEqualTo("added from 1 new files");
    assertThat(rows("SELECT amount, best FROM lake.t.dws_day")).containsExactly("[10,a]", "[11,b]");
    SPARK.sql("DELETE FROM lake.t.ods_sale WHERE id = 1");
    refresh(step);
    assertThat(how).isEqualTo("rebuilt because rows of t.ods_sale changed or went");
    assertThat(rows("SELECT amount, best FROM lake.t.dws_day")).containsExactly("[11,b]");
  }

  @Test
  void followsManyGroupsAndSaysHowManyThereAre() {
    SPARK.sql(
        "INSERT INTO lake.t.ods_sale SELECT id, date_add(DATE'2026-01-01', id), 'a', id FROM"
            + " (SELECT cast(id AS int) AS id FROM range(210))");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql(
        "INSERT INTO lake.t.ods_sale SELECT id + 1000, date_add(DATE'2026-01-02', id), 'b', 1 FROM"
            + " (SELECT cast(id AS int) AS id FROM range(205))");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("made anew for 205 of 210 groups of [day]");
    assertCurrent();
    SPARK.sql("UPDATE lake.t.ods_sale SET amount = amount + 1");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("rebuilt because all 210 of 210 groups of [day] changed");
    assertCurrent();
  }

  @Test
  void aRowThatIsReplacedTouchesItsGroupsOnlyWhateverElseIsInItsFile() {
    insert(
        "(1, DATE'2026-01-01', 'a', 1)",
        "(2, DATE'2026-01-01', 'b', 2)",
        "(3, DATE'2026-01-01', 'c', 3)");
    String shops =
        "SELECT DATE'2026-01-01' AS day, count(*) AS sales, sum(amount) AS amount, shop AS best"
            + " FROM t.ods_sale GROUP BY shop";
    SortedMap<TableName, List<String>> changes = new TreeMap<>();
    changes.put(SALE, List.of("shop"));
    Step step = step(new Refresh.Groups(Refresh.By.KEY, List.of("best"), changes), shops);
    refresh(step);
    for (int id = 1; id <= 3; id++) {
      SPARK.sql("UPDATE lake.t.ods_sale SET amount = 9 WHERE id = " + id);
      refresh(step);
      // What an earlier run deleted from the file is not this run's.
      assertThat(how).isEqualTo("made anew for 1 groups of [best]");
    }
    assertThat(rows("SELECT best, amount FROM lake.t.dws_day"))
        .containsExactly("[a,9]", "[b,9]", "[c,9]");
  }

  @Test
  void seesDeletionsFromFilesThatACompactionMadeInBetween() {
    insert("(1, DATE'2026-01-01', 'a', 10)", "(2, DATE'2026-01-01', 'b', 20)");
    insert("(3, DATE'2026-01-01', 'a', 30)");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql(
        "CALL lake.system.rewrite_data_files(table => 't.ods_sale', options => map('rewrite-all',"
            + " 'true'))");
    SPARK.sql("DELETE FROM lake.t.ods_sale WHERE id = 2");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("made anew for 1 groups of [day]");
    assertCurrent();
  }

  @Test
  void rebuildsWhereTheZoneIsAnother() {
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    zone = ZoneId.of("UTC");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("rebuilt because the zone is UTC now and was Asia/Shanghai");
    position = new Position(position.text().replace("step 2", "step 1").replace(" UTC", ""));
    refresh(step(byDay(), BY_DAY));
    assertThat(how)
        .isEqualTo("rebuilt because the zone of its days and hours was not recorded before");
    refresh(step(byDay(), BY_DAY));
    assertThat(how).isEqualTo("nothing changed");
  }

  @Test
  void rebuildsWhereAnExpressionFailsOnARowThatTheQueryLeavesOut() {
    String sql =
        "SELECT cast(shop AS date) AS day, count(*) AS sales, sum(amount) AS amount, '' AS best"
            + " FROM t.ods_sale WHERE shop LIKE '2026-__-__' GROUP BY 1";
    SortedMap<TableName, List<String>> changes = new TreeMap<>();
    changes.put(SALE, List.of("cast(shop AS date)"));
    Step step = step(new Refresh.Groups(Refresh.By.PARTITION, List.of("day"), changes), sql);
    insert("(1, NULL, '2026-01-01', 1)");
    refresh(step);
    insert("(2, NULL, 'unknown', 2)", "(3, NULL, '2026-01-02', 3)");
    String why =
        "rebuilt because an expression of refresh fails on a row"
            + " (CAST_INVALID_INPUT in {t.ods_sale=[cast(shop AS date)]})";
    refresh(step);
    assertThat(how).isEqualTo(why);
    // The row is no longer among those that changed, and still among those that are read.
    insert("(4, NULL, '2026-01-02', 4)");
    refresh(step);
    assertThat(how).isEqualTo(why);
    assertThat(rows("SELECT day, amount FROM lake.t.dws_day"))
        .containsExactly("[2026-01-01,1]", "[2026-01-02,7]");
    assertThatThrownBy(
            () -> refresh(step(new Refresh.Full(), sql.replace("LIKE '2026-__-__'", "<> ''"))))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining(
            "Cannot run step t.dws_day: its query fails on a row of what it reads"
                + " (CAST_INVALID_INPUT in cast(shop AS date))")
        .hasMessageNotContaining("unknown");
  }

  @Test
  void isWhatARebuildGivesAfterAnySequenceOfChanges() {
    long seed = 20_260_601;
    Random random = new Random(seed);
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    for (int i = 2; i < 14; i++) {
      change(random, i);
      if (random.nextInt(3) > 0) {
        refresh(step(byDay(), BY_DAY));
        assertThat(how).as("seed %d, change %d", seed, i).doesNotStartWith("rebuilt");
        assertCurrent();
      }
    }
  }

  private static void change(Random random, int number) {
    String day = "DATE'2026-01-0" + (1 + random.nextInt(4)) + "'";
    String statement =
        switch (random.nextInt(6)) {
          case 0 -> "DELETE FROM lake.t.ods_sale WHERE id % 3 = " + random.nextInt(3);
          case 1 -> "DELETE FROM lake.t.ods_sale WHERE day = " + day;
          case 2 ->
              "UPDATE lake.t.ods_sale SET day = " + day + " WHERE id % 4 = " + random.nextInt(4);
          case 3 ->
              "INSERT OVERWRITE lake.t.ods_sale PARTITION (day = "
                  + day
                  + ") SELECT "
                  + number
                  + ", 'b', 3";
          default ->
              "INSERT INTO lake.t.ods_sale VALUES ("
                  + number
                  + ", "
                  + day
                  + ", 'a', "
                  + number
                  + ")";
        };
    SPARK.sql(statement);
  }

  @Test
  void readsOldRowsUnderTheNamesOfToday() {
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    SPARK.sql("ALTER TABLE lake.t.ods_sale RENAME COLUMN amount TO total");
    SPARK.sql("ALTER TABLE lake.t.ods_sale ADD COLUMN note string");
    refresh(step(byDay(), BY_DAY.replace("sum(s.amount)", "sum(s.total) + count(s.note)")));
    assertThat(how).isEqualTo("rebuilt because the step or its table's columns are others now");
    assertThat(rows("SELECT amount FROM lake.t.dws_day")).containsExactly("[10]");
  }

  @Test
  void refusesAnswersThatDependOnTheHour() {
    String sql =
        "SELECT current_date() AS day, 1L AS sales, 1L AS amount, 'x' AS best FROM t.ods_sale";
    assertThatThrownBy(() -> refresh(step(new Refresh.Full(), sql)))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("Cannot run step t.dws_day: ")
        .hasMessageContaining("isn't allowed: the same rows must give the same answer");
  }

  @Test
  void refusesColumnsThatTheTableDoesNotHave() {
    String sql = "SELECT day, 1L AS sales, 1L AS amounts, 'x' AS best FROM t.ods_sale";
    assertThatThrownBy(() -> refresh(step(new Refresh.Full(), sql)))
        .hasMessageContaining("missing=[amount], unknown=[amounts]");
    assertThatThrownBy(() -> refresh(step(new Refresh.Full(), "SELECT nothing FROM t.ods_sale")))
        .hasMessageContaining("Cannot run step t.dws_day: the query doesn't fit its inputs: ")
        .hasMessageContaining("nothing")
        .hasMessageNotContaining("citylake_");
  }

  @Test
  void leavesNoViewBehind() {
    insert("(1, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    insert("(2, DATE'2026-01-01', 'a', 10)");
    refresh(step(byDay(), BY_DAY));
    assertThat(SPARK.sql("SHOW VIEWS").collectAsList()).isEmpty();
  }
}
