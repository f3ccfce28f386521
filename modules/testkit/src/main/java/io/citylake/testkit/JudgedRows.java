package io.citylake.testkit;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.engine.JudgedSchema;
import io.citylake.model.JudgedLayout.Outcome;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
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
    return add(Outcome.ACCEPTED, good(values), null, null, false);
  }

  public JudgedRows acceptWithWarning(String label, @Nullable Object... values) {
    return add(Outcome.ACCEPTED, good(values), null, new String[] {label}, false);
  }

  /** A refused row, with one reason {@code column:rule}. */
  public JudgedRows refuse(String id, String column, String rule) {
    return add(Outcome.QUARANTINED, null, bad(id, column, rule), null, false);
  }

  public JudgedRows refuseFatally(String id, String column, String rule) {
    return add(Outcome.QUARANTINED, null, bad(id, column, rule), null, true);
  }

  public JudgedRows duplicate() {
    return add(Outcome.DUPLICATE, null, null, null, false);
  }

  public JudgedRows skip() {
    return add(Outcome.SKIPPED, null, null, null, false);
  }

  public org.apache.spark.sql.Dataset<Row> toFrame(SparkSession spark) {
    return spark.createDataFrame(rows, schema(dataset));
  }

  /** The judged schema of a dataset. */
  public static StructType schema(DatasetContract dataset) {
    return JudgedSchema.of(dataset);
  }

  private JudgedRows add(
      Outcome outcome,
      @Nullable Row good,
      @Nullable Row bad,
      String @Nullable [] warnings,
      boolean fatal) {
    rows.add(RowFactory.create(outcome.code(), good, bad, warnings, fatal));
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
        QuarantineStatus.OPEN.toString(),
        1,
        null,
        null,
        null,
        null,
        null,
        "f".repeat(64));
  }
}
