package io.citylake.schedule.alert.cause;

import java.util.Locale;

/** A sentence in both languages, of bounded length and without personal numbers. */
public record Words(String en, String zh) {
  private static final int LONGEST = 500;

  public Words {
    en = bounded(en);
    zh = bounded(zh);
  }

  private static String bounded(String text) {
    String masked = PersonalNumbers.hide(text).replaceAll("\\s+", " ").strip();
    return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "…";
  }

  /** In Chinese for that locale, else in English. */
  public String text(Locale locale) {
    return locale.getLanguage().equals("zh") ? zh : en;
  }
}
