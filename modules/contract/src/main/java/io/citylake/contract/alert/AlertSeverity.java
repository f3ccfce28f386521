package io.citylake.contract.alert;

import java.util.Locale;

/** How much an alert matters, from little to much. */
public enum AlertSeverity {
  WARNING("警告"),
  ERROR("错误"),
  CRITICAL("严重");

  private final String zh;

  AlertSeverity(String zh) {
    this.zh = zh;
  }

  /** In Chinese for that locale, else in English. */
  public String text(Locale locale) {
    return locale.getLanguage().equals("zh") ? zh : toString();
  }

  /** The greater of the two. */
  public AlertSeverity or(AlertSeverity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static AlertSeverity parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
