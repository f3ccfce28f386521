package io.citylake.bench;

import io.citylake.engine.BoundSql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** {@code spark.sql(...).collect()} in the process: no gate, no log, no network. */
final class PlainSparkSql implements QueryContestant {
  private final SparkSession spark;

  PlainSparkSql(SparkSession spark) {
    this.spark = spark;
  }

  @Override
  public String name() {
    return "plain Spark SQL";
  }

  @Override
  public Client connect() {
    return query -> {
      List<Row> rows = BoundSql.query(spark, query.sql(), query.parameters()).collectAsList();
      return new Taken(() -> rows.stream().map(PlainSparkSql::values).toList());
    };
  }

  private static List<@Nullable Object> values(Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      values.add(value(row.get(i)));
    }
    return Collections.unmodifiableList(values);
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof scala.collection.Iterable<?> list) {
      return CollectionConverters.asJavaCollection(list).stream()
          .map(PlainSparkSql::value)
          .toList();
    }
    return value instanceof Object[] array ? Arrays.asList(array) : value;
  }

  @Override
  public void close() {}
}
