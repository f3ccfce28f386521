package io.citylake.read.scan;

import org.apache.spark.sql.connector.metric.CustomSumMetric;

/**
 * How many bytes of their sources the tasks of a scan have read, unpacked. Public, with a plain
 * constructor, because Spark makes it by its class name; its counters go by its description.
 */
public final class ReadBytes extends CustomSumMetric {
  public static final String DESCRIPTION = "bytes of sources read";
  static final String NAME = "sourceBytes";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return DESCRIPTION;
  }
}
