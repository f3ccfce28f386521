package io.citylake.receive.mqtt;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of connections and messages by MQTT since the process began, and the log's lines of
 * what was refused: of each reason and group one in ten seconds. Safe for threads.
 */
public final class MqttCounts {
  private static final Logger LOG = LoggerFactory.getLogger(MqttCounts.class);
  private static final long SILENCE = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_KINDS = 1000;

  /** Why connections are refused or ended, and messages not taken, each a word. */
  public static final List<String> REASONS =
      List.of(
          "login",
          "version",
          "client-id",
          "slow",
          "idle",
          "malformed",
          "protocol",
          "too-large",
          "connections",
          "memory",
          "qos2",
          "undeclared",
          "forbidden",
          "subscribe",
          "will",
          "taken-over",
          "full",
          "failed");

  private final AtomicLong connections = new AtomicLong();
  private final LongAdder messages = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private final Map<String, Told> told = new ConcurrentHashMap<>();

  /** When a kind was told of last, and how often it was not since. */
  private record Told(AtomicLong at, LongAdder silent) {}

  void connected() {
    connections.incrementAndGet();
  }

  void disconnected() {
    connections.decrementAndGet();
  }

  void stored() {
    messages.increment();
  }

  /**
   * Counts what is refused, and says so.
   *
   * @param who a group, or an address where nobody logged in
   * @param what in the log; it holds no payload
   */
  void refused(String reason, String who, String what) {
    refused.computeIfAbsent(reason, each -> new LongAdder()).increment();
    if (told.size() > MOST_KINDS) {
      told.clear();
    }
    long now = System.nanoTime();
    Told kind =
        told.computeIfAbsent(
            reason + " " + who, each -> new Told(new AtomicLong(now - SILENCE), new LongAdder()));
    long last = kind.at().get();
    if (now - last >= SILENCE && kind.at().compareAndSet(last, now)) {
      LOG.warn(
          "MQTT: {} (reason={}, from={}, like it since={})",
          what,
          reason,
          who,
          kind.silent().sumThenReset());
    } else {
      kind.silent().increment();
    }
  }

  /** Devices that are logged in. */
  public long connections() {
    return connections.get();
  }

  /** Publications that were stored, and acknowledged where that was asked for. */
  public long messages() {
    return messages.sum();
  }

  /** What was refused for one reason. */
  public long refusals(String reason) {
    LongAdder count = refused.get(reason);
    return count == null ? 0 : count.sum();
  }
}
