package io.citylake.transform;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.engine.ContentHash;
import io.citylake.engine.SparkTypes;
import io.citylake.model.DeliveryOrder;
import io.citylake.model.JudgedLayout;
import io.citylake.model.JudgedLayout.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Among judged rows, marks those whose key was seen before as duplicates. No action is run.
 *
 * <p>With write mode append the first by delivery and place stays. What is marked keeps its row,
 * because it may have to come back, and because it may say something else; only what its own
 * delivery repeats word for word does not. With write mode replace deliveries don't compete by key:
 * in each of them the row with the greatest sequence stays, and of equals the last by place.
 */
public final class KeyedRows {
  private static final String KEY = "__key_";
  private static final String KNOWN = "__known_";
  private static final String IS_KNOWN = "__is_known";
  private static final String ORIGIN = "__origin";
  private static final String SPREAD = "__spread";
  private static final String RANK = "__rank";
  private static final String PLACE = "__place";
  private static final String FIRST = "__first";

  private KeyedRows() {}

  /**
   * The judged rows with repeated keys marked; without a key they stay as they are.
   *
   * @param place of each row's delivery in the order of deliveries; see {@link DeliveryColumns}
   * @param target SQL identifier of a table or branch that has the key columns; accepted rows whose
   *     key it holds are duplicates too
   */
  public static Dataset<Row> markDuplicates(
      Dataset<Row> judged, DatasetContract dataset, Column place, Optional<String> target) {
    if (dataset.key().isEmpty()) {
      return judged;
    }
    Dataset<Row> ranked = ranked(judged.withColumn(PLACE, place), dataset);
    Column kept = lit(false);
    if (dataset.writeMode() == WriteMode.APPEND) {
      kept = not(col(RANK).gt(1).and(said(dataset).equalTo(col(FIRST))));
    }
    return target.isEmpty()
        ? marked(judged, ranked, lit(false), kept)
        : marked(judged, joined(ranked, dataset, target.get()), col(IS_KNOWN).isNotNull(), kept);
  }

  /**
   * The judged rows with those keys marked that they repeat, or that their own deliveries have in
   * one of some tables. For rows that come to a table where deliveries don't compete by key.
   *
   * @param tables SQL identifiers of tables or branches with the key and service columns
   */
  public static Dataset<Row> markRepeatedInDelivery(
      Dataset<Row> judged,
      DatasetContract dataset,
      Column place,
      DeliveryOrder order,
      List<String> tables) {
    if (dataset.key().isEmpty()) {
      return judged;
    }
    Dataset<Row> ranked = ranked(judged.withColumn(PLACE, place), dataset);
    Column good = col(JudgedLayout.GOOD);
    Column source = good.getField(ServiceColumns.SOURCE);
    Column delivery = DeliveryColumns.delivery(order, source, good.getField(ServiceColumns.RUN_ID));
    // Whose a row is, is asked only of those that share a key and a source.
    Column own =
        exists(
            col(ORIGIN),
            origin ->
                origin
                    .getField("source")
                    .eqNullSafe(source)
                    .and(
                        DeliveryColumns.delivery(
                                order, origin.getField("source"), origin.getField("run"))
                            .equalTo(delivery)));
    Dataset<Row> known =
        tables.stream()
            .map(table -> known(ranked, dataset, table, origin()))
            .reduce(Dataset::unionByName)
            .orElseThrow();
    List<Column> keys = new ArrayList<>();
    for (String name : known.columns()) {
      if (!name.equals(ORIGIN)) {
        keys.add(col(name));
      }
    }
    Dataset<Row> origins =
        known.groupBy(keys.toArray(new Column[0])).agg(collect_set(col(ORIGIN)).as(ORIGIN));
    return marked(
        judged,
        ranked.join(origins, sameKey(dataset), "left_outer"),
        coalesce(own, lit(false)),
        lit(false));
  }

  private static Column origin() {
    return struct(col(ServiceColumns.SOURCE).as("source"), col(ServiceColumns.RUN_ID).as("run"))
        .as(ORIGIN);
  }

  private static Dataset<Row> joined(Dataset<Row> ranked, DatasetContract dataset, String target) {
    Dataset<Row> keys = known(ranked, dataset, target, lit(true).as(IS_KNOWN)).distinct();
    return ranked.join(keys, sameKey(dataset), "left_outer");
  }

  /** The keys of a table's rows, and something beside each. */
  private static Dataset<Row> known(
      Dataset<Row> ranked, DatasetContract dataset, String table, Column beside) {
    List<Column> known = new ArrayList<>();
    for (int i = 0; i < dataset.key().size(); i++) {
      known.add(col(dataset.key().get(i)).as(KNOWN + i));
    }
    known.add(lit(0L).as(KNOWN + SPREAD));
    known.add(beside);
    return ranked.sparkSession().table(table).select(known.toArray(new Column[0]));
  }

  private static Column sameKey(DatasetContract dataset) {
    // Rows that are not accepted have null keys, and nulls match nothing. The spread is compared
    // as well, so that those rows don't all meet in one task.
    Column same = col(SPREAD).equalTo(lit(0L));
    for (int i = 0; i < dataset.key().size(); i++) {
      same = same.and(col(KEY + i).equalTo(col(KNOWN + i)));
    }
    return same.and(col(SPREAD).equalTo(col(KNOWN + SPREAD)));
  }

  /** Each accepted row's rank among those with its key; others are alone with rank 1. */
  private static Dataset<Row> ranked(Dataset<Row> judged, DatasetContract dataset) {
    Dataset<Row> keyed =
        judged.withColumn(
            SPREAD, when(isAccepted(), lit(0L)).otherwise(monotonically_increasing_id().plus(1L)));
    List<Column> group = new ArrayList<>();
    for (int i = 0; i < dataset.key().size(); i++) {
      keyed = keyed.withColumn(KEY + i, col(JudgedLayout.GOOD).getField(dataset.key().get(i)));
      group.add(col(KEY + i));
    }
    group.add(col(SPREAD));
    boolean append = dataset.writeMode() == WriteMode.APPEND;
    if (!append) {
      group.add(col(PLACE));
    }
    WindowSpec window =
        Window.partitionBy(group.toArray(new Column[0]))
            .orderBy(order(dataset).toArray(new Column[0]));
    Dataset<Row> ranked = keyed.withColumn(RANK, row_number().over(window));
    return append ? ranked.withColumn(FIRST, first(said(dataset)).over(window)) : ranked;
  }

  /** What a row says, and whose it is. */
  private static Column said(DatasetContract dataset) {
    Column good = col(JudgedLayout.GOOD);
    return struct(
        good.getField(ServiceColumns.SOURCE).as("source"),
        ContentHash.of(SparkTypes.columns(dataset), good::getField).as("content"));
  }

  private static Column isAccepted() {
    return col(JudgedLayout.OUTCOME).equalTo(Outcome.ACCEPTED.code());
  }

  private static List<Column> order(DatasetContract dataset) {
    Column good = col(JudgedLayout.GOOD);
    boolean latest = dataset.writeMode() == WriteMode.REPLACE;
    Function<Column, Column> direction = latest ? Column::desc_nulls_last : Column::asc;
    List<Column> order = new ArrayList<>();
    String sequence = dataset.sequence();
    if (latest && sequence != null) {
      order.add(direction.apply(good.getField(sequence)));
    }
    if (!latest) {
      order.add(col(PLACE).asc());
    }
    order.add(direction.apply(good.getField(ServiceColumns.PLACE)));
    // An unpivoted record gives several rows of one place: then the values decide, so that a retry
    // decides the same.
    order.add(direction.apply(good));
    return order;
  }

  private static Dataset<Row> marked(
      Dataset<Row> judged, Dataset<Row> ranked, Column known, Column kept) {
    Column repeated = isAccepted().and(col(RANK).gt(1).or(known));
    List<Column> columns = new ArrayList<>();
    for (String name : judged.columns()) {
      columns.add(
          switch (name) {
            case JudgedLayout.OUTCOME ->
                when(repeated, lit(Outcome.DUPLICATE.code())).otherwise(col(name)).as(name);
            case JudgedLayout.GOOD ->
                when(repeated.and(not(kept)), lit(null)).otherwise(col(name)).as(name);
            case JudgedLayout.BAD, JudgedLayout.WARNINGS ->
                when(repeated, lit(null)).otherwise(col(name)).as(name);
            default -> col(name);
          });
    }
    return ranked.select(columns.toArray(new Column[0]));
  }
}
