package io.citylake.serve.flight;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.engine.SparkTypes;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.util.ArrowUtils;

/** A dataset's columns as clients list them, titles as remarks. */
final class TableSchema {
  private TableSchema() {}

  static Schema of(DatasetContract dataset, List<ColumnContract> columns, ZoneId zone) {
    return new Schema(
        columns.stream().map(column -> field(dataset, column, zone)).toList(),
        Map.of("REMARKS", dataset.title().both()));
  }

  private static Field field(DatasetContract dataset, ColumnContract column, ZoneId zone) {
    DataType type = SparkTypes.of(column.type());
    Field plain = ArrowUtils.toArrowField(column.name(), type, true, zone.getId(), false);
    Map<String, String> metadata =
        new FlightSqlColumnMetadata.Builder()
            .catalogName(Listings.CATALOG)
            .schemaName(dataset.name().theme())
            .tableName(dataset.name().table())
            .typeName(column.type().toString())
            .remarks(remarks(column))
            .isReadOnly(true)
            .isSearchable(true)
            .build()
            .getMetadataMap();
    FieldType described = new FieldType(true, plain.getType(), plain.getDictionary(), metadata);
    return new Field(column.name(), described, plain.getChildren());
  }

  private static String remarks(ColumnContract column) {
    String title = column.title().both();
    return column.unit() == null ? title : title + " (" + column.unit() + ")";
  }
}
