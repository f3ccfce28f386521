package io.citylake.schedule.alert;

import java.security.SecureRandom;

/**
 * New ids of alerts, messages and mutes: never the same, short enough to be typed, and of letters
 * alone, since logs and messages hide what looks like a person's number. Safe for threads.
 */
public final class AlertIds {
  /** Without vowels, which would make words, and without the l, which looks like a 1. */
  private static final String LETTERS = "bcdfghjkmnpqrstvwxz";

  /** 50 bits. */
  private static final int LENGTH = 12;

  private static final SecureRandom RANDOM = new SecureRandom();

  private AlertIds() {}

  public static String fresh() {
    StringBuilder id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
