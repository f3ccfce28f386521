package io.citylake.testkit;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Builds the frame of judged rows that {@code read} gives to {@code publish}. */
public final class JudgedRows {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  private final DatasetContract dataset;
  private final RunId run;
  private final List<Row> rows = new ArrayList<>();
  private String source = "a.csv";

  public JudgedRows(DatasetContract dataset, RunId run) {
    this.dataset = dataset;
    this.run = run;
  }

  /** Rows from here on come from this source. */
  public JudgedRows from(String other) {
    source = other;
    return this;
  }

  /** An accepted row; values are Java objects as Spark's Row takes them. */
  public JudgedRows accept(@Nullable Object... values) {
    return add(0, good(values), null, null, false);
  }

  public JudgedRows acceptWithWarning(String label, @Nullable Object... values) {
    return add(0, good(values), null, new String[] {label}, false);
  }

  /** A refused row, with one reason {@code column:rule}. */
  public JudgedRows refuse(String id, String column, String rule) {
    return add(1, null, bad(id, column, rule), null, false);
  }

  public JudgedRows refuseFatally(String id, String column, String rule) {
    return add(1, null, bad(id, column, rule), null, true);
  }

  public JudgedRows duplicate() {
    return add(2, null, null, null, false);
  }

  public JudgedRows skip() {
    return add(3, null, null, null, false);
  }

  public org.apache.spark.sql.Dataset<Row> toFrame(SparkSession spark) {
    return spark.createDataFrame(rows, schema(dataset));
  }

  /** The judged schema of a dataset. */
  public static StructType schema(DatasetContract dataset) {
    StructType good = new StructType();
    for (ColumnContract column : dataset.columns()) {
      good = good.add(column.name(), type(column.type()), true);
    }
    good =
        good.add("_source", DataTypes.StringType)
            .add("_place", DataTypes.LongType)
            .add("_run_id", DataTypes.StringType)
            .add("_ingested_at", DataTypes.TimestampType);
    return new StructType()
        .add("outcome", DataTypes.IntegerType, false)
        .add("good", good, true)
        .add("bad", bad(), true)
        .add("warnings", DataTypes.createArrayType(DataTypes.StringType), true)
        .add("fatal", DataTypes.BooleanType, false);
  }

  private static StructType bad() {
    StructType reason =
        new StructType()
            .add("column", DataTypes.StringType)
            .add("value", DataTypes.StringType)
            .add("rule", DataTypes.StringType)
            .add("message", DataTypes.StringType);
    return new StructType()
        .add("id", DataTypes.StringType)
        .add("job", DataTypes.StringType)
        .add("source", DataTypes.StringType)
        .add("place", DataTypes.LongType)
        .add("raw", DataTypes.StringType)
        .add("reasons", DataTypes.createArrayType(reason))
        .add("run_id", DataTypes.StringType)
        .add("refused_at", DataTypes.TimestampType)
        .add("status", DataTypes.StringType)
        .add("attempt", DataTypes.IntegerType)
        .add("replay_of", DataTypes.StringType)
        .add("resolved_run_id", DataTypes.StringType)
        .add("resolved_at", DataTypes.TimestampType)
        .add("resolved_by", DataTypes.StringType)
        .add("note", DataTypes.StringType)
        .add("fingerprint", DataTypes.StringType);
  }

  private JudgedRows add(
      int outcome,
      @Nullable Row good,
      @Nullable Row bad,
      String @Nullable [] warnings,
      boolean fatal) {
    rows.add(RowFactory.create(outcome, good, bad, warnings, fatal));
    return this;
  }

  private Row good(@Nullable Object[] values) {
    List<@Nullable Object> all = new ArrayList<>(Arrays.asList(values));
    all.add(source);
    all.add((long) rows.size() + 1);
    all.add(run.value());
    all.add(java.sql.Timestamp.from(THEN));
    return RowFactory.create(all.toArray());
  }

  private Row bad(String id, String column, String rule) {
    Row reason = RowFactory.create(column, "?", rule, "expected something else");
    return RowFactory.create(
        id,
        dataset.name().theme() + ".job",
        source,
        (long) rows.size() + 1,
        "{\"a\":\"1\"}",
        new Row[] {reason},
        run.value(),
        java.sql.Timestamp.from(THEN),
        "open",
        1,
        null,
        null,
        null,
        null,
        null,
        "f".repeat(64));
  }

  private static DataType type(ColumnType type) {
    if (type instanceof ColumnType.Decimal decimal) {
      return DataTypes.createDecimalType(decimal.precision(), decimal.scale());
    }
    return switch ((ColumnType.Simple) type) {
      case STRING -> DataTypes.StringType;
      case INT -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case DATE -> DataTypes.DateType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }
}
