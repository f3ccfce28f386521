package io.citylake.read.kafka;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.format.Message;
import io.citylake.read.format.MessageRows;
import io.citylake.read.record.RecordCursor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The committed messages of some ranges. A range ends where the client's own place has passed its
 * end, whether or not a message stands there: aborted ones, marks of transactions and what
 * compaction took leave gaps, and a count of messages says nothing.
 */
final class RangeCursor implements RecordCursor {
  private static final Duration POLL = Duration.ofSeconds(1);

  /** How long the brokers may give nothing while there is something. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RangeTask task;
  private final Map<TopicPartition, Long> open = new HashMap<>();
  private final Map<Integer, OffsetRange> ranges = new HashMap<>();
  private final Map<Integer, RowOrigin> origins = new HashMap<>();
  private final MessageRows rows;
  private final Consumer<byte[], Value> consumer;
  private Iterator<ConsumerRecord<byte[], Value>> polled = Collections.emptyIterator();
  private @Nullable RowOrigin origin;
  private long read;

  RangeCursor(RangeTask task) {
    this.task = task;
    this.rows = task.messages().open();
    String topic = task.cluster().topic();
    for (OffsetRange range : task.ranges()) {
      String source = TopicSource.of(topic, task.id(), range.partition(), range.cuts());
      origins.put(range.partition(), new RowOrigin(source, task.id(), source));
      ranges.put(range.partition(), range);
      open.put(new TopicPartition(topic, range.partition()), range.until());
    }
    this.consumer = task.cluster().openConsumer(task.messages().largest());
    try {
      consumer.assign(open.keySet());
      for (OffsetRange range : task.ranges()) {
        consumer.seek(new TopicPartition(topic, range.partition()), range.from());
      }
    } catch (KafkaException e) {
      consumer.close(Duration.ZERO);
      throw failure(e);
    }
  }

  @Override
  public boolean next() throws IOException {
    while (!rows.next()) {
      if (polled.hasNext()) {
        take(polled.next());
      } else if (!poll()) {
        return false;
      }
    }
    return true;
  }

  private void take(ConsumerRecord<byte[], Value> message) throws IOException {
    OffsetRange range = ranges.get(message.partition());
    if (range == null || message.offset() >= range.until()) {
      return;
    }
    Value value = message.value();
    List<Message.Header> headers = new ArrayList<>();
    long size = value == null ? 0 : value.size();
    size += Math.max(0, message.serializedKeySize());
    for (Header header : message.headers()) {
      byte @Nullable [] bytes = header.value();
      headers.add(new Message.Header(header.key(), bytes));
      size += header.key().length() + (bytes == null ? 0 : bytes.length);
    }
    origin = origins.get(message.partition());
    read += size;
    rows.take(
        new Message(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            message.timestampType().toString(),
            message.key(),
            value == null ? null : value.bytes(),
            headers,
            size));
  }

  /** Gets more; false where each range is read to its end. */
  private boolean poll() {
    try {
      long began = System.nanoTime();
      long before = -1;
      while (!open.isEmpty()) {
        ConsumerRecords<byte[], Value> some = consumer.poll(POLL);
        polled = some.iterator();
        // Without a message a place may have moved all the same.
        endRanges(some.isEmpty() ? List.copyOf(open.keySet()) : some.partitions());
        if (polled.hasNext()) {
          return true;
        }
        long now = open.keySet().stream().mapToLong(consumer::position).sum();
        if (now != before) {
          before = now;
          began = System.nanoTime();
        } else if (System.nanoTime() - began > PATIENCE.toNanos()) {
          throw new CityLakeException(
              ErrorCode.SOURCE_UNAVAILABLE,
              "Cannot read topic %s: its brokers have given nothing for %d s, where they said that there is something (left=%s)"
                  .formatted(task.cluster().topic(), PATIENCE.toSeconds(), open));
        }
      }
      return false;
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  /** Asks no more for what is read to its end. */
  private void endRanges(Collection<TopicPartition> some) {
    for (TopicPartition partition : some) {
      Long until = open.get(partition);
      if (until != null && consumer.position(partition) >= until) {
        consumer.pause(List.of(partition));
        open.remove(partition);
      }
    }
  }

  private RuntimeException failure(KafkaException e) {
    if (e instanceof InterruptException) {
      return e;
    }
    if (e instanceof OffsetOutOfRangeException gone) {
      return new CityLakeException(
          ErrorCode.OFFSETS_GONE,
          "Cannot read topic %s: messages went away while they were read, by the topic's retention or by somebody's word; nothing was published, and the next run says how to go on (next=%s)"
              .formatted(task.cluster().topic(), gone.offsetOutOfRangePartitions()));
    }
    // Of its own kind is only what the client says of bytes that are damaged.
    boolean damaged = e.getClass() == KafkaException.class;
    return task.cluster()
        .failure(damaged ? ErrorCode.SOURCE_UNREADABLE : ErrorCode.SOURCE_UNAVAILABLE, e);
  }

  @Override
  public RawRow row() {
    return rows.row();
  }

  @Override
  public RowOrigin origin() {
    RowOrigin current = origin;
    if (current == null) {
      throw new IllegalStateException("Cannot say where a record is from before the first next()");
    }
    return current;
  }

  @Override
  public boolean skipped() {
    return rows.skipped();
  }

  @Override
  public long bytes() {
    return Math.min(read, task.bytes());
  }

  @Override
  public void close() {
    consumer.close(Duration.ZERO);
  }
}
