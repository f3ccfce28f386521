package io.citylake.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_millis;

import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.DeliveryOrder;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DeliveryOrder} says of rows, as columns. They are functions over rows because the
 * rule of what a name says about time stands once, in Java; only rows that compete are asked.
 */
public final class DeliveryColumns {
  private DeliveryColumns() {}

  /** The place of rows that the run under way reads, by their source. */
  public static Column place(DeliveryOrder order, Column source) {
    return place(order, source, lit(null).cast("string"), lit(0L));
  }

  /** The place of rows that have the service columns. */
  static Column place(DeliveryOrder order) {
    return place(
        order,
        col(ServiceColumns.SOURCE),
        col(ServiceColumns.RUN_ID),
        unix_millis(col(ServiceColumns.INGESTED_AT)));
  }

  private static Column place(DeliveryOrder order, Column source, Column run, Column ingested) {
    return udf(new PlaceTask(order), DataTypes.StringType).apply(source, run, ingested);
  }

  /** The delivery of rows that have the service columns. */
  static Column delivery(DeliveryOrder order) {
    return delivery(order, col(ServiceColumns.SOURCE), col(ServiceColumns.RUN_ID));
  }

  /** The delivery of rows from a source that a run brought. */
  static Column delivery(DeliveryOrder order, Column source, Column run) {
    return udf(new DeliveryTask(order), DataTypes.StringType).apply(source, run);
  }

  /** Whether rows that have the service columns are of a file that stands before a place. */
  static Column ofFileBefore(DeliveryOrder order, String place) {
    return udf(new BeforeTask(order, place), DataTypes.BooleanType)
        .apply(
            col(ServiceColumns.SOURCE),
            col(ServiceColumns.RUN_ID),
            unix_millis(col(ServiceColumns.INGESTED_AT)));
  }

  private record BeforeTask(DeliveryOrder order, String place)
      implements UDF3<String, String, Long, Boolean> {
    @Override
    public Boolean call(@Nullable String source, @Nullable String run, @Nullable Long ingested) {
      return order.isOfFileBefore(place, source, run, ingested == null ? 0 : ingested);
    }
  }

  private record PlaceTask(DeliveryOrder order) implements UDF3<String, String, Long, String> {
    @Override
    public String call(@Nullable String source, @Nullable String run, @Nullable Long ingested) {
      return order.place(source, run, ingested == null ? 0 : ingested);
    }
  }

  private record DeliveryTask(DeliveryOrder order) implements UDF2<String, String, String> {
    @Override
    public String call(@Nullable String source, @Nullable String run) {
      return order.delivery(source, run);
    }
  }
}
