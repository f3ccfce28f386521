package io.citylake.transform;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.DatasetContract.DeleteCondition;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.engine.ContentHash;
import io.citylake.engine.SparkTypes;
import io.citylake.model.DeliveryOrder;
import io.citylake.transform.TableSides.Freed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each key which of all rows that deliveries brought for it the target shows, and keeps
 * the others beside it, so that one of them comes back when what stands before it goes. The outcome
 * depends on the deliveries and their order alone, not on the runs that brought them.
 *
 * <ul>
 *   <li>Append: the first delivery's row stands; within a delivery the first.
 *   <li>Upsert: the row with the greatest sequence stands, null being the least; of equal ones a
 *       deletion, then the row of the last delivery, then the last within it. Of equal rows in a
 *       row the first is shown, so that what changes nothing writes nothing.
 *   <li>A deletion shows no row and leaves a tombstone.
 *   <li>Of each other delivery the row that would stand for it is kept; with append each of
 *       different content, since none of them says that it mends the other.
 * </ul>
 *
 * <p>All branches take part in the run's publishing, so dying between two statements harms nothing.
 */
public final class KeyContest {
  private static final String FROM = "__from";
  private static final String DELETES = "__deletes";
  private static final String PLACE = "__place";
  private static final String DELIVERY = "__delivery";
  private static final String HASH = "__hash";
  private static final String N = "__n";
  private static final String WINS = "__wins";
  private static final String KEPT = "__kept";
  private static final String WINNER_FROM = "__winner_from";
  private static final String WINNER_DELETES = "__winner_deletes";
  private static final String WINNER_HASH = "__winner_hash";
  private static final String LAST = "__last_n";
  private static final String KEY = "__key_";

  private static final int TARGET = 0;
  private static final int STAGE = 1;
  private static final int DISPLACED = 2;
  private static final int TOMBSTONE = 3;

  private final SparkSession spark;
  private final DatasetContract dataset;
  private final DeliveryOrder order;
  private final TableSides sides;
  private final List<String> names;
  private final @Nullable String sequence;
  private final boolean append;

  /**
   * What a contest did, in rows.
   *
   * @param arrivedWinners of the run, that the target shows now
   * @param restored of other runs, that came back
   * @param displaced of earlier runs, that the target shows no more and that are kept
   * @param conflicts kept rows of this run with other content than the row that stands, or the
   *     other way round; with append only
   */
  public record Counts(long arrivedWinners, long restored, long displaced, long conflicts) {
    static final Counts NONE = new Counts(0, 0, 0, 0);
  }

  KeyContest(SparkSession spark, DatasetContract dataset, DeliveryOrder order, TableSides sides) {
    this.spark = spark;
    this.dataset = dataset;
    this.order = order;
    this.sides = sides;
    this.names = dataset.columns().stream().map(ColumnContract::name).toList();
    this.append = dataset.writeMode() == WriteMode.APPEND;
    this.sequence = append ? null : dataset.sequence();
  }

  /**
   * Holds the contest for the keys that the run touches: of its staged rows, of its rows among the
   * displaced ones, and of those that it took out.
   *
   * @param stage SQL identifier of a table with accepted rows; empty where the run has put those
   *     that meet a known key among the displaced ones
   */
  public static Counts hold(
      SparkSession spark,
      DatasetContract dataset,
      DeliveryOrder order,
      TableSides sides,
      Optional<String> stage) {
    return new KeyContest(spark, dataset, order, sides).hold(stage);
  }

  /**
   * The same for a table that has no rows, nor any beside it.
   *
   * @param stage SQL identifier of a table with accepted rows
   */
  public static Counts holdFirst(
      SparkSession spark,
      DatasetContract dataset,
      DeliveryOrder order,
      TableSides sides,
      String stage) {
    KeyContest contest = new KeyContest(spark, dataset, order, sides);
    return contest.unmatched(stage).orElseGet(() -> contest.hold(Optional.of(stage)));
  }

  /** Writes staged rows as they are; empty where some of them share a key. */
  private Optional<Counts> unmatched(String stage) {
    Dataset<Row> rows = spark.table(stage).withColumn(DELETES, isDeletion());
    Row found =
        rows.groupBy(keyColumns())
            .agg(count(lit(1)).as(N), count_if(col(DELETES)).as(DELETES))
            .agg(
                coalesce(max(col(N)), lit(0L)),
                coalesce(sum(col(N)), lit(0L)),
                coalesce(sum(col(DELETES)), lit(0L)))
            .head();
    if (found.getLong(0) > 1) {
      return Optional.empty();
    }
    Dataset<Row> winners = rows.withColumn(WINS, lit(true)).withColumn(FROM, lit(STAGE));
    try (TempView decided = TempView.open(winners)) {
      if (found.getLong(2) > 0) {
        spark.sql(tombstoneInsertion(decided.name()));
      }
      if (found.getLong(1) > found.getLong(2)) {
        spark.sql(targetInsertion(decided.name()));
      }
    }
    return Optional.of(new Counts(found.getLong(1), 0, 0, 0));
  }

  private Counts hold(Optional<String> stage) {
    Optional<String> displaced = sides.displaced().get();
    if (stage.isEmpty() && displaced.isEmpty()) {
      return Counts.NONE;
    }
    // Cached rows are computed anew once a table changes that they were read from; these must not
    // be.
    Dataset<Row> rows =
        decided(pool(stage, displaced, touched(stage, displaced))).localCheckpoint();
    try (TempView decided = TempView.open(rows)) {
      Column wins = col(WINS);
      Column deletes = col(DELETES);
      Column comes = wins.and(isFrom(STAGE).or(isFrom(DISPLACED)));
      Column mine = isFrom(STAGE).or(col(ServiceColumns.RUN_ID).equalTo(sides.run()));
      Column killed = isFrom(TARGET).and(not(wins)).and(col(WINNER_DELETES));
      Column leaves = isFrom(DISPLACED).and(wins.or(not(col(KEPT))));
      Column enters = entersDisplaced();
      Column dug = isFrom(TOMBSTONE).and(not(wins));
      Column differs = col(HASH).notEqual(col(WINNER_HASH));
      Row counts =
          decided
              .rows()
              .agg(
                  count_if(comes.and(mine)),
                  count_if(comes.and(not(mine))),
                  count_if(enters.and(isFrom(TARGET))),
                  count_if(col(KEPT).and(differs).and(mine.or(enters.and(isFrom(TARGET))))),
                  count_if(comes.and(not(deletes)).or(killed)),
                  count_if(comes.and(deletes).or(dug)),
                  count_if(leaves),
                  count_if(enters),
                  count_if(isFrom(TARGET)),
                  count_if(isFrom(TOMBSTONE)))
              .head();
      // To find nothing is what merging takes its time for.
      if (counts.getLong(5) > 0 && dataset.deletes() != null) {
        spark.sql(
            counts.getLong(9) > 0
                ? tombstoneMerge(decided.name())
                : tombstoneInsertion(decided.name()));
      }
      if (counts.getLong(4) > 0) {
        spark.sql(
            counts.getLong(8) > 0 ? targetMerge(decided.name()) : targetInsertion(decided.name()));
      }
      if (counts.getLong(6) > 0) {
        spark.sql(leaving(decided.name(), "%s OR NOT %s".formatted(WINS, KEPT)));
      }
      if (counts.getLong(7) > 0) {
        append(decided.rows().where(enters));
      }
      return new Counts(
          counts.getLong(0), counts.getLong(1), counts.getLong(2), append ? counts.getLong(3) : 0);
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Finds the displaced rows that final deliveries have and that don't stand among theirs; see
   * {@link Settlement}. Of equal rows in a row the first is the one that is shown, and the last the
   * one that others compete with.
   */
  long settle(String before, boolean write) {
    String displaced = sides.displaced().get().orElseThrow();
    Dataset<Row> pool = pool(Optional.empty(), Optional.of(displaced), spark.table(displaced));
    Column last = append ? lit(1) : max(col(N)).over(Window.partitionBy(keyColumns()));
    Dataset<Row> rows =
        decided(pool.where(DeliveryColumns.ofFileBefore(order, before)))
            .withColumn(LAST, last)
            .localCheckpoint();
    try (TempView decided = TempView.open(rows)) {
      Column givenUp = isFrom(DISPLACED).and(not(col(WINS))).and(col(N).notEqual(col(LAST)));
      long count = decided.rows().where(givenUp).count();
      if (write && count > 0) {
        spark.sql(leaving(decided.name(), "NOT %s AND %s <> %s".formatted(WINS, N, LAST)));
      }
      return count;
    }
  }

  /** Rows of the target that stay as they are, though another has their key, are left alone. */
  private static Column entersDisplaced() {
    Column beaten = isFrom(TARGET).and(col(WINNER_FROM).notEqual(TARGET));
    return col(KEPT).and(isFrom(STAGE).or(beaten).or(isFrom(TOMBSTONE)));
  }

  private static Column isFrom(int side) {
    return col(FROM).equalTo(side);
  }

  private void append(Dataset<Row> rows) throws NoSuchTableException {
    List<Column> columns = new ArrayList<>();
    for (String name : SqlText.both(names, SqlText.ORIGIN)) {
      columns.add(col(SqlText.quote(name)));
    }
    columns.add(col(DELETES).as(ServiceColumns.DELETION));
    rows.select(columns.toArray(new Column[0])).writeTo(sides.displacedBranch().get()).append();
  }

  // The rows that compete.

  /**
   * All rows of some keys.
   *
   * @param touched rows with these keys
   */
  private Dataset<Row> pool(
      Optional<String> stage, Optional<String> displaced, Dataset<Row> touched) {
    Dataset<Row> keys = touched.select(keyColumns()).distinct();
    for (String name : dataset.key()) {
      keys = keys.withColumnRenamed(name, KEY + name);
    }
    Dataset<Row> pool = of(spark.table(sides.target().get()), TARGET, lit(false), keys);
    if (stage.isPresent()) {
      // All of them have their key among the keys.
      pool = pool.unionByName(shaped(spark.table(stage.get()), STAGE, isDeletion()));
    }
    if (displaced.isPresent()) {
      Column deletion = coalesce(col(ServiceColumns.DELETION), isDeletion());
      pool = pool.unionByName(of(spark.table(displaced.get()), DISPLACED, deletion, keys));
    }
    Optional<String> tombstones = tombstones();
    if (tombstones.isPresent()) {
      pool = pool.unionByName(of(graves(tombstones.get()), TOMBSTONE, lit(true), keys));
    }
    return pool;
  }

  private Optional<String> tombstones() {
    return dataset.deletes() == null ? Optional.empty() : sides.tombstones().get();
  }

  private Dataset<Row> touched(Optional<String> stage, Optional<String> displaced) {
    Column mine = col(ServiceColumns.RUN_ID).equalTo(sides.run());
    Dataset<Row> touched =
        stage.isPresent()
            ? spark.table(stage.get())
            : spark.table(displaced.orElseThrow()).where(mine);
    Dataset<Row> keys = touched.select(keyColumns());
    if (sides.freed().isPresent() && displaced.isPresent()) {
      Freed freed = sides.freed().get();
      keys = keys.unionByName(freed(freed.target(), freed.which()));
      if (freed.tombstones().isPresent() && dataset.deletes() != null) {
        keys = keys.unionByName(freed(freed.tombstones().get(), freed.which()));
      }
      if (!append && freed.displaced().isPresent()) {
        // What it stood between may be equal, and the first of equal rows is shown.
        keys = keys.unionByName(freed(freed.displaced().get(), freed.which()));
      }
    }
    return keys;
  }

  private Dataset<Row> freed(String table, Column which) {
    return spark.table(table).where(which).select(keyColumns());
  }

  private Column[] keyColumns() {
    return dataset.key().stream().map(name -> col(SqlText.quote(name))).toArray(Column[]::new);
  }

  private Dataset<Row> of(Dataset<Row> rows, int from, Column deletes, Dataset<Row> keys) {
    Column same = lit(true);
    for (String name : dataset.key()) {
      same = same.and(rows.col(SqlText.quote(name)).equalTo(keys.col(SqlText.quote(KEY + name))));
    }
    return shaped(rows.join(keys, same, "left_semi"), from, deletes);
  }

  private Dataset<Row> shaped(Dataset<Row> rows, int from, Column deletes) {
    List<Column> columns = new ArrayList<>();
    for (String name : SqlText.both(names, SqlText.ORIGIN)) {
      columns.add(col(SqlText.quote(name)));
    }
    columns.add(lit(from).as(FROM));
    columns.add(deletes.as(DELETES));
    return rows.select(columns.toArray(new Column[0]));
  }

  /** A tombstone knows the key and the sequence of the deletion that it stands for. */
  private Dataset<Row> graves(String table) {
    Dataset<Row> rows = spark.table(table);
    for (ColumnContract column : dataset.columns()) {
      if (!dataset.key().contains(column.name()) && !column.name().equals(sequence)) {
        rows = rows.withColumn(column.name(), lit(null).cast(SparkTypes.of(column.type())));
      }
    }
    return rows;
  }

  private Column isDeletion() {
    DeleteCondition deletes = dataset.deletes();
    return deletes == null
        ? lit(false)
        : coalesce(
            col(SqlText.quote(deletes.column())).cast("string").isin(deletes.in().toArray()),
            lit(false));
  }

  // The decision.

  private Dataset<Row> decided(Dataset<Row> pool) {
    Dataset<Row> rows =
        pool.withColumn(HASH, content())
            .withColumn(PLACE, DeliveryColumns.place(order))
            .withColumn(DELIVERY, DeliveryColumns.delivery(order));
    WindowSpec key = Window.partitionBy(keyColumns());
    WindowSpec ordered = key.orderBy(ascending());
    rows = rows.withColumn(N, row_number().over(ordered));
    if (append) {
      rows = rows.withColumn(WINS, col(N).equalTo(1));
    } else {
      WindowSpec whole =
          ordered.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
      rows = rows.withColumn("__last", last(col(HASH)).over(whole));
      Column other = max(when(col(HASH).notEqual(col("__last")), col(N))).over(key);
      rows =
          rows.withColumn("__other", coalesce(other, lit(0)))
              .withColumn(WINS, col(N).equalTo(col("__other").plus(1)));
    }
    rows =
        rows.withColumn("__winner", max(when(col(WINS), col(DELIVERY))).over(key))
            .withColumn(WINNER_HASH, max(when(col(WINS), col(HASH))).over(key))
            .withColumn(WINNER_FROM, max(when(col(WINS), col(FROM))).over(key))
            .withColumn(WINNER_DELETES, max(when(col(WINS), col(DELETES))).over(key))
            .withColumn("__rank", row_number().over(ranking()));
    Column winners = col(DELIVERY).equalTo(col("__winner"));
    Column same = append ? winners.and(col(HASH).equalTo(col(WINNER_HASH))) : winners;
    return rows.withColumn(KEPT, not(col(WINS)).and(col("__rank").equalTo(1)).and(not(same)));
  }

  /** Of one delivery, what is kept of it comes first. */
  private WindowSpec ranking() {
    List<Column> group = new ArrayList<>(List.of(keyColumns()));
    group.add(col(DELIVERY));
    if (append) {
      group.add(col(HASH));
    }
    return Window.partitionBy(group.toArray(new Column[0]))
        .orderBy(append ? col(N).asc() : col(N).desc());
  }

  private Column[] ascending() {
    List<Column> ascending = new ArrayList<>();
    if (!append) {
      if (sequence != null) {
        ascending.add(col(SqlText.quote(sequence)).asc_nulls_first());
        ascending.add(col(DELETES).asc());
      }
    }
    ascending.add(col(PLACE).asc());
    ascending.add(col(ServiceColumns.PLACE).asc_nulls_first());
    // An unpivoted record gives several rows of one place: then the values decide, so that a retry
    // decides the same. Of the same row met again the one that is there stays.
    ascending.add(col(HASH).asc());
    ascending.add(isFrom(TARGET).or(isFrom(TOMBSTONE)).desc());
    return ascending.toArray(new Column[0]);
  }

  /** Of a deletion only what its tombstone keeps. */
  private Column content() {
    StructType cells = new StructType().add(DELETES, DataTypes.BooleanType);
    for (StructField column : SparkTypes.columns(dataset).fields()) {
      cells = cells.add(column);
    }
    return ContentHash.of(cells, this::said);
  }

  private Column said(String name) {
    Column column = col(SqlText.quote(name));
    boolean always = name.equals(DELETES) || dataset.key().contains(name) || name.equals(sequence);
    return always ? column : when(not(col(DELETES)), column);
  }

  // What is written.

  private String targetInsertion(String view) {
    return insertion(
        sides.targetBranch().get(), SqlText.both(names, SqlText.ORIGIN), view, "NOT " + DELETES);
  }

  private String tombstoneInsertion(String view) {
    return insertion(
        sides.tombstoneBranch().get(), SqlText.both(dataset.key(), changing()), view, DELETES);
  }

  private static String insertion(String into, List<String> names, String view, String which) {
    String columns = names.stream().map(SqlText::quote).collect(Collectors.joining(", "));
    return "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s WHERE %4$s AND %5$s IN (%6$d, %7$d) AND %8$s"
        .formatted(into, columns, view, WINS, FROM, STAGE, DISPLACED, which);
  }

  /** What of a tombstone may change. */
  private List<String> changing() {
    List<String> changing = new ArrayList<>(SqlText.ORIGIN);
    if (sequence != null && !dataset.key().contains(sequence)) {
      changing.add(0, sequence);
    }
    return changing;
  }

  private String targetMerge(String view) {
    List<String> all = SqlText.both(names, SqlText.ORIGIN);
    return """
        MERGE INTO %s AS t
        USING (SELECT * FROM %s WHERE %s AND %s IN (%d, %d)) AS s
        ON %s
        WHEN MATCHED AND s.%s THEN DELETE
        WHEN MATCHED THEN UPDATE SET %s
        WHEN NOT MATCHED AND NOT s.%s THEN INSERT %s
        """
        .formatted(
            sides.targetBranch().get(),
            view,
            WINS,
            FROM,
            STAGE,
            DISPLACED,
            SqlText.sameKey(dataset.key()),
            DELETES,
            SqlText.assignments(all),
            DELETES,
            SqlText.insertion(all));
  }

  private String tombstoneMerge(String view) {
    List<String> changing = changing();
    return """
        MERGE INTO %1$s AS t
        USING (SELECT * FROM %2$s WHERE (%3$s AND %4$s AND %5$s IN (%6$d, %7$d))
          OR (NOT %3$s AND %5$s = %8$d AND NOT %9$s)) AS s
        ON %10$s
        WHEN MATCHED AND s.%3$s THEN UPDATE SET %11$s
        WHEN MATCHED THEN DELETE
        WHEN NOT MATCHED AND s.%3$s THEN INSERT %12$s
        """
        .formatted(
            sides.tombstoneBranch().get(),
            view,
            WINS,
            DELETES,
            FROM,
            STAGE,
            DISPLACED,
            TOMBSTONE,
            WINNER_DELETES,
            SqlText.sameKey(dataset.key()),
            SqlText.assignments(changing),
            SqlText.insertion(SqlText.both(dataset.key(), changing)));
  }

  private String leaving(String view, String which) {
    String origin =
        List.of(ServiceColumns.SOURCE, ServiceColumns.RUN_ID, ServiceColumns.PLACE).stream()
            .map(name -> "t." + name + " <=> s." + name)
            .collect(Collectors.joining(" AND "));
    // Of rows with one place, which unpivoting makes, the content tells them apart.
    String content =
        names.stream()
            .map(name -> "t." + SqlText.quote(name) + " <=> s." + SqlText.quote(name))
            .collect(Collectors.joining(" AND "));
    return """
        MERGE INTO %s AS t
        USING (SELECT DISTINCT %s FROM %s WHERE %s = %d AND (%s)) AS s
        ON %s AND %s AND %s
        WHEN MATCHED THEN DELETE
        """
        .formatted(
            sides.displacedBranch().get(),
            SqlText.both(names, SqlText.ORIGIN).stream()
                .map(SqlText::quote)
                .collect(Collectors.joining(", ")),
            view,
            FROM,
            DISPLACED,
            which,
            SqlText.sameKey(dataset.key()),
            origin,
            content);
  }
}
