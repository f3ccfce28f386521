package io.citylake.transform;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.DeliveryOrder;
import io.citylake.transform.PartitionStanding.Decided;
import io.citylake.transform.PartitionStanding.Fate;
import io.citylake.transform.PartitionStanding.Group;
import io.citylake.transform.PartitionStanding.Side;
import io.citylake.transform.TableSides.Freed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/**
 * Write mode replace: each partition shows the rows of one delivery ({@link PartitionStanding}),
 * and those of others are kept beside the table. The run has added its rows to the target's branch
 * already; here those that don't stand go, and what stands now comes back.
 *
 * <p>Where the run's rows take a partition whole, the earlier ones go by a condition that files
 * answer by their metadata alone, so that no file with deletions stays behind.
 */
public final class PartitionContest {
  // Conditions of many partitions make plans slow.
  private static final int CHUNK = 100;
  private static final List<Row> WHOLE_TABLE = List.of(RowFactory.create());

  private final SparkSession spark;
  private final DatasetContract dataset;
  private final DeliveryOrder order;
  private final TableSides sides;
  private final boolean amends;
  private final PartitionCondition partition;
  // When the run's rows came, which no other row says; null where that is not so.
  private @Nullable Object arrived;
  private long arrivedDisplaced;
  private long displaced;
  private long restored;
  private final SortedSet<String> displacedSources = new TreeSet<>();

  /**
   * What a contest did, in rows.
   *
   * @param arrivedDisplaced of this run, that the target doesn't show
   * @param displaced of earlier runs, that the target shows no more
   * @param restored of earlier runs, that came back
   * @param sources whose rows were displaced
   */
  public record Counts(
      long arrivedDisplaced, long displaced, long restored, SortedSet<String> sources) {}

  PartitionContest(
      SparkSession spark,
      DatasetContract dataset,
      DeliveryOrder order,
      TableSides sides,
      boolean amends) {
    this.spark = spark;
    this.dataset = dataset;
    this.order = order;
    this.sides = sides;
    this.amends = amends;
    this.partition = PartitionCondition.of(dataset);
  }

  /**
   * Holds the contest for the partitions that the run's rows fall into, or that it took from.
   *
   * @param amends whether the run's rows are added to what their sources gave before, as rows are
   *     that were refused, and don't end it
   */
  public static Counts hold(
      SparkSession spark,
      DatasetContract dataset,
      DeliveryOrder order,
      TableSides sides,
      boolean amends) {
    PartitionContest contest = new PartitionContest(spark, dataset, order, sides, amends);
    List<Row> touched = contest.touched();
    for (int i = 0; i < touched.size(); i += CHUNK) {
      contest.settle(touched.subList(i, Math.min(touched.size(), i + CHUNK)));
    }
    return contest.counts();
  }

  /** Holds it for all partitions of a table that has the run's rows alone. */
  public static Counts holdFirst(
      SparkSession spark, DatasetContract dataset, DeliveryOrder order, TableSides sides) {
    PartitionContest contest = new PartitionContest(spark, dataset, order, sides, false);
    contest.settle(WHOLE_TABLE);
    return contest.counts();
  }

  private Counts counts() {
    return new Counts(arrivedDisplaced, displaced, restored, displacedSources);
  }

  /**
   * Finds the displaced rows that final deliveries have and that don't stand among theirs; see
   * {@link Settlement}.
   */
  long settle(String before, boolean write) {
    String table = sides.displaced().get().orElseThrow();
    String[] bounds = partition.bounds().toArray(new String[0]);
    List<Row> partitions =
        bounds.length == 0
            ? WHOLE_TABLE
            : spark.table(table).selectExpr(bounds).distinct().collectAsList();
    long count = 0;
    for (int i = 0; i < partitions.size(); i += CHUNK) {
      List<Row> some = partitions.subList(i, Math.min(partitions.size(), i + CHUNK));
      Map<List<Object>, List<Group>> groups = new LinkedHashMap<>();
      Map<List<Object>, Row> rows = new HashMap<>();
      collect(some, sides.target().get(), Side.TARGET, groups, rows);
      collect(some, table, Side.DISPLACED, groups, rows);
      List<Which> givenUp = new ArrayList<>();
      for (Map.Entry<List<Object>, List<Group>> each : groups.entrySet()) {
        Row row = Objects.requireNonNull(rows.get(each.getKey()));
        for (Group group : PartitionStanding.fallen(each.getValue(), before)) {
          givenUp.add(new Which(row, group.source(), group.run(), false));
          count += group.rows();
        }
      }
      if (write) {
        write(List.of(), List.of(), List.of(), givenUp);
      }
    }
    return count;
  }

  private List<Row> touched() {
    String[] bounds = partition.bounds().toArray(new String[0]);
    if (bounds.length == 0) {
      return WHOLE_TABLE;
    }
    String mine = "%s = '%s'".formatted(ServiceColumns.RUN_ID, sides.run());
    Dataset<Row> touched = spark.table(sides.target().get()).where(mine).selectExpr(bounds);
    if (sides.freed().isPresent() && sides.displaced().get().isPresent()) {
      Freed freed = sides.freed().get();
      touched = touched.union(spark.table(freed.target()).where(freed.which()).selectExpr(bounds));
    }
    return touched.distinct().collectAsList();
  }

  private void settle(List<Row> partitions) {
    Map<List<Object>, List<Group>> groups = new LinkedHashMap<>();
    Map<List<Object>, Row> rows = new HashMap<>();
    arrived = null;
    collect(partitions, sides.target().get(), Side.TARGET, groups, rows);
    sides
        .displaced()
        .get()
        .ifPresent(table -> collect(partitions, table, Side.DISPLACED, groups, rows));
    List<Which> hidden = new ArrayList<>();
    List<Which> kept = new ArrayList<>();
    List<Which> shown = new ArrayList<>();
    List<Which> dropped = new ArrayList<>();
    groups.forEach(
        (values, all) -> {
          List<Decided> decided = PartitionStanding.decide(all);
          Row row = Objects.requireNonNull(rows.get(values));
          boolean others = arrived != null && decided.stream().allMatch(this::isMineOrLeaves);
          for (Decided each : decided) {
            count(each);
            Group group = each.group();
            Which which = new Which(row, group.source(), group.run(), false);
            if (group.side() == Side.TARGET && each.fate() != Fate.STAYS) {
              hidden.add(others ? new Which(row, null, null, true) : which);
              if (each.fate() == Fate.MOVES) {
                kept.add(which);
              }
            } else if (group.side() == Side.DISPLACED && each.fate() != Fate.STAYS) {
              dropped.add(which);
              if (each.fate() == Fate.MOVES) {
                shown.add(which);
              }
            }
          }
        });
    write(hidden, kept, shown, dropped);
  }

  /** Whether of the target's rows exactly the run's stay. */
  private boolean isMineOrLeaves(Decided each) {
    return each.group().side() == Side.DISPLACED
        || isMine(each.group()) == (each.fate() == Fate.STAYS);
  }

  private boolean isMine(Group group) {
    return sides.run().equals(group.run());
  }

  private void count(Decided each) {
    Group group = each.group();
    boolean leaves = group.side() == Side.TARGET && each.fate() != Fate.STAYS;
    if (leaves && isMine(group)) {
      arrivedDisplaced += group.rows();
    } else if (leaves && each.fate() == Fate.MOVES) {
      displaced += group.rows();
    } else if (group.side() == Side.DISPLACED && each.fate() == Fate.MOVES) {
      restored += group.rows();
    }
    if (leaves && each.fate() == Fate.MOVES && group.source() != null) {
      displacedSources.add(group.source());
    }
  }

  private void collect(
      List<Row> partitions,
      String table,
      Side side,
      Map<List<Object>, List<Group>> groups,
      Map<List<Object>, Row> rows) {
    Map<String, Object> values = new HashMap<>();
    String where =
        partitions.equals(WHOLE_TABLE)
            ? "1 = 1"
            : partitions.stream()
                .map(row -> "(" + partition.of(row, values) + ")")
                .collect(Collectors.joining(" OR "));
    List<String> columns = new ArrayList<>(partition.bounds());
    columns.add(ServiceColumns.SOURCE);
    columns.add(ServiceColumns.RUN_ID);
    String grouping = String.join(", ", columns);
    String sequence = dataset.sequence() == null ? "null" : SqlText.quote(dataset.sequence());
    List<Row> found =
        spark
            .sql(
                "SELECT %1$s, unix_millis(min(%2$s)), max(%3$s), count(*), min(%2$s), max(%2$s) FROM %4$s WHERE %5$s GROUP BY %1$s"
                    .formatted(grouping, ServiceColumns.INGESTED_AT, sequence, table, where),
                values)
            .collectAsList();
    int width = partition.width();
    if (side == Side.TARGET) {
      arrived = arrived(found);
    }
    for (Row row : found) {
      List<Object> key = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        key.add(row.get(i));
      }
      rows.putIfAbsent(key, row);
      groups.computeIfAbsent(key, each -> new ArrayList<>()).add(group(row, width, side));
    }
  }

  /** Null also where two runs began in the same microsecond. */
  private @Nullable Object arrived(List<Row> found) {
    int width = partition.width();
    Set<Object> mine = new HashSet<>();
    Set<Object> others = new HashSet<>();
    for (Row row : found) {
      Set<Object> times = sides.run().equals(row.getString(width + 1)) ? mine : others;
      times.add(row.get(width + 5));
      times.add(row.get(width + 6));
    }
    mine.remove(null);
    return mine.size() == 1 && others.stream().noneMatch(mine::contains)
        ? mine.iterator().next()
        : null;
  }

  private Group group(Row row, int at, Side side) {
    @Nullable String source = row.getString(at);
    @Nullable String run = row.getString(at + 1);
    long ingested = row.isNullAt(at + 2) ? 0 : row.getLong(at + 2);
    return new Group(
        side,
        source,
        run,
        order.state(source, run),
        order.delivery(source, run),
        order.place(source, run, ingested),
        (Comparable<?>) row.get(at + 3),
        row.getLong(at + 4),
        !amends && sides.run().equals(run));
  }

  /**
   * Rows of one group.
   *
   * @param row begins with the bounds of its partition
   * @param others whether all rows of the partition but the run's are meant with it
   */
  private record Which(Row row, @Nullable String source, @Nullable String run, boolean others) {}

  private void write(List<Which> hidden, List<Which> kept, List<Which> shown, List<Which> dropped) {
    String columns = columns();
    if (!kept.isEmpty()) {
      String into = sides.displacedBranch().get();
      String from = sides.target().get();
      String deletion = "false AS " + ServiceColumns.DELETION;
      copy(kept, "SELECT %s, %s FROM %s WHERE %%s".formatted(columns, deletion, from), into);
    }
    if (!hidden.isEmpty()) {
      delete(hidden, sides.targetBranch().get());
    }
    if (!shown.isEmpty()) {
      String from = sides.displaced().get().orElseThrow();
      copy(
          shown,
          "SELECT %s FROM %s WHERE %%s".formatted(columns, from),
          sides.targetBranch().get());
    }
    if (!dropped.isEmpty()) {
      delete(dropped, sides.displacedBranch().get());
    }
  }

  private String columns() {
    List<String> names = dataset.columns().stream().map(ColumnContract::name).toList();
    return SqlText.both(names, SqlText.ORIGIN).stream()
        .map(SqlText::quote)
        .collect(Collectors.joining(", "));
  }

  private void copy(List<Which> groups, String query, String into) {
    each(
        groups,
        (condition, values) -> {
          try {
            spark.sql(query.formatted(condition), values).writeTo(into).append();
          } catch (NoSuchTableException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void delete(List<Which> groups, String from) {
    each(
        groups,
        (condition, values) ->
            spark.sql("DELETE FROM %s WHERE %s".formatted(from, condition), values));
  }

  private void each(List<Which> groups, BiConsumer<String, Map<String, Object>> action) {
    for (int i = 0; i < groups.size(); i += CHUNK) {
      Map<String, Object> values = new HashMap<>();
      SortedSet<String> conditions = new TreeSet<>();
      Map<Row, String> known = new HashMap<>();
      for (Which which :
          new LinkedHashSet<>(groups.subList(i, Math.min(groups.size(), i + CHUNK)))) {
        String rows = known.computeIfAbsent(which.row(), row -> partition.of(row, values));
        conditions.add("(" + rows + " AND " + of(which, values) + ")");
      }
      action.accept(String.join(" OR ", conditions), values);
    }
  }

  private String of(Which which, Map<String, Object> values) {
    if (which.others()) {
      // Files keep exact bounds of times, but not of long texts such as runs' names.
      String mine = PartitionCondition.parameter(Objects.requireNonNull(arrived), values);
      return "(%1$s < %2$s OR %1$s > %2$s OR %1$s IS NULL)"
          .formatted(ServiceColumns.INGESTED_AT, mine);
    }
    return equal(ServiceColumns.SOURCE, which.source(), values)
        + " AND "
        + equal(ServiceColumns.RUN_ID, which.run(), values);
  }

  private static String equal(String column, @Nullable String value, Map<String, Object> values) {
    return value == null
        ? column + " IS NULL"
        : column + " = " + PartitionCondition.parameter(value, values);
  }
}
