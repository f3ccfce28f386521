package io.citylake.schedule.alert.cause;

import io.citylake.contract.alert.AlertKind;
import java.time.Instant;

/**
 * Something that is wrong now.
 *
 * @param key names it as long as it lasts, by whoever looks: {@code
 *     slot:enterprise.firm@2026-01-31}
 * @param theme task, slot and owner empty where it has none
 * @param since when it has been so
 * @param look the command that shows more
 */
public record Cause(
    String key,
    AlertKind kind,
    String theme,
    String task,
    String slot,
    String owner,
    Instant since,
    Words words,
    String look) {
  /** As long as where they are kept. */
  private static final int LONGEST = 400;

  public Cause {
    key = bounded(key);
    owner = bounded(owner);
    look = bounded(look);
  }

  /** Also a long path's key is its own. */
  private static String bounded(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST - 20) + "…" + Integer.toHexString(text.hashCode());
  }
}
