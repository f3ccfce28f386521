package io.citylake.city.play;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Produces to a topic, idempotently, and takes for acknowledged what all replicas in sync have. */
final class KafkaSender implements FeedSender {
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final FeedWay.Kafka way;
  private final String what;
  private @Nullable Producer<byte[], byte[]> producer;

  KafkaSender(FeedWay.Kafka way, String what) {
    this.way = way;
    this.what = what;
  }

  private Producer<byte[], byte[]> open() {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      Map<String, Object> settings = new HashMap<>(way.settings());
      settings.put(ProducerConfig.ACKS_CONFIG, "all");
      settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
      settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
      settings.put(
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis() / 2));
      settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
      open = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      producer = open;
    }
    return open;
  }

  @Override
  public Answer send(List<String> messages) throws InterruptedException {
    int taken = 0;
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      // Where it can't be asked for, each message would be waited for anew.
      List<PartitionInfo> unused = open().partitionsFor(way.topic());
      for (String each : messages) {
        byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
        Future<RecordMetadata> one = open().send(new ProducerRecord<>(way.topic(), bytes));
        sent.add(one);
        if (one.isDone() && hasFailed(one)) {
          break;
        }
      }
      for (Future<RecordMetadata> each : sent) {
        RecordMetadata unusedStored = each.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        taken++;
      }
      return Answer.all(messages.size());
    } catch (ExecutionException e) {
      return failed(taken, e.getCause());
    } catch (TimeoutException | KafkaException e) {
      return failed(taken, e);
    }
  }

  private static boolean hasFailed(Future<RecordMetadata> done) throws InterruptedException {
    try {
      RecordMetadata unused = done.get();
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  /** What went wrong, in the client's words, without a secret. */
  private String said(Throwable e) {
    StringBuilder said = new StringBuilder();
    for (Throwable each = e; each != null && said.length() < 1000; each = each.getCause()) {
      String message = String.valueOf(each.getMessage()).strip();
      if (said.indexOf(message) < 0) {
        said.append(said.isEmpty() ? "" : ": ").append(message);
      }
    }
    String text = said.toString();
    for (String secret : way.hidden()) {
      text = text.replace(secret, "***");
    }
    return text;
  }

  private Answer failed(int taken, Throwable cause) throws InterruptedException {
    if (cause instanceof InterruptException) {
      throw new InterruptedException("interrupted while producing");
    }
    boolean isForGood =
        cause instanceof AuthenticationException
            || cause instanceof AuthorizationException
            || cause instanceof RecordTooLargeException
            || (cause instanceof KafkaException && !(cause instanceof ApiException));
    if (isForGood) {
      throw FeedDoor.refused(what, said(cause));
    }
    reconnect();
    return Answer.again(taken, "the brokers don't take it (%s)".formatted(said(cause)));
  }

  @Override
  public void reconnect() {
    if (producer != null) {
      try {
        producer.close(CLOSING);
      } catch (InterruptException e) {
        // It is closed all the same, and whoever waits next is told.
      }
      producer = null;
    }
  }

  @Override
  public void close() {
    reconnect();
  }
}
