package io.citylake.transform.step;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.citylake.engine.SqlLiteral;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
    try {
      String[] plain =
          Stream.of(groups.schema().fields())
              .map(field -> SqlLiteral.plain(quoted(field.name()), field.dataType()))
              .toArray(String[]::new);
      List<Row> some = groups.selectExpr(plain).takeAsList(FEW + 1);
      String view = "citylake_groups_" + UUID.randomUUID().toString().replace('-', '_');
      groups.createOrReplaceTempView(view);
      return new GroupSet(rows.sparkSession(), groups, List.copyOf(some), view);
    } catch (RuntimeException e) {
      groups.unpersist();
      throw e;
    }
  }

  boolean isEmpty() {
    return few.isEmpty();
  }

  long count() {
    return isFew() ? few.size() : groups.count();
  }

  /**
   * How many groups a table has that are none of these; empty where these are few, which isn't
   * worth a look.
   */
  OptionalLong others(Dataset<Row> table) {
    if (isFew()) {
      return OptionalLong.empty();
    }
    List<Column> all = new ArrayList<>();
    List<String> names = List.of(columns.fieldNames());
    names.forEach(name -> all.add(col(quoted(name))));
    Dataset<Row> known = table.select(all.toArray(new Column[0])).distinct();
    return OptionalLong.of(without(known, names).count());
  }

  private Dataset<Row> without(Dataset<Row> rows, List<String> names) {
    List<Column> values = names.stream().map(name -> col(quoted(name))).toList();
    return joined(rows, values, "left_anti");
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
    if (isFew()) {
      List<String> typed = new ArrayList<>();
      for (int i = 0; i < expressions.size(); i++) {
        // A comment at the end of an expression must not hide what follows.
        typed.add(
            "CAST((" + expressions.get(i) + "\n) AS " + columns.fields()[i].dataType().sql() + ")");
      }
      return rows.where(expr(oneOf(typed)));
    }
    List<Column> values = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      values.add(expr(expressions.get(i)).cast(columns.fields()[i].dataType()));
    }
    return joined(rows, values, "left_semi");
  }

  private Dataset<Row> joined(Dataset<Row> rows, List<Column> values, String kind) {
    // The names of both sides must differ for the join to tell them apart.
    List<Column> renamed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      renamed.add(col(quoted(columns.fieldNames()[i])).as("__group_" + i));
    }
    Dataset<Row> wanted = groups.select(renamed.toArray(new Column[0]));
    Column same = lit(true);
    for (int i = 0; i < values.size(); i++) {
      same = same.and(values.get(i).eqNullSafe(col("__group_" + i)));
    }
    return rows.join(wanted, same, kind);
  }

  /** SQL over the target, which is called {@code t}: its rows of these groups. */
  String condition() {
    List<String> names = Stream.of(columns.fieldNames()).map(name -> "t." + quoted(name)).toList();
    if (isFew()) {
      return oneOf(names);
    }
    String same =
        Stream.of(columns.fieldNames())
            .map(name -> "g." + quoted(name) + " <=> t." + quoted(name))
            .collect(Collectors.joining(" AND "));
    return "EXISTS (SELECT 1 FROM " + view + " AS g WHERE " + same + ")";
  }

  private String oneOf(List<String> expressions) {
    List<String> each = new ArrayList<>();
    // Each column by itself first: that is what Iceberg can skip files by.
    for (int i = 0; i < expressions.size(); i++) {
      int index = i;
      List<Object> known = new ArrayList<>();
      few.stream().map(row -> row.get(index)).distinct().forEach(known::add);
      each.add(SqlLiteral.among(expressions.get(i), known, columns.fields()[i].dataType()));
    }
    if (expressions.size() > 1) {
      each.add(
          few.stream()
              .map(group -> same(expressions, group))
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    return String.join(" AND ", each);
  }

  private String same(List<String> expressions, Row group) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      all.add(
          SqlLiteral.among(
              expressions.get(i),
              Collections.singletonList(group.get(i)),
              columns.fields()[i].dataType()));
    }
    return "(" + String.join(" AND ", all) + ")";
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  @Override
  public void close() {
    spark.catalog().dropTempView(view);
    groups.unpersist();
  }
}
