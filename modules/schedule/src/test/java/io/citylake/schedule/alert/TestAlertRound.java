package io.citylake.schedule.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.QuietHours;
import io.citylake.contract.alert.Route;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.alert.AlertFixture.Fate;
import io.citylake.schedule.alert.AlertFixture.Killed;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.Words;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.Message;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told to whom and when, of causes that come and go. */
class TestAlertRound {
  private static final Alerts ALERTS =
      AlertFixture.alerts(
          null,
          AlertFixture.route(AlertSeverity.WARNING, "duty"),
          AlertFixture.route(
              AlertSeverity.ERROR, "duty", new Route.Step(Duration.ofHours(1), List.of("chief"))));

  private static final Route DUTY = AlertFixture.route(AlertSeverity.WARNING, "duty");
  private static final Route CHIEF =
      AlertFixture.route(
          AlertSeverity.ERROR, "duty", new Route.Step(Duration.ofHours(1), List.of("chief")));

  @TempDir private Path home;
  private CatalogDatabase database;
  private AlertFixture lake;

  @BeforeEach
  void open() {
    database = new CatalogDatabase(LocalLake.settings(home).catalog());
    lake = new AlertFixture(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Alert open(String key) {
    return lake.store.change(
        board ->
            board.open().stream()
                .filter(each -> each.cause().key().equals(key))
                .findFirst()
                .orElseThrow());
  }

  private AlertControl wang() {
    return new AlertControl(lake.store, lake.clock, "wang", "it is being looked at");
  }

  @Test
  void whatBeginsTogetherIsToldTogetherAndOnce() {
    AlertRound round = lake.round(ALERTS, "p");
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    assertThat(lake.got).isEmpty();
    lake.pass(Duration.ofSeconds(20));
    lake.begin("b", AlertKind.AT_RISK);
    lake.work(round);
    lake.pass(Duration.ofSeconds(15));
    for (int i = 0; i < 5; i++) {
      lake.work(round);
      lake.pass(Duration.ofSeconds(15));
    }
    assertThat(lake.got).hasSize(1);
    assertThat(lake.heard("duty")).containsExactly("raised a", "raised b");

    lake.end("a");
    lake.work(round);
    lake.pass(AlertFixture.GROUP);
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("raised a", "raised b", "recovered a");
    assertThat(open("b").ended()).isNull();
  }

  /** Airflow #68961: "failed" after "late" is no second alert. */
  @Test
  void aCauseThatWorsensStaysOne() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    lake.begin("a", AlertKind.AT_RISK);
    lake.work(round);
    String id = open("a").id();
    lake.begin("a", AlertKind.LATE);
    lake.work(round);
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    // It is run again, and only late now: it still is what it was at its worst.
    lake.begin("a", AlertKind.LATE);
    lake.work(round);
    assertThat(open("a").id()).isEqualTo(id);
    assertThat(open("a").kind()).isEqualTo(AlertKind.FAILED);
    lake.end("a");
    lake.work(round);
    assertThat(lake.heard("duty"))
        .containsExactly("raised a", "worsened a", "worsened a", "recovered a");
    assertThat(lake.got.get(3).events().get(0).id()).isEqualTo(id + "-4");
  }

  @Test
  void whatCannotBeSeenIsNotOver() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    lake.blind = true;
    lake.work(round);
    lake.away = true;
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("raised a");
    assertThat(open("a").ended()).isNull();
  }

  @Test
  void isRepeatedAndEscalatedUntilSomebodyTakesItOn() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    lake.begin("a", AlertKind.FAILED);
    lake.begin("b", AlertKind.AT_RISK);
    lake.work(round);
    lake.pass(Duration.ofHours(1));
    lake.work(round);
    lake.work(round);
    assertThat(lake.heard("chief")).containsExactly("escalated a");
    lake.pass(Duration.ofHours(3));
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactlyInAnyOrder("raised a", "raised b", "repeated b");
    lake.pass(Duration.ofHours(1));
    lake.work(round);
    assertThat(lake.heard("chief")).containsExactly("escalated a", "repeated a");

    wang().ack(List.of(AlertControl.load(lake.store, open("a").id().substring(0, 6)).id()));
    lake.pass(Duration.ofHours(9));
    lake.work(round);
    assertThat(lake.heard("chief")).containsExactly("escalated a", "repeated a");
    lake.end("a");
    lake.work(round);
    assertThat(lake.heard("chief")).containsExactly("escalated a", "repeated a", "recovered a");
    List<AlertEvent> events = lake.events();
    assertThat(events)
        .filteredOn(each -> each.what() == AlertEvent.What.ACKED)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.by()).isEqualTo("wang");
              assertThat(each.why()).isEqualTo("it is being looked at");
            });
  }

  /** What it holds back is known once those have been looked at. */
  @Test
  void isSaidAgainAsItIsNow() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    lake.begin("a", AlertKind.AT_RISK);
    lake.work(round);
    Cause now = lake.wrong.get("a");
    lake.wrong.put(
        "a",
        new Cause(
            now.key(),
            now.kind(),
            now.theme(),
            now.task(),
            now.slot(),
            now.owner(),
            now.since(),
            new Words("a and b", "a 和 b"),
            now.look()));
    lake.work(round);
    lake.pass(AlertFixture.REPEAT);
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("raised a", "repeated a and b");
  }

  /** Whoever took on the risk has not taken on the failure. */
  @Test
  void whatWorsensIsAcknowledgedNoMore() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    lake.begin("a", AlertKind.AT_RISK);
    lake.work(round);
    wang().ack(List.of(open("a").id()));
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    lake.pass(Duration.ofHours(1));
    lake.work(round);
    assertThat(lake.heard("chief")).containsExactly("escalated a");
  }

  @Test
  void whatIsMutedIsKeptAndToldAfterwardsIfItLasts() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    wang().mute("water.a", Duration.ofHours(2));
    lake.begin("a", AlertKind.FAILED);
    lake.begin("b", AlertKind.FAILED);
    lake.work(round);
    lake.pass(Duration.ofMinutes(119));
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("raised b");
    assertThat(open("a").told()).isNull();
    lake.pass(Duration.ofMinutes(1));
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("raised b", "raised a");
  }

  @Test
  void whatCameAndWentWhileMutedIsNobodysNews() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    String mute = wang().mute("theme:water", Duration.ofHours(2)).id();
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    lake.end("a");
    lake.work(round);
    wang().unmute(mute);
    lake.work(round);
    assertThat(lake.got).isEmpty();
    assertThat(lake.latest()).hasSize(1);
    assertThatThrownBy(() -> wang().unmute(mute))
        .isInstanceOf(CityLakeException.class)
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.ALERT_NOT_FOUND);
    assertThatThrownBy(() -> AlertControl.load(lake.store, "a"))
        .hasMessage("Cannot find one open alert 'a': there are 0; see citylake alert ls");
  }

  /** Many are taken on at once, and one of them recovers while somebody says why. */
  @Test
  void whatIsOverKeepsNobodyFromTakingOnTheRest() {
    AlertRound round = lake.round(ALERTS, "p");
    lake.begin("a", AlertKind.FAILED);
    lake.begin("b", AlertKind.FAILED);
    lake.work(round);
    String a = open("a").id();
    String b = open("b").id();
    lake.end("a");
    lake.work(round);

    assertThat(wang().ack(List.of(a, b))).extracting(Alert::id).containsExactly(b);
    assertThat(open("b").acked()).isNotNull();
    assertThat(wang().ack(List.of(a))).isEmpty();
  }

  @Test
  void quietHoursHoldBackWhatMattersLess() {
    ZoneId zone = ZoneId.of("Asia/Shanghai");
    QuietHours quiet =
        new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0), zone, AlertSeverity.CRITICAL);
    Alerts alerts =
        AlertFixture.alerts(quiet, AlertFixture.route(AlertSeverity.WARNING, "duty")).ungrouped();
    AlertRound round = lake.round(alerts, "p");
    // Ten in the morning there; thirteen hours later it is eleven at night.
    lake.pass(Duration.ofHours(13));
    lake.begin("a", AlertKind.LATE);
    lake.begin("b", AlertKind.DISK);
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("raised b");
    lake.pass(Duration.ofMinutes(7 * 60 + 59));
    lake.work(round);
    assertThat(lake.heard("duty")).doesNotContain("raised a");
    lake.pass(Duration.ofMinutes(1));
    lake.work(round);
    assertThat(lake.heard("duty")).contains("raised a").doesNotContain("repeated a");
  }

  @Test
  void ownersHearOfWhatIsTheirs() {
    Alerts alerts =
        AlertFixture.alerts(
                null,
                new Route(
                    Set.of("water"),
                    Set.of(AlertKind.LATE),
                    AlertSeverity.WARNING,
                    List.of(),
                    Route.Owners.TOLD,
                    List.of()))
            .ungrouped();
    AlertRound round = lake.round(alerts, "p");
    lake.begin("a", AlertKind.LATE);
    lake.begin("b", AlertKind.FAILED);
    lake.work(round);
    assertThat(lake.heard("office")).containsExactly("raised a");
    assertThat(lake.heard("duty")).isEmpty();
  }

  @Test
  void aStormIsFewMessagesAndNothingIsLost() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    for (int i = 0; i < 500; i++) {
      lake.begin("c" + i, AlertKind.FAILED);
      if (i % 5 == 0) {
        lake.work(round);
        lake.pass(Duration.ofSeconds(1));
      }
    }
    assertThat(lake.got).hasSize(AlertFixture.MESSAGES);
    lake.pass(AlertFixture.WITHIN);
    lake.work(round);
    assertThat(lake.heard("duty")).hasSize(500).doesNotHaveDuplicates();
    assertThat(lake.got).hasSizeLessThanOrEqualTo(2 * AlertFixture.MESSAGES);
  }

  @Test
  void isSentAgainAfterLongerPausesAndThenGivenUp() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    int[] tries = {0};
    lake.target =
        (receiver, message) -> {
          tries[0]++;
          return Fate.REFUSED;
        };
    lake.begin("a", AlertKind.AT_RISK);
    lake.work(round);
    lake.pass(Duration.ofSeconds(9));
    lake.post(round);
    assertThat(tries[0]).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      lake.pass(Duration.ofMinutes(5));
      lake.post(round);
    }
    assertThat(tries[0]).isEqualTo(5);
    String alert = open("a").id();
    Message given = lake.store.change(board -> board.outbox().of(alert)).get(0);
    assertThat(given.state()).isEqualTo(Message.State.GIVEN_UP);
    assertThat(given.answer()).isEqualTo("away");
    assertThat(Posting.pause(1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(Posting.pause(3)).isEqualTo(Duration.ofSeconds(90));
    assertThat(Posting.pause(200)).isEqualTo(Duration.ofMinutes(5));
  }

  /**
   * Killed before it is sent, and before it could say that it was: the same message comes again.
   */
  @Test
  void anotherSendsWhatAKilledOneHad() {
    AlertRound killed = lake.round(ALERTS.ungrouped(), "killed");
    AlertRound other = lake.round(ALERTS.ungrouped(), "other");
    lake.begin("a", AlertKind.FAILED);
    killed.look();
    for (Fate fate : List.of(Fate.KILLED_BEFORE, Fate.KILLED_AFTER)) {
      lake.target = (receiver, message) -> fate;
      assertThatThrownBy(() -> lake.post(killed)).isInstanceOf(Killed.class);
      lake.target = (receiver, message) -> Fate.ARRIVES;
      lake.post(other);
      lake.pass(Duration.ofMinutes(2));
    }
    lake.post(other);
    assertThat(lake.got).hasSize(2);
    assertThat(lake.got)
        .extracting(AlertFixture.Got::message)
        .containsOnly(lake.got.get(0).message());
    lake.pass(Duration.ofMinutes(5));
    lake.post(other);
    assertThat(lake.got).hasSize(2);
  }

  @Test
  void whatIsOnItsWayIsSentByNobodyElse() {
    AlertRound first = lake.round(ALERTS.ungrouped(), "first");
    AlertRound other = lake.round(ALERTS.ungrouped(), "other");
    lake.begin("a", AlertKind.FAILED);
    first.look();
    List<Boolean> taken = new ArrayList<>();
    lake.target =
        (receiver, message) -> {
          lake.target = (to, again) -> Fate.ARRIVES;
          taken.add(other.send(receiver));
          return Fate.ARRIVES;
        };
    lake.post(first);
    assertThat(taken).containsExactly(false);
    assertThat(lake.heard("duty")).containsExactly("raised a");
  }

  @Test
  void isKeptForHalfAYearAfterItIsOver() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    lake.end("a");
    lake.work(round);
    lake.pass(Duration.ofDays(179));
    lake.work(round);
    assertThat(lake.latest()).hasSize(1);
    lake.pass(Duration.ofDays(2));
    lake.work(round);
    assertThat(lake.latest()).isEmpty();
    assertThat(lake.events()).isEmpty();
  }

  /** From ten to seven only errors are told at once. */
  private static final QuietHours NIGHT =
      new QuietHours(
          LocalTime.of(22, 0), LocalTime.of(7, 0), ZoneId.of("Asia/Shanghai"), AlertSeverity.ERROR);

  private void atNight() {
    lake.clock.set(Instant.parse("2026-03-02T15:00:00Z"));
  }

  @Test
  void whatHasWorsenedAndEndedIsNotToldInTheMorning() {
    AlertRound round = lake.round(AlertFixture.alerts(NIGHT, DUTY, CHIEF).ungrouped(), "p");
    atNight();
    lake.begin("a", AlertKind.AT_RISK);
    lake.work(round);
    lake.pass(Duration.ofHours(1));
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    lake.pass(Duration.ofHours(1));
    lake.work(round);
    assertThat(lake.heard("chief"))
        .as("an hour after it failed, not after the morning")
        .containsExactly("escalated a");
    lake.end("a");
    lake.work(round);
    lake.pass(Duration.ofHours(8));
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("worsened a", "recovered a");
  }

  /** Nobody hears of a risk here, so that its time is no reason to go to the chief. */
  @Test
  void isEscalatedFromWhenItWasTold() {
    AlertRound round = lake.round(AlertFixture.alerts(null, CHIEF).ungrouped(), "p");
    lake.begin("a", AlertKind.AT_RISK);
    lake.work(round);
    assertThat(open("a").told()).as("no route fits").isNull();
    lake.pass(Duration.ofHours(2));
    lake.begin("a", AlertKind.FAILED);
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("worsened a");
    assertThat(lake.heard("chief")).isEmpty();
    lake.pass(Duration.ofHours(1));
    lake.work(round);
    assertThat(lake.heard("chief")).containsExactly("escalated a");
  }

  @Test
  void aMuteHoldsBackWhatWorsensAndThenTheLatestIsTold() {
    AlertRound round = lake.round(ALERTS.ungrouped(), "p");
    lake.begin("a", AlertKind.AT_RISK);
    lake.work(round);
    String mute = wang().mute("all", Duration.ofHours(9)).id();
    lake.begin("a", AlertKind.FAILED);
    lake.begin("b", AlertKind.AT_RISK);
    lake.work(round);
    lake.pass(Duration.ofHours(2));
    lake.begin("b", AlertKind.FAILED);
    lake.work(round);
    assertThat(lake.heard("duty")).containsExactly("raised a");
    wang().unmute(mute);
    lake.work(round);
    assertThat(lake.heard("duty"))
        .containsExactlyInAnyOrder("raised a", "worsened a", "worsened b");
    assertThat(lake.heard("chief")).isEmpty();
  }
}
