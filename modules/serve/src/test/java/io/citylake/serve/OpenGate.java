package io.citylake.serve;

import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.Question;
import io.citylake.govern.SqlGate;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Lets everything through but the table {@code secret}; keeps what was told of its queries' ends.
 */
public final class OpenGate implements SqlGate {
  private final SparkSession spark;
  public final AtomicInteger admitted = new AtomicInteger();
  public final List<String> ends = new CopyOnWriteArrayList<>();

  public OpenGate(SparkSession spark) {
    this.spark = spark;
  }

  @Override
  public GovernedQuery admit(Caller caller, Question question) {
    if (question.sql().contains("secret")) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot read air.secret: no role of yours grants it (user=%s)".formatted(caller.user()));
    }
    try {
      Dataset<Row> rows = spark.sql(question.sql(), question.parameters().toArray());
      admitted.incrementAndGet();
      return new OpenQuery(rows, question);
    } catch (Exception e) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID, "Cannot run the statement: " + e.getMessage(), e);
    }
  }

  private final class OpenQuery implements GovernedQuery {
    private final Dataset<Row> rows;
    private final Question question;

    OpenQuery(Dataset<Row> rows, Question question) {
      this.rows = rows;
      this.question = question;
    }

    @Override
    public StructType schema() {
      return rows.schema();
    }

    @Override
    public SortedMap<TableName, TableSnapshot> tables() {
      return new TreeMap<>();
    }

    @Override
    public Optional<String> cacheKey() {
      return question.sql().contains("rand(") || question.sql().contains("uncached")
          ? Optional.empty()
          : Optional.of(question.release().id() + question.sql() + question.parameters());
    }

    @Override
    public Dataset<Row> rows() {
      return rows;
    }

    @Override
    public void answered(long count) {
      ends.add("answered " + count);
    }

    @Override
    public void failed(String reason) {
      ends.add("failed " + reason);
    }
  }
}
