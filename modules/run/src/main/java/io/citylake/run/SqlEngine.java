package io.citylake.run;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * SQL on the embedded engine, for the person at the terminal: no policy stands between. One
 * statement at a time.
 */
public final class SqlEngine {
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  private final SparkSession spark;
  private final ZoneId zone;

  SqlEngine(SparkSession spark, ZoneId zone) {
    this.spark = spark;
    this.zone = zone;
  }

  /**
   * The answer to a statement.
   *
   * @param columns none where the statement answers nothing
   * @param rows values as text, numbers, booleans, lists and maps; times as text in the workspace's
   *     zone. They come partition by partition, so that any number fits in memory.
   */
  public record Answer(List<String> columns, Iterator<List<@Nullable Object>> rows) {
    /** Takes up to that many rows; {@code rows().hasNext()} then says whether there are more. */
    public List<List<@Nullable Object>> head(int limit) {
      List<List<@Nullable Object>> head = new ArrayList<>();
      while (head.size() < limit && rows.hasNext()) {
        head.add(rows.next());
      }
      return head;
    }
  }

  /**
   * Runs one statement.
   *
   * @throws CityLakeException SQL_INVALID with Spark's sentence where it cannot be run
   */
  public Answer query(String statement) {
    try {
      Dataset<Row> answer = spark.sql(statement);
      List<String> columns = Arrays.asList(answer.columns());
      if (columns.isEmpty()) {
        return new Answer(columns, Collections.emptyIterator());
      }
      return new Answer(columns, new Rows(answer.toLocalIterator()));
    } catch (Exception e) {
      // Spark's own exceptions are checked ones that Scala doesn't declare.
      throw failed(e);
    }
  }

  /** Stops what runs now, from another thread. */
  public void cancel() {
    spark.sparkContext().cancelAllJobs();
  }

  /** All tables as {@code theme.table}, for completion. */
  public List<String> tableNames() {
    List<String> names = new ArrayList<>();
    for (Row namespace : spark.sql("SHOW NAMESPACES IN lake").collectAsList()) {
      for (Row table : spark.sql("SHOW TABLES IN lake." + namespace.getString(0)).collectAsList()) {
        names.add(namespace.getString(0) + "." + table.getString(1));
      }
    }
    return names;
  }

  private static CityLakeException failed(Exception e) {
    if (e instanceof SparkThrowable known && CANCELLED.equals(known.getCondition())) {
      return new CityLakeException(ErrorCode.CANCELLED, "The statement was cancelled", e);
    }
    return e instanceof CityLakeException known
        ? known
        : new CityLakeException(
            ErrorCode.SQL_INVALID, "Cannot run the statement: " + sentence(e), e);
  }

  /** Spark's message in one paragraph, without its plan and the statement. */
  private static String sentence(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    for (String appendix : List.of("\n== SQL", ";\n'")) {
      int found = message.indexOf(appendix);
      message = found < 0 ? message : message.substring(0, found);
    }
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private final class Rows implements Iterator<List<@Nullable Object>> {
    private final Iterator<Row> source;

    Rows(Iterator<Row> source) {
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      try {
        return source.hasNext();
      } catch (RuntimeException e) {
        throw failed(e);
      }
    }

    @Override
    public List<@Nullable Object> next() {
      Row row = source.next();
      List<@Nullable Object> values = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        values.add(plain(row.get(i)));
      }
      return values;
    }

    private @Nullable Object plain(@Nullable Object value) {
      if (value == null || value instanceof Number || value instanceof Boolean) {
        return value;
      }
      if (value instanceof Timestamp timestamp) {
        return INSTANT.format(timestamp.toInstant().atZone(zone));
      }
      if (value instanceof Instant instant) {
        return INSTANT.format(instant.atZone(zone));
      }
      if (value instanceof LocalDateTime local) {
        return INSTANT.format(local);
      }
      if (value instanceof Row struct) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < struct.size(); i++) {
          fields.put(struct.schema().fieldNames()[i], plain(struct.get(i)));
        }
        return fields;
      }
      if (value instanceof scala.collection.Map<?, ?> map) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        CollectionConverters.asJava(map)
            .forEach((key, each) -> entries.put(String.valueOf(key), plain(each)));
        return entries;
      }
      if (value instanceof scala.collection.Iterable<?> list) {
        List<@Nullable Object> values = new ArrayList<>();
        CollectionConverters.asJava(list).forEach(each -> values.add(plain(each)));
        return values;
      }
      return value.toString();
    }
  }
}
