package io.citylake.lake.system;

import io.citylake.lake.system.SystemRows.Condition;
import io.citylake.lake.system.SystemRows.Request;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the platform's own rows in one task, which is in this process where Spark is. The tasks of
 * a cluster can't reach the catalog, so there the rows go with the plan, and their number is
 * bounded.
 */
final class SystemScan implements Scan, Batch {
  /** As many rows as one list of the access log's table; some 50 MB of memory. */
  static final int MOST_ON_CLUSTER = 100_000;

  private final TableName table;
  private final String catalog;
  private final StructType schema;
  private final Request request;

  SystemScan(TableName table, String catalog, StructType schema, Request request) {
    this.table = table;
    this.catalog = catalog;
    this.schema = schema;
    this.request = request;
  }

  @Override
  public StructType readSchema() {
    return schema;
  }

  @Override
  public String description() {
    return table + " " + request.conditions();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    if (SparkSession.active().sparkContext().isLocal()) {
      return new InputPartition[] {Here.of(table, catalog, request)};
    }
    return new InputPartition[] {new Sent(new ArrayList<>(sent()))};
  }

  private List<@Nullable Object[]> sent() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Iterator<@Nullable Object[]> all = rows(table, catalog, request);
    while (all.hasNext()) {
      if (rows.size() == MOST_ON_CLUSTER) {
        throw new CityLakeException(
            ErrorCode.SYSTEM_TABLE_TOO_LARGE,
            "Cannot read more than %d rows of %s on a cluster; ask for fewer, by a condition on its times"
                .formatted(MOST_ON_CLUSTER, table));
      }
      rows.add(all.next());
    }
    return rows;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new ReaderTask(schema);
  }

  private static Iterator<@Nullable Object[]> rows(
      TableName table, String catalog, Request request) {
    return SystemTables.find(catalog, table)
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Cannot read %s: the lake that it tells of was closed".formatted(table)))
        .read(request);
  }

  /** Where rows can be asked for when the task runs; {@code visible} is null for all. */
  private record Here(
      TableName table,
      String catalog,
      ArrayList<String> columns,
      @Nullable TreeSet<TableName> visible,
      ArrayList<Condition> conditions)
      implements InputPartition {
    static Here of(TableName table, String catalog, Request request) {
      return new Here(
          table,
          catalog,
          new ArrayList<>(request.columns()),
          request.visible().map(TreeSet::new).orElse(null),
          new ArrayList<>(request.conditions()));
    }

    Iterator<@Nullable Object[]> rows() {
      return SystemScan.rows(
          table, catalog, new Request(columns, Optional.ofNullable(visible), conditions));
    }
  }

  /** Rows that were read before. */
  private record Sent(ArrayList<@Nullable Object[]> rows) implements InputPartition {}

  /** Makes readers of either. */
  private record ReaderTask(StructType schema) implements PartitionReaderFactory, Serializable {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      return new SystemRowReader(
          partition instanceof Here here ? here.rows() : ((Sent) partition).rows().iterator());
    }
  }
}
