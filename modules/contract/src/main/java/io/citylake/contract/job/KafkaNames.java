package io.citylake.contract.job;

import java.util.List;

/**
 * The names by which a job takes what a message of Kafka says of itself, beside its value: {@code
 * $kafka.key}, {@code $kafka.key.station} of a key that is a JSON object, {@code
 * $kafka.headers.trace}, {@code $kafka.offset}.
 */
public final class KafkaNames {
  public static final String PREFIX = "$kafka.";
  public static final String KEY = "key";
  public static final String HEADERS = "headers";
  public static final String TOPIC = "topic";
  public static final String PARTITION = "partition";
  public static final String OFFSET = "offset";
  public static final String TIMESTAMP = "timestamp";
  public static final String TIMESTAMP_TYPE = "timestamp-type";
  public static final String TOMBSTONE = "tombstone";

  /** All of them, below the prefix. */
  public static final List<String> ALL =
      List.of(KEY, HEADERS, TOPIC, PARTITION, OFFSET, TIMESTAMP, TIMESTAMP_TYPE, TOMBSTONE);

  private KafkaNames() {}

  /** Whether a source name is one of a message's own. */
  public static boolean isOne(String name) {
    return name.startsWith(PREFIX);
  }

  /** Whether there is such a one. */
  public static boolean isKnown(String name) {
    String below = name.substring(PREFIX.length());
    return ALL.contains(below)
        || (below.startsWith(KEY + ".") && below.length() > KEY.length() + 1)
        || (below.startsWith(HEADERS + ".") && below.length() > HEADERS.length() + 1);
  }
}
