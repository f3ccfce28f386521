package io.citylake.schedule.alert;

import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.QuietHours;
import io.citylake.contract.alert.Route;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.CauseSource.Found;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertBoard;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.AlertEvent.What;
import io.citylake.schedule.alert.store.Mute;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes alerts of causes, and says what is to be told to whom. All of one decision is one
 * transaction: what another has decided meanwhile is seen, so that each thing is decided once.
 */
final class Decider {
  private final Alerts alerts;
  private final Routing routing;
  private final Supplier<String> ids;

  /**
   * @param ids of new alerts, never the same
   */
  Decider(Alerts alerts, Supplier<String> ids) {
    this.alerts = alerts;
    this.routing = new Routing(alerts);
    this.ids = ids;
  }

  /** Takes note of what a look found. */
  void decide(AlertBoard board, Found found, Instant now) {
    Map<String, Alert> open = new TreeMap<>();
    board.open().forEach(each -> open.put(each.cause().key(), each));
    for (Cause cause : found.causes()) {
      Alert alert = open.get(cause.key());
      open.put(
          cause.key(),
          alert == null ? begin(board, cause, now) : compare(board, alert, cause, now));
    }
    for (String key : found.over()) {
      Alert alert = open.remove(key);
      if (alert != null) {
        end(board, alert, now);
      }
    }
    List<Mute> mutes = board.mutes(now);
    for (Alert alert : open.values()) {
      boolean muted = mutes.stream().anyMatch(each -> each.holds(alert.cause(), now));
      if (!muted) {
        tell(board, alert, now);
      }
    }
  }

  private Alert begin(AlertBoard board, Cause cause, Instant now) {
    Alert alert = Alert.begun(ids.get(), cause, alerts.severityOf(cause.kind()), now);
    board.add(alert);
    board.note(alert, What.RAISED, now);
    return alert;
  }

  /** A lesser kind is no recovery: it lasts as what it was at its worst. */
  private Alert compare(AlertBoard board, Alert alert, Cause cause, Instant now) {
    AlertSeverity severity = alerts.severityOf(cause.kind()).or(alert.severity());
    if (cause.kind() == alert.kind() && !cause.words().equals(alert.words())) {
      // It holds back more by now, or a disk is fuller: that is said when it is said again.
      Alert renewed = alert.renewed(cause);
      board.replace(renewed);
      return renewed;
    }
    if (cause.kind().compareTo(alert.kind()) <= 0) {
      return alert;
    }
    Alert worse = alert.worse(cause, severity);
    board.replace(worse);
    board.note(worse, What.WORSENED, now);
    return worse;
  }

  private void end(AlertBoard board, Alert alert, Instant now) {
    Alert ended = alert.ended(now);
    board.replace(ended);
    AlertEvent event = board.note(ended, What.RECOVERED, now);
    // Whoever never heard of it needn't hear that it is over.
    deliver(board, event, board.receivers(alert.id()), now);
  }

  private void tell(AlertBoard board, Alert alert, Instant now) {
    Instant told = alert.told();
    if (told == null) {
      SortedSet<String> receivers = routing.receivers(alert);
      receivers.addAll(board.receivers(alert.id()));
      if (routing.fits(alert) || !receivers.isEmpty()) {
        AlertEvent latest = latest(board, alert);
        receivers.forEach(each -> board.outbox().supersede(latest, each));
        deliver(board, latest, receivers, now);
        board.replace(alert.told(quietUntil(now, alert.severity()).orElse(now)));
      }
    } else if (alert.acked() == null) {
      escalate(board, alert, Duration.between(told, now), now);
    }
  }

  /** What it is now: whoever hears of it only now needn't hear what it was before. */
  private static AlertEvent latest(AlertBoard board, Alert alert) {
    return board.events(alert.id()).stream()
        .filter(each -> each.what() == What.RAISED || each.what() == What.WORSENED)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private void escalate(AlertBoard board, Alert alert, Duration since, Instant now) {
    List<Route.Step> due =
        routing.steps(alert).stream().filter(each -> each.after().compareTo(since) <= 0).toList();
    if (due.size() > alert.escalated()) {
      AlertEvent event = board.note(alert, What.ESCALATED, now);
      List<Route.Step> next = due.subList(alert.escalated(), due.size());
      next.forEach(each -> deliver(board, event, each.receivers(), now));
      // To those who have just heard of it, it is no repetition.
      board.replace(alert.escalated(due.size()).repeated(now));
    } else if (isRepeated(alert, now)) {
      AlertEvent event = board.note(alert, What.REPEATED, now);
      deliver(board, event, board.receivers(alert.id()), now);
      board.replace(alert.repeated(now));
    }
  }

  /** Not in quiet hours, after which all of a night's would come at once. */
  private boolean isRepeated(Alert alert, Instant now) {
    Instant last = alert.repeated() == null ? alert.told() : alert.repeated();
    return last != null
        && !last.plus(alerts.limits().repeatAfter()).isAfter(now)
        && quietUntil(now, alert.severity()).isEmpty();
  }

  private void deliver(
      AlertBoard board, AlertEvent event, Collection<String> receivers, Instant now) {
    Instant from = quietUntil(now, event.severity()).orElse(now.plus(alerts.limits().group()));
    receivers.forEach(each -> board.outbox().add(event, each, from));
  }

  private Optional<Instant> quietUntil(Instant now, AlertSeverity severity) {
    QuietHours quiet = alerts.quiet();
    return quiet == null ? Optional.empty() : quiet.endAt(now, severity);
  }
}
