package io.citylake.transform;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Write mode snapshot: the stage is a full copy as of a day, and its difference to the open
 * versions becomes history (slowly changing dimension, type 2). A version holds for {@code
 * [valid_from, valid_to)}; null is open.
 *
 * <p>The result depends on the history before the day and on the copy alone: a second run for the
 * same day takes back what the first did, so no version is empty. Days must come in order. Of
 * several rows with one key the last by source and place counts. All of the contract's columns are
 * compared, nulls as equal.
 *
 * <p>A key that the stage lacks is taken to have vanished, also where its row was refused: whoever
 * calls says which of such keys are closed.
 */
public final class SnapshotMerge {
  private static final String FROM = ServiceColumns.VALID_FROM;
  private static final String TO = ServiceColumns.VALID_TO;
  private static final String COPY = "__copy";
  private static final String BASE = "__base";
  private static final String TODAY = "__today";
  private static final String STAYS = "__stays";
  private static final String BASE_ACTION = "__base_action";
  private static final String TODAY_ACTION = "__today_action";
  private static final String MATCH = "__match";
  private static final String ACTION = "__action";

  /** What becomes of keys that the copy lacks. */
  public sealed interface Vanished {
    /**
     * Their open version ends on the day of the copy.
     *
     * @param but keys that stay as they are, in the key's columns: the copy has rows of theirs,
     *     which were refused
     */
    record Close(Optional<Dataset<Row>> but) implements Vanished {
      /** Of every one. */
      public static Close all() {
        return new Close(Optional.empty());
      }
    }

    /**
     * They stay as they are: the copy has rows whose key nobody could read, so it may be theirs.
     */
    record Keep() implements Vanished {}
  }

  /**
   * What a merge did, in keys.
   *
   * @param unchanged rows of the stage that brought nothing: unchanged, or repeated within it
   */
  public record Counts(long inserted, long changed, long closed, long unchanged) {}

  private final SparkSession spark;
  private final DatasetContract dataset;
  private final Column day;
  private final Vanished vanished;
  private final List<String> names;

  private SnapshotMerge(
      SparkSession spark, DatasetContract dataset, LocalDate validFrom, Vanished vanished) {
    this.spark = spark;
    this.vanished = vanished;
    this.dataset = dataset;
    this.day = lit(validFrom);
    this.names = dataset.columns().stream().map(ColumnContract::name).toList();
  }

  /**
   * Merges a full copy into a branch of the target.
   *
   * @param stage SQL identifier of an Iceberg table with the target's columns but for the two of
   *     validity
   * @param branch SQL identifier of the target's branch; the table must be merge-on-read
   * @param validFrom the day that the copy shows
   * @throws CityLakeException COPY_BEHIND where the table holds history of later days
   */
  public static Counts apply(
      SparkSession spark,
      String stage,
      String branch,
      DatasetContract dataset,
      LocalDate validFrom,
      Vanished vanished) {
    requireOrder(spark, branch, dataset, validFrom);
    SnapshotMerge merge = new SnapshotMerge(spark, dataset, validFrom, vanished);
    try (TempView decided = TempView.open(merge.decided(stage, branch))) {
      Row counts = merge.outcomes(decided.rows());
      if (counts.getLong(0) + counts.getLong(1) + counts.getLong(2) > 0) {
        merge.merge(branch, decided.rows());
      }
      long staged = spark.table(stage).count();
      long taken = counts.getLong(0) + counts.getLong(1);
      return new Counts(counts.getLong(0), counts.getLong(1), counts.getLong(2), staged - taken);
    }
  }

  /** The latest day that the branch's history says something of; empty before the first copy. */
  public static Optional<LocalDate> newest(SparkSession spark, String branch) {
    Object day = spark.table(branch).agg(max(greatest(col(FROM), col(TO)))).head().get(0);
    return Optional.ofNullable(day).map(each -> ((Date) each).toLocalDate());
  }

  private static void requireOrder(
      SparkSession spark, String branch, DatasetContract dataset, LocalDate day) {
    Column later = lit(day);
    Row found =
        spark
            .table(branch)
            .where(col(FROM).gt(later).or(col(TO).gt(later)))
            .agg(count(lit(1)), max(col(FROM)))
            .head();
    if (found.getLong(0) > 0) {
      throw new CityLakeException(
          ErrorCode.COPY_BEHIND,
          "Cannot merge the copy of %s into %s: the table holds history of later days; load copies in the order of their days (newest=%s)"
              .formatted(day, dataset.name(), found.get(1)));
    }
  }

  /** One row a key: the copy's, the version before the day, the day's own, and what to do. */
  private Dataset<Row> decided(String stage, String branch) {
    List<Column> key = dataset.key().stream().map(name -> col(name)).toList();
    List<Column> arrived =
        new ArrayList<>(List.of(col(ServiceColumns.SOURCE), col(ServiceColumns.PLACE)));
    Column values = values();
    List<Column> copy = new ArrayList<>(key);
    // The greatest by arrival, then by value: a deterministic last row of each key.
    arrived.add(values.as("row"));
    arrived.add(col(ServiceColumns.RUN_ID));
    arrived.add(col(ServiceColumns.INGESTED_AT));
    copy.add(struct(arrived.toArray(new Column[0])).as(COPY));
    List<Column> live = new ArrayList<>(key);
    Column version = struct(values.as("row"), col(FROM), col(TO));
    live.add(when(col(FROM).lt(day), version).as(BASE));
    live.add(when(col(FROM).equalTo(day), version).as(TODAY));
    Dataset<Row> versions =
        spark
            .table(branch)
            .where(col(TO).isNull().or(col(TO).equalTo(day)))
            .select(live.toArray(new Column[0]));
    Dataset<Row> rows =
        spark.table(stage).select(copy.toArray(new Column[0])).unionByName(versions, true);
    Column stays = vanished instanceof Vanished.Keep ? lit(true) : lit(null).cast("boolean");
    Dataset<Row> named = rows.withColumn(STAYS, stays);
    if (vanished instanceof Vanished.Close close && close.but().isPresent()) {
      named = named.unionByName(close.but().get().withColumn(STAYS, lit(true)), true);
    }
    Dataset<Row> keys =
        named
            .groupBy(key.toArray(new Column[0]))
            .agg(
                max(col(COPY)).as(COPY),
                max(col(BASE)).as(BASE),
                max(col(TODAY)).as(TODAY),
                max(col(STAYS)).as(STAYS));
    return withActions(keys);
  }

  private static Dataset<Row> withActions(Dataset<Row> keys) {
    Column copied = col(COPY).isNotNull();
    Column based = col(BASE).isNotNull();
    Column begun = col(TODAY).isNotNull();
    Column row = col(COPY).getField("row");
    // As it was on the day before: what another copy of the day ended goes on.
    Column stays = not(copied).and(col(STAYS).isNotNull());
    Column unchanged = copied.and(based).and(row.eqNullSafe(col(BASE).getField("row")));
    Column open = col(BASE).getField(TO).isNull();
    Column baseAction =
        when(unchanged.or(stays).and(based).and(not(open)).and(not(begun.and(stays))), lit("open"))
            .when(based.and(not(unchanged)).and(not(stays)).and(open), lit("close"));
    Column wanted = copied.and(not(unchanged));
    Column todayAction =
        when(wanted.and(not(begun)), lit("insert"))
            .when(
                wanted.and(begun).and(not(row.eqNullSafe(col(TODAY).getField("row")))), lit("set"))
            .when(begun.and(not(wanted)).and(not(stays)), lit("drop"));
    return keys.withColumn(BASE_ACTION, baseAction)
        .withColumn(TODAY_ACTION, todayAction)
        .drop(STAYS);
  }

  private Row outcomes(Dataset<Row> decided) {
    Column acts = col(BASE_ACTION).isNotNull().or(col(TODAY_ACTION).isNotNull());
    Column copied = col(COPY).isNotNull();
    return decided
        .agg(
            count_if(acts.and(copied).and(col(BASE).isNull())),
            count_if(acts.and(copied).and(col(BASE).isNotNull())),
            count_if(acts.and(not(copied))))
        .head();
  }

  private void merge(String branch, Dataset<Row> decided) {
    Column actions =
        explode(
            array_compact(
                array(
                    when(
                        col(BASE_ACTION).isNotNull(),
                        struct(col(BASE_ACTION).as("name"), col(BASE).getField(FROM).as("from"))),
                    when(
                        col(TODAY_ACTION).isNotNull(),
                        struct(col(TODAY_ACTION).as("name"), day.as("from"))))));
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(
          dataset.key().contains(name)
              ? col(name)
              : col(COPY).getField("row").getField(name).as(name));
    }
    for (String name : SqlText.ORIGIN) {
      columns.add(col(COPY).getField(name).as(name));
    }
    columns.add(col("__each").getField("name").as(ACTION));
    columns.add(col("__each").getField("from").as(MATCH));
    columns.add(day.as(FROM));
    columns.add(day.as("__until"));
    Dataset<Row> source =
        decided.withColumn("__each", actions).select(columns.toArray(new Column[0]));
    try (TempView view = TempView.open(source)) {
      spark.sql(statement(branch, view.name()));
    }
  }

  private String statement(String branch, String view) {
    List<String> all = SqlText.both(names, SqlText.ORIGIN);
    return """
        MERGE INTO %s AS t
        USING %s AS s
        ON %s AND t.%s = s.%s
        WHEN MATCHED AND s.%s = 'close' THEN UPDATE SET t.%s = s.__until
        WHEN MATCHED AND s.%s = 'open' THEN UPDATE SET t.%s = NULL
        WHEN MATCHED AND s.%s = 'drop' THEN DELETE
        WHEN MATCHED AND s.%s = 'set' THEN UPDATE SET %s
        WHEN NOT MATCHED AND s.%s = 'insert' THEN INSERT %s
        """
        .formatted(
            branch,
            view,
            SqlText.sameKey(dataset.key()),
            FROM,
            MATCH,
            ACTION,
            TO,
            ACTION,
            TO,
            ACTION,
            ACTION,
            SqlText.assignments(all),
            ACTION,
            SqlText.insertion(SqlText.both(all, List.of(FROM))));
  }

  private Column values() {
    return struct(names.stream().map(name -> col(name)).toArray(Column[]::new));
  }
}
