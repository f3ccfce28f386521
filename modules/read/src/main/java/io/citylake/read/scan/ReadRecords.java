package io.citylake.read.scan;

import org.apache.spark.sql.connector.metric.CustomSumMetric;

/**
 * How many records of their sources the tasks of a scan have read. Public, with a plain
 * constructor, because Spark makes it by its class name; its counters go by its description.
 */
public final class ReadRecords extends CustomSumMetric {
  public static final String DESCRIPTION = "records of sources read";
  static final String NAME = "sourceRecords";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return DESCRIPTION;
  }
}
