package io.citylake.serve.flight;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns.ServiceColumn;
import io.citylake.engine.SparkTypes;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.util.ArrowUtils;

/** A dataset's columns as clients list them, titles as remarks. */
final class TableSchema {
  private TableSchema() {}

  /**
   * @param columns of the contract
   * @param service the columns that the platform adds after them
   */
  static Schema of(
      DatasetContract dataset,
      List<ColumnContract> columns,
      List<ServiceColumn> service,
      ZoneId zone) {
    Stream<ServiceColumn> own =
        columns.stream().map(each -> new ServiceColumn(each.name(), each.type(), remarks(each)));
    return new Schema(
        Stream.concat(own, service.stream()).map(each -> field(dataset, each, zone)).toList(),
        Map.of("REMARKS", dataset.title().both()));
  }

  private static Field field(DatasetContract dataset, ServiceColumn column, ZoneId zone) {
    DataType type = SparkTypes.of(column.type());
    Field plain = ArrowUtils.toArrowField(column.name(), type, true, zone.getId(), false);
    Map<String, String> metadata =
        new FlightSqlColumnMetadata.Builder()
            .catalogName(Listings.CATALOG)
            .schemaName(dataset.name().theme())
            .tableName(dataset.name().table())
            .typeName(column.type().toString())
            .remarks(column.doc())
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
