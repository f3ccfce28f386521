package io.citylake.schedule.alert.store;

import io.citylake.contract.alert.AlertKind;
import io.citylake.schedule.alert.cause.Cause;
import java.time.Instant;

/**
 * A person's word that for a while nobody is told of some alerts; they are kept all the same.
 *
 * @param selector {@code all}, {@code theme:NAME}, {@code kind:KIND} or a job's name
 * @param by who said it, and why
 * @param endedBy who ended it before its time; empty for nobody
 */
public record Mute(
    String id,
    String selector,
    Instant from,
    Instant until,
    String by,
    String why,
    String endedBy,
    String endedWhy) {
  public static final String ALL = "all";
  public static final String THEME = "theme:";
  public static final String KIND = "kind:";

  public boolean holds(Cause cause, Instant now) {
    return !now.isBefore(from) && now.isBefore(until) && names(cause.kind(), cause);
  }

  private boolean names(AlertKind kind, Cause cause) {
    return selector.equals(ALL)
        || selector.equals(THEME + cause.theme())
        || selector.equals(KIND + kind)
        || selector.equals(cause.task());
  }
}
