package io.citylake.read.scan;

import io.citylake.engine.JudgedSchema;
import io.citylake.model.ErasedForms;
import io.citylake.model.RowJudge;
import io.citylake.read.record.RecordTask;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The DataSource V2 batch source that yields judged rows.
 *
 * <p>Spark makes a provider by its class name and hands it text options only. A judge and a file
 * list are objects, and what they hold (database passwords) must not appear in options, which Spark
 * prints; so they wait in a registry under a random id for the moment between {@code load()} and
 * {@code getTable}. After that the table holds them, and the entry goes.
 */
public final class JudgedScan implements TableProvider {
  private static final String PLAN = "plan";
  private static final Map<String, ScanPlan> WAITING = new ConcurrentHashMap<>();

  /** For Spark, which looks it up by class name. */
  public JudgedScan() {}

  /** A frame of judged rows; nothing is read until somebody acts on it. */
  public static Dataset<Row> frame(SparkSession spark, ScanPlan plan) {
    String id = UUID.randomUUID().toString();
    WAITING.put(id, plan);
    try {
      return spark.read().format(JudgedScan.class.getName()).option(PLAN, id).load();
    } finally {
      WAITING.remove(id);
    }
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return JudgedSchema.of(waiting(options).stamp().dataset());
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new JudgedTable(waiting(properties));
  }

  private static ScanPlan waiting(Map<String, String> options) {
    ScanPlan plan = WAITING.get(options.get(PLAN));
    if (plan == null) {
      throw new IllegalStateException("Cannot read judged rows: only JudgedScan.frame opens them");
    }
    return plan;
  }

  private record JudgedTable(ScanPlan plan) implements SupportsRead {
    @Override
    public String name() {
      return "judged " + plan.title();
    }

    @Override
    @SuppressWarnings("deprecation") // columns() would derive the same from it
    public StructType schema() {
      return JudgedSchema.of(plan.stamp().dataset());
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () -> new JudgedRead(plan);
    }
  }

  private record JudgedRead(ScanPlan plan) implements SupportsReportStatistics, Batch {
    @Override
    public StructType readSchema() {
      return JudgedSchema.of(plan.stamp().dataset());
    }

    @Override
    public String description() {
      return "judged " + plan.title();
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
      return new CustomMetric[] {new ReadRecords(), new ReadBytes()};
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    @Override
    public Statistics estimateStatistics() {
      return new Statistics() {
        @Override
        public OptionalLong sizeInBytes() {
          long bytes = plan.bytes();
          // Of a database nothing is known; Spark must not take it for small enough to broadcast.
          return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
        }

        @Override
        public OptionalLong numRows() {
          return OptionalLong.empty();
        }
      };
    }

    @Override
    public InputPartition[] planInputPartitions() {
      return plan.groups().stream()
          .map(group -> new TaskGroup(new ArrayList<>(group)))
          .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      ScanPlan.Stamp stamp = plan.stamp();
      return new ReaderTask(
          plan.judge(),
          JudgedRowTask.of(
              stamp.job(), stamp.run(), stamp.ingestedAt(), stamp.dataset(), stamp.withContext()),
          stamp.erased(),
          new ReadAmount());
    }
  }

  private record TaskGroup(ArrayList<RecordTask> tasks) implements InputPartition {}

  private record ReaderTask(
      RowJudge judge, JudgedRowTask shape, ErasedForms erased, ReadAmount amount)
      implements PartitionReaderFactory, Serializable {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      List<RecordTask> tasks = ((TaskGroup) partition).tasks();
      return new JudgedPartitionReader(tasks, judge, shape, erased, amount);
    }
  }
}
