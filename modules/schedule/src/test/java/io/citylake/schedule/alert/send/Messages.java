package io.citylake.schedule.alert.send;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Channel;
import io.citylake.contract.alert.Receiver;
import io.citylake.contract.alert.TargetHost;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.Words;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.Message;
import io.citylake.schedule.alert.store.Message.Told;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Messages as a scheduler makes them, and who sends them. */
final class Messages {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final List<TargetHost> HERE =
      List.of(
          new TargetHost("localhost", TargetHost.Reach.PRIVATE),
          new TargetHost("127.0.0.1", TargetHost.Reach.PRIVATE));

  private Messages() {}

  static Message of(int events) {
    return new Message(
        "m1",
        "duty",
        NOW,
        Message.State.PENDING,
        0,
        NOW,
        "p",
        "",
        IntStream.range(0, events).mapToObj(i -> told(i, "water.level" + i)).toList());
  }

  /** Of one event of a task of any name. */
  static Message naming(String task) {
    return new Message(
        "m1", "duty", NOW, Message.State.PENDING, 0, NOW, "p", "", List.of(told(0, task)));
  }

  private static Told told(int i, String task) {
    Words words = new Words("failed: no such file", "失败：没有该文件");
    Cause cause =
        new Cause(
            "slot:water.level" + i + "@2026-01-01",
            AlertKind.FAILED,
            "water",
            task,
            "2026-01-01",
            "水务局",
            NOW,
            words,
            "citylake logs r" + i);
    AlertSeverity severity = i == 7 ? AlertSeverity.CRITICAL : AlertSeverity.ERROR;
    Alert alert = Alert.begun("a" + i, cause, severity, NOW);
    AlertEvent.What what = i % 2 == 0 ? AlertEvent.What.RAISED : AlertEvent.What.RECOVERED;
    return new Told(
        new AlertEvent(
            "a" + i + "-1", "a" + i, 1, what, NOW, cause.kind(), severity, words, "", ""),
        alert);
  }

  static Receiver to(Channel channel) {
    return new Receiver("duty", Locale.CHINESE, channel);
  }

  static String send(Channel channel, Message message) throws SendFailure {
    Receiver receiver = to(channel);
    return new Senders(HERE, CLOCK).of(receiver).send(receiver, message);
  }
}
