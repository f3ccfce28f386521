package io.citylake.schedule.alert.store;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cause from when it was first seen until it is over.
 *
 * @param id stable, and never another's
 * @param cause as it was at its worst
 * @param told when it may be given to receivers as it is now; null while it is muted, or no route
 *     fits it
 * @param repeated when it was given to them again
 * @param escalated how many steps have been told
 * @param acked when somebody took it on
 * @param ended null while it lasts
 */
public record Alert(
    String id,
    Cause cause,
    AlertSeverity severity,
    Instant began,
    @Nullable Instant told,
    @Nullable Instant repeated,
    int escalated,
    @Nullable Instant acked,
    @Nullable Instant ended) {
  public static Alert begun(String id, Cause cause, AlertSeverity severity, Instant now) {
    return new Alert(id, cause, severity, now, null, null, 0, null, null);
  }

  public Alert told(Instant now) {
    return new Alert(id, cause, severity, began, now, repeated, escalated, acked, ended);
  }

  public Alert repeated(Instant now) {
    return new Alert(id, cause, severity, began, told, now, escalated, acked, ended);
  }

  public Alert escalated(int steps) {
    return new Alert(id, cause, severity, began, told, repeated, steps, acked, ended);
  }

  public Alert acked(Instant now) {
    return new Alert(id, cause, severity, began, told, repeated, escalated, now, ended);
  }

  public Alert ended(Instant now) {
    return new Alert(id, cause, severity, began, told, repeated, escalated, acked, now);
  }

  /** The same, in other words. */
  public Alert renewed(Cause now) {
    return new Alert(id, now, severity, began, told, repeated, escalated, acked, ended);
  }

  /**
   * The same cause, which has become worse: whoever heard of the lesser, or took it on, did not
   * hear of this.
   */
  public Alert worse(Cause now, AlertSeverity severityNow) {
    return new Alert(id, now, severityNow, began, null, null, escalated, null, ended);
  }

  public AlertKind kind() {
    return cause.kind();
  }

  public Words words() {
    return cause.words();
  }
}
