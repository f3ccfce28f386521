package io.citylake.schedule.alert;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertBoard;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.alert.store.Mute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What people do with alerts; each deed is kept with who did it and why. */
public final class AlertControl {
  private final AlertStore store;
  private final Clock clock;
  private final String by;
  private final String why;

  /**
   * @param by who does it
   */
  public AlertControl(AlertStore store, Clock clock, String by, String why) {
    this.store = store;
    this.clock = clock;
    this.by = by;
    this.why = why;
  }

  /**
   * Takes alerts on: they are neither repeated nor escalated any more, and their recovery is told.
   *
   * @return those that last; of what is over by now there is nothing to take on
   */
  public List<Alert> ack(Collection<String> ids) {
    Instant now = clock.instant();
    Set<String> wanted = Set.copyOf(ids);
    return store.change(
        board ->
            board.open().stream()
                .filter(each -> wanted.contains(each.id()))
                .map(
                    each -> {
                      Alert acked = each.acked(now);
                      board.replace(acked);
                      board.note(acked, AlertEvent.What.ACKED, now, by, why);
                      return acked;
                    })
                .toList());
  }

  /**
   * An alert that lasts.
   *
   * @param id or how it begins
   * @throws CityLakeException ALERT_NOT_FOUND
   */
  public static Alert load(AlertStore store, String id) {
    return store.change(board -> open(board, id));
  }

  /**
   * A mute that holds at a moment.
   *
   * @throws CityLakeException ALERT_NOT_FOUND
   */
  public static Mute loadMute(AlertStore store, String id, Instant now) {
    return store.change(board -> board.mutes(now)).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> notFound("a mute '%s' that holds".formatted(id)));
  }

  /** Has nobody told of some alerts for a while; they are kept all the same. */
  public Mute mute(String selector, Duration length) {
    Instant now = clock.instant();
    String id = AlertIds.fresh();
    Mute mute = new Mute(id, selector, now, now.plus(length), by, why, "", "");
    return store.change(
        board -> {
          board.add(mute);
          return mute;
        });
  }

  /**
   * Ends a mute before its time: what lasts is told.
   *
   * @throws CityLakeException ALERT_NOT_FOUND
   */
  public void unmute(String mute) {
    Instant now = clock.instant();
    boolean ended = store.change(board -> board.endMute(mute, now, by, why));
    if (!ended) {
      throw notFound("a mute '%s' that holds".formatted(mute));
    }
  }

  private static Alert open(AlertBoard board, String id) {
    List<Alert> found = board.find(id).stream().filter(each -> each.ended() == null).toList();
    if (found.size() != 1) {
      throw notFound("one open alert '%s': there are %d".formatted(id, found.size()));
    }
    return found.get(0);
  }

  private static CityLakeException notFound(String what) {
    return new CityLakeException(
        ErrorCode.ALERT_NOT_FOUND, "Cannot find %s; see citylake alert ls".formatted(what));
  }
}
