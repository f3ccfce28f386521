package io.citylake.publish.stage;

import io.citylake.model.JudgedLayout;
import io.citylake.model.Tally;
import io.citylake.publish.column.ColumnarBatchWrite;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * One pass of judged rows to Iceberg tables: accepted ones, refused ones, and perhaps duplicates
 * that are to be kept. Driver only; used once.
 */
public final class RoutedWrite {
  /** One of the two sides. An empty branch is {@code main}. */
  public record Side(Table table, String branch) {}

  private final String token = UUID.randomUUID().toString();
  private final StructType judgedSchema;
  private final Side good;
  private final Side bad;
  private final Optional<Side> kept;
  private final Map<String, String> summary;
  private Tally tally = Tally.none();

  /**
   * @param kept for duplicates that still have their row; empty to count them only
   * @param summary what the snapshots' summaries shall say
   */
  public RoutedWrite(
      StructType judgedSchema,
      Side good,
      Side bad,
      Optional<Side> kept,
      Map<String, String> summary) {
    this.judgedSchema = judgedSchema;
    this.good = good;
    this.bad = bad;
    this.kept = kept;
    this.summary = summary;
  }

  String token() {
    return token;
  }

  String name() {
    return good.table().name();
  }

  StructType judgedSchema() {
    return judgedSchema;
  }

  /** What the committed tasks counted. */
  public Tally tally() {
    return tally;
  }

  void counted(Tally counted) {
    tally = counted;
  }

  BatchWrite open(LogicalWriteInfo info) {
    RouteTask.Layout layout = RouteTask.Layout.of(info.schema());
    return new RoutedBatchWrite(
        this,
        open(good, info, JudgedLayout.GOOD),
        open(bad, info, JudgedLayout.BAD),
        kept.map(side -> open(side, info, JudgedLayout.GOOD)).orElse(null),
        layout);
  }

  private BatchWrite open(Side side, LogicalWriteInfo info, String column) {
    StructType schema = (StructType) info.schema().apply(column).dataType();
    return ColumnarBatchWrite.of(
            SparkSession.active(), side.table(), side.branch(), schema, info.queryId(), summary)
        .orElseGet(() -> byIceberg(side, info, schema));
  }

  /** With Iceberg's own writer, which writes all types and knows all properties. */
  private BatchWrite byIceberg(Side side, LogicalWriteInfo info, StructType schema) {
    Map<String, String> options = new HashMap<>();
    // Rows come in the order of their source, so a writer for each partition stays open.
    options.put(SparkWriteOptions.FANOUT_ENABLED, "true");
    // Names decide: a column added in the middle of a contract is the table's last.
    options.put(SparkWriteOptions.CHECK_ORDERING, "false");
    // Spark calls every field of a nullable struct nullable; the rules have seen to the values.
    options.put(SparkWriteOptions.CHECK_NULLABILITY, "false");
    summary.forEach(
        (key, value) -> options.put(SparkWriteOptions.SNAPSHOT_PROPERTY_PREFIX + "." + key, value));
    SparkTable table = new SparkTable(side.table());
    // The write option "branch" is for Spark's catalog; a table that is used directly is told so.
    // The branch is made by the commit, and only then.
    SparkTable target = side.branch().isEmpty() ? table : table.copyWithBranch(side.branch());
    WriteBuilder builder =
        target.newWriteBuilder(
            new WriteInfo(info.queryId(), schema, new CaseInsensitiveStringMap(options)));
    return builder.build().toBatch();
  }
}
