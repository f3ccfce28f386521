package io.citylake.schedule.alert.store;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.schedule.alert.cause.Words;
import java.time.Instant;
import java.util.Locale;

/**
 * What happened to an alert. It is decided once and told at least once, always by this id.
 *
 * @param id the alert's, and how many events it has had
 * @param by who did it; empty for the scheduler
 */
public record AlertEvent(
    String id,
    String alert,
    int ordinal,
    What what,
    Instant at,
    AlertKind kind,
    AlertSeverity severity,
    Words words,
    String by,
    String why) {
  /** What can happen to it. */
  public enum What {
    RAISED("告警"),
    /** It has become of a worse kind, such as late after at risk. */
    WORSENED("加重"),
    /** It lasts, and nobody has taken it on. */
    REPEATED("未恢复"),
    ESCALATED("升级"),
    ACKED("已确认"),
    RECOVERED("恢复"),
    /** Nothing happened: whether the receiver can be reached. It is not kept. */
    TEST("测试");

    private final String zh;

    What(String zh) {
      this.zh = zh;
    }

    /** In Chinese for that locale, else in English. */
    public String text(Locale locale) {
      return locale.getLanguage().equals("zh") ? zh : toString();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static What parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
