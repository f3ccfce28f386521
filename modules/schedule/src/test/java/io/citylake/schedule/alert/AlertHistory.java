package io.citylake.schedule.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.schedule.alert.AlertFixture.Fate;
import io.citylake.schedule.alert.AlertFixture.Got;
import io.citylake.schedule.alert.AlertFixture.Killed;
import io.citylake.schedule.alert.store.AlertEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Some hours of two schedulers over one database, as a seed draws them: causes begin and end, alone
 * and in storms, targets are away, and senders are killed between deciding, sending and saying that
 * they sent. What each receiver must have heard afterwards is kept beside it by a plain list.
 */
final class AlertHistory {
  private static final int STEPS = 40;
  private static final Alerts ALERTS =
      AlertFixture.alerts(
          null,
          AlertFixture.route(AlertSeverity.WARNING, "duty"),
          AlertFixture.route(AlertSeverity.ERROR, "chief"));

  /** From when a look saw a cause until one saw that it is over. */
  private record Episode(String cause, boolean matters) {}

  private final Random random;
  private final boolean kills;
  private final AlertFixture lake;
  private final List<Episode> episodes = new ArrayList<>();
  private final Map<String, Episode> lasting = new TreeMap<>();
  private final Set<String> away = new TreeSet<>();
  private final AlertRound[] rounds = new AlertRound[2];
  private int processes;
  private int ended;

  AlertHistory(CatalogDatabase database, long seed, boolean kills) {
    this.random = new Random(seed);
    this.kills = kills;
    this.lake = new AlertFixture(database);
    lake.target = (receiver, message) -> fate(receiver);
    rounds[0] = start();
    rounds[1] = start();
  }

  private AlertRound start() {
    return lake.round(ALERTS, "process-" + processes++);
  }

  private Fate fate(String receiver) {
    if (away.contains(receiver)) {
      return Fate.FAILS;
    }
    if (kills && random.nextInt(5) == 0) {
      return random.nextBoolean() ? Fate.KILLED_BEFORE : Fate.KILLED_AFTER;
    }
    return Fate.ARRIVES;
  }

  void run() {
    for (int step = 0; step < STEPS; step++) {
      happen();
      act(random.nextInt(2));
      lake.pass(Duration.ofSeconds(random.nextInt(random.nextInt(6) == 0 ? 3600 : 60)));
    }
    away.clear();
    for (int i = 0; i < 60; i++) {
      lake.pass(Duration.ofMinutes(5));
      act(i % 2);
    }
    check();
  }

  private void happen() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> begin(random.nextInt(6));
      case 3 -> {
        for (int i = 0; i < 30; i++) {
          begin(i);
        }
      }
      case 4, 5 -> lake.end("c" + random.nextInt(6));
      case 6 -> lake.wrong.keySet().removeIf(key -> random.nextBoolean());
      default -> {
        if (!away.remove("duty")) {
          away.add(random.nextBoolean() ? "duty" : "chief");
        }
      }
    }
  }

  private void begin(int number) {
    if (!lake.wrong.containsKey("c" + number)) {
      lake.begin("c" + number, number % 2 == 0 ? AlertKind.FAILED : AlertKind.AT_RISK);
    }
  }

  /** One of the schedulers does something of its work, or dies in it and is started anew. */
  private void act(int which) {
    try {
      if (random.nextInt(4) > 0) {
        rounds[which].look();
        looked();
      }
      if (random.nextInt(4) > 0) {
        lake.post(rounds[which]);
      }
    } catch (Killed e) {
      rounds[which] = start();
    }
  }

  private void looked() {
    lake.wrong
        .values()
        .forEach(
            cause -> {
              if (!lasting.containsKey(cause.key())) {
                Episode episode = new Episode(cause.key(), cause.kind() == AlertKind.FAILED);
                lasting.put(cause.key(), episode);
                episodes.add(episode);
              }
            });
    ended += lasting.size();
    lasting.keySet().retainAll(lake.wrong.keySet());
    ended -= lasting.size();
  }

  private void check() {
    assertThat(lake.pending()).isEmpty();
    for (String receiver : List.of("duty", "chief")) {
      List<Got> got = lake.got.stream().filter(each -> each.receiver().equals(receiver)).toList();
      heardAll(receiver, got);
      sameMessages(got);
      bounded(got);
    }
    assertThat(lake.latest()).hasSize(episodes.size());
  }

  private void heardAll(String receiver, List<Got> got) {
    List<Episode> expected =
        episodes.stream().filter(each -> receiver.equals("duty") || each.matters()).toList();
    Map<String, List<AlertEvent>> byAlert = new HashMap<>();
    Map<String, AlertEvent> byId = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (Got each : got) {
      for (AlertEvent event : each.events()) {
        if (byId.put(event.id(), event) == null) {
          order.add(event.id());
          byAlert.computeIfAbsent(event.alert(), id -> new ArrayList<>()).add(event);
        } else {
          assertThat(kills).as("%s came twice", event.id()).isTrue();
        }
      }
    }
    assertThat(byAlert).hasSize(expected.size());
    int over = 0;
    for (List<AlertEvent> events : byAlert.values()) {
      assertThat(events.get(0).what()).isEqualTo(AlertEvent.What.RAISED);
      List<AlertEvent> recovered =
          events.stream().filter(each -> each.what() == AlertEvent.What.RECOVERED).toList();
      assertThat(recovered.size()).isLessThanOrEqualTo(1);
      over += recovered.size();
      if (!recovered.isEmpty()) {
        assertThat(events.get(events.size() - 1)).isEqualTo(recovered.get(0));
      }
    }
    if (receiver.equals("duty")) {
      assertThat(over).isEqualTo(ended);
    }
  }

  /** What comes again is the same. */
  private static void sameMessages(List<Got> got) {
    Map<String, List<AlertEvent>> contents = new HashMap<>();
    for (Got each : got) {
      List<AlertEvent> before = contents.putIfAbsent(each.message(), each.events());
      assertThat(before == null || before.equals(each.events())).isTrue();
    }
  }

  /** In no stretch of time more messages than are allowed, each counted once. */
  private static void bounded(List<Got> got) {
    Map<String, Instant> first = new HashMap<>();
    got.forEach(each -> first.putIfAbsent(each.message(), each.at()));
    for (Instant from : first.values()) {
      long within =
          first.values().stream()
              .filter(each -> !each.isBefore(from))
              .filter(each -> each.isBefore(from.plus(AlertFixture.WITHIN)))
              .count();
      // One that was made before may have waited for its target.
      assertThat(within).isLessThanOrEqualTo(AlertFixture.MESSAGES + 1);
    }
  }
}
