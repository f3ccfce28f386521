package io.citylake.schedule.status;

import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.slot.Slot;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a task stands.
 *
 * @param slot the one that says so; null where there is none yet
 * @param since when it has been so; null where it is fresh
 * @param due when the slot must have arrived; null without a deadline
 * @param expected when it will, as far as earlier runs tell; null where it has, or nothing tells
 * @param cause the slot that failed or is awaited, of the task itself or of one that it needs; null
 *     for none
 */
public record Standing(
    ScheduledTask task,
    Kind kind,
    @Nullable Slot slot,
    @Nullable Instant since,
    @Nullable Instant due,
    @Nullable Instant expected,
    @Nullable Slot cause) {

  /** From good to bad. */
  public enum Kind {
    FRESH("新鲜"),
    /** It has had no slot yet. */
    UNKNOWN("未知"),
    /** It will be late, as far as earlier runs tell. */
    AT_RISK("有风险"),
    LATE("迟到"),
    BLOCKED("受阻"),
    FAILING("失败");

    private final String zh;

    Kind(String zh) {
      this.zh = zh;
    }

    /** In Chinese for that locale, else in English. */
    public String text(Locale locale) {
      return locale.getLanguage().equals("zh")
          ? zh
          : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
