package io.citylake.read.scan;

import java.io.Serializable;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * What a Spark task has read of sources. Each task gets a copy of its own with what it is to do;
 * the partitions that it reads one after the other, which may be several, add to it.
 */
final class ReadAmount implements Serializable {
  private static final long serialVersionUID = 1L;

  private long records;
  private long bytes;

  void record() {
    records++;
  }

  /** A piece of a source was read to its end. */
  void ended(long weight) {
    bytes += weight;
  }

  /**
   * For Spark, which hands it to whoever watches.
   *
   * @param open bytes that were read of the piece that is being read
   */
  CustomTaskMetric[] metrics(long open) {
    return new CustomTaskMetric[] {
      new Metric(ReadRecords.NAME, records), new Metric(ReadBytes.NAME, bytes + open)
    };
  }

  private record Metric(String name, long value) implements CustomTaskMetric {}
}
