package io.citylake.lake.health;

import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.lake.health.Finding.RowOrigin;
import io.citylake.lake.io.WholeFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the rows of a damaged data file came from, as far as those columns of it are whole. */
final class RowOrigins {
  private static final Logger LOG = LoggerFactory.getLogger(RowOrigins.class);

  private RowOrigins() {}

  static List<RowOrigin> read(Table table, String location) {
    Schema columns = table.schema().select(ServiceColumns.SOURCE, ServiceColumns.RUN_ID);
    if (columns.columns().size() < 2) {
      return List.of();
    }
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    try (CloseableIterable<Record> rows =
        Parquet.read(WholeFile.damaged(table.io(), location))
            .project(columns)
            .createReaderFunc(found -> GenericParquetReaders.buildReader(columns, found))
            .build()) {
      for (Record row : rows) {
        counts
            .computeIfAbsent(
                String.valueOf(row.getField(ServiceColumns.SOURCE)), source -> new TreeMap<>())
            .merge(String.valueOf(row.getField(ServiceColumns.RUN_ID)), 1L, Long::sum);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("Nothing of {} can be read", location, e);
      return List.of();
    }
    List<RowOrigin> origins = new ArrayList<>();
    counts.forEach(
        (source, runs) ->
            runs.forEach((run, number) -> origins.add(new RowOrigin(source, run, number))));
    return origins;
  }
}
