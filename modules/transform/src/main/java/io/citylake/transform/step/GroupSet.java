package io.citylake.transform.step;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Values of a target's columns whose rows are made anew. Few of them become literals, by which
 * Iceberg skips files; many are joined. A null is a value like any other.
 */
final class GroupSet implements AutoCloseable {
  private static final int FEW = 200;

  private final SparkSession spark;
  private final Dataset<Row> groups;
  private final StructType columns;
  private final List<Row> few;
  private final String view;

  private GroupSet(SparkSession spark, Dataset<Row> groups, List<Row> few, String view) {
    this.spark = spark;
    this.groups = groups;
    this.columns = groups.schema();
    this.few = few;
    this.view = view;
  }

  /** Computes the groups, whose columns are those of the target; rows may repeat. */
  static GroupSet open(Dataset<Row> rows) {
    Dataset<Row> groups = rows.distinct().persist(StorageLevel.MEMORY_AND_DISK());
    String view = "citylake_groups_" + UUID.randomUUID().toString().replace('-', '_');
    groups.createOrReplaceTempView(view);
    List<Row> some = groups.takeAsList(FEW + 1);
    return new GroupSet(rows.sparkSession(), groups, List.copyOf(some), view);
  }

  boolean isEmpty() {
    return few.isEmpty();
  }

  String size() {
    return isFew() ? Integer.toString(few.size()) : "over " + FEW;
  }

  private boolean isFew() {
    return few.size() <= FEW;
  }

  /**
   * The rows for which the expressions give one of the groups.
   *
   * @param expressions one for each column, in order
   */
  Dataset<Row> of(Dataset<Row> rows, List<String> expressions) {
    List<Column> values = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      values.add(expr(expressions.get(i)).cast(columns.fields()[i].dataType()));
    }
    if (isFew()) {
      return rows.where(oneOf(values));
    }
    // The names of both sides must differ for the join to tell them apart.
    List<Column> renamed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      renamed.add(col(columns.fieldNames()[i]).as("__group_" + i));
    }
    Dataset<Row> wanted = groups.select(renamed.toArray(new Column[0]));
    Column same = lit(true);
    for (int i = 0; i < values.size(); i++) {
      same = same.and(values.get(i).eqNullSafe(col("__group_" + i)));
    }
    return rows.join(wanted, same, "left_semi");
  }

  private Column oneOf(List<Column> values) {
    Column condition = lit(true);
    // Each column by itself first: that is what Iceberg can skip files by.
    for (int i = 0; i < values.size(); i++) {
      condition = condition.and(oneOf(values.get(i), i));
    }
    if (values.size() == 1) {
      return condition;
    }
    Column exact = lit(false);
    for (Row group : few) {
      Column all = lit(true);
      for (int i = 0; i < values.size(); i++) {
        all = all.and(values.get(i).eqNullSafe(lit(group.get(i))));
      }
      exact = exact.or(all);
    }
    return condition.and(exact);
  }

  private Column oneOf(Column value, int index) {
    List<Object> known = few.stream().map(row -> row.get(index)).filter(Objects::nonNull).toList();
    Column among = value.isin(known.toArray());
    return known.size() == few.size() ? among : among.or(value.isNull());
  }

  /** The same as SQL over the target, which is called {@code t}. */
  String condition() {
    if (!isFew()) {
      String same =
          java.util.Arrays.stream(columns.fieldNames())
              .map(name -> "g.`%s` <=> t.`%s`".formatted(name, name))
              .collect(Collectors.joining(" AND "));
      return "EXISTS (SELECT 1 FROM " + view + " AS g WHERE " + same + ")";
    }
    if (columns.length() == 1) {
      return condition(columns.fields()[0]);
    }
    return few.stream().map(this::condition).collect(Collectors.joining(" OR "));
  }

  private String condition(StructField column) {
    String values =
        few.stream()
            .filter(row -> !row.isNullAt(0))
            .map(row -> literal(row.get(0), column))
            .collect(Collectors.joining(", "));
    String name = "t.`" + column.name() + "`";
    boolean nulls = few.stream().anyMatch(row -> row.isNullAt(0));
    String among = values.isEmpty() ? "false" : name + " IN (" + values + ")";
    return nulls ? among + " OR " + name + " IS NULL" : among;
  }

  private String condition(Row group) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      StructField column = columns.fields()[i];
      String name = "t.`" + column.name() + "`";
      all.add(group.isNullAt(i) ? name + " IS NULL" : name + " = " + literal(group.get(i), column));
    }
    return "(" + String.join(" AND ", all) + ")";
  }

  private static String literal(Object value, StructField column) {
    return Literal.create(value, column.dataType()).sql();
  }

  @Override
  public void close() {
    spark.catalog().dropTempView(view);
    groups.unpersist();
  }
}
