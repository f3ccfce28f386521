package io.citylake.schedule.alert;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Channel;
import io.citylake.contract.alert.QuietHours;
import io.citylake.contract.alert.Receiver;
import io.citylake.contract.alert.Route;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.schedule.SimulatedClock;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.CauseSource;
import io.citylake.schedule.alert.cause.Words;
import io.citylake.schedule.alert.send.SendFailure;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.alert.store.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A lake in which a test says what is wrong, and receivers that keep what they get. */
final class AlertFixture {
  static final Duration GROUP = Duration.ofSeconds(30);
  static final Duration REPEAT = Duration.ofHours(4);
  static final Duration WITHIN = Duration.ofMinutes(15);
  static final int MESSAGES = 4;

  final SimulatedClock clock = new SimulatedClock(Instant.parse("2026-03-02T02:00:00Z"));
  final AlertStore store;

  /** What is wrong now, by key. */
  final Map<String, Cause> wrong = new TreeMap<>();

  final List<Got> got = new ArrayList<>();
  boolean blind;

  /** Whether looking fails, as where a database is away. */
  boolean away;

  Target target = (receiver, message) -> Fate.ARRIVES;

  /** What becomes of a message on its way. */
  enum Fate {
    ARRIVES,
    FAILS,
    REFUSED,
    /** The sender dies before it is sent, or before it can say that it was. */
    KILLED_BEFORE,
    KILLED_AFTER
  }

  /** Decides a message's fate. */
  interface Target {
    Fate fate(String receiver, Message message);
  }

  /** A message that arrived, and when. */
  record Got(Instant at, String receiver, String message, List<AlertEvent> events) {}

  /** A process that died while it sent. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  AlertFixture(CatalogDatabase database) {
    this.store = new AlertStore(database);
  }

  AlertRound round(Alerts alerts, String process) {
    return new AlertRound(
        store,
        alerts,
        List.of(new Wrong()),
        receiver -> (to, message) -> send(to.name(), message),
        clock,
        process);
  }

  private final class Wrong implements CauseSource {
    @Override
    public String prefix() {
      return "";
    }

    @Override
    public Found look(Collection<String> open, Instant now) {
      if (away) {
        throw new UncheckedIOException(new IOException("away"));
      }
      return blind
          ? new Found(List.of(), Set.of())
          : CauseSource.all(List.copyOf(wrong.values()), open);
    }
  }

  private synchronized String send(String receiver, Message message) throws SendFailure {
    Fate fate = target.fate(receiver, message);
    if (fate == Fate.KILLED_BEFORE) {
      throw new Killed();
    }
    if (fate == Fate.FAILS || fate == Fate.REFUSED) {
      throw new SendFailure(
          fate == Fate.FAILS ? SendFailure.Kind.UNREACHABLE : SendFailure.Kind.REFUSED, "away");
    }
    got.add(
        new Got(
            clock.instant(),
            receiver,
            message.id(),
            message.told().stream().map(Message.Told::event).toList()));
    if (fate == Fate.KILLED_AFTER) {
      throw new Killed();
    }
    return "taken";
  }

  void begin(String key, AlertKind kind) {
    wrong.put(
        key,
        new Cause(
            key,
            kind,
            "water",
            "water." + key,
            "2026-03-01",
            "水务局",
            clock.instant(),
            new Words(key + " is wrong", key + " 有问题"),
            "citylake status"));
  }

  void end(String key) {
    wrong.remove(key);
  }

  void pass(Duration time) {
    clock.set(clock.instant().plus(time));
  }

  /** Looks, and sends all that may be sent now. */
  void work(AlertRound round) {
    round.look();
    post(round);
  }

  void post(AlertRound round) {
    for (List<String> to = round.compose(); !to.isEmpty(); to = round.compose()) {
      to.forEach(round::send);
    }
  }

  List<Alert> latest() {
    return store.change(board -> board.latest(10_000));
  }

  List<AlertEvent> events() {
    return store.change(board -> board.latestEvents(10_000));
  }

  List<Message> pending() {
    return store.change(board -> board.outbox().pending());
  }

  /** What a receiver got: what happened, and to which cause. */
  List<String> heard(String receiver) {
    return got.stream()
        .filter(each -> each.receiver().equals(receiver))
        .flatMap(each -> each.events().stream())
        .map(each -> each.what() + " " + each.words().en().replace(" is wrong", ""))
        .toList();
  }

  static Route route(AlertSeverity atLeast, String receiver, Route.Step... steps) {
    return new Route(
        Set.of(), Set.of(), atLeast, List.of(receiver), Route.Owners.NOT_TOLD, List.of(steps));
  }

  static Alerts alerts(@Nullable QuietHours quiet, Route... routes) {
    TreeMap<String, Receiver> receivers = new TreeMap<>();
    for (String name : List.of("duty", "chief", "office")) {
      Channel.Webhook webhook =
          new Channel.Webhook(URI.create("http://localhost/" + name), null, null);
      receivers.put(name, new Receiver(name, Locale.ENGLISH, webhook));
    }
    return new Alerts(
        receivers,
        List.of(routes),
        new TreeMap<>(Map.of("水务局", List.of("office"))),
        Map.of(),
        quiet,
        new Alerts.Limits(GROUP, REPEAT, MESSAGES, WITHIN),
        new Alerts.Thresholds(
            3,
            new BigDecimal("0.1"),
            Duration.ofDays(21),
            Duration.ofDays(14),
            Duration.ofMinutes(15)),
        List.of());
  }
}
