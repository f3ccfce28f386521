package io.citylake.receive.mqtt;

import io.citylake.receive.spool.Topic;

/** What of a device's texts is taken. */
final class Texts {
  private static final int LONGEST_SHOWN = 100;

  private Texts() {}

  /** Whether it holds what no name has; bytes that are not UTF-8 have become U+FFFD. */
  static boolean isOdd(String text) {
    return text.chars()
        .anyMatch(each -> Character.isISOControl(each) || each == 0xFFFD || each == 0xFEFF);
  }

  /** Whether it can be published to. */
  static boolean isTopic(String text) {
    return !text.isEmpty()
        && Topic.size(text) <= Topic.LONGEST
        && text.indexOf('#') < 0
        && text.indexOf('+') < 0
        && !isOdd(text);
  }

  /** As much of it as a line of the log bears. */
  static String shown(String text) {
    String plain = isOdd(text) ? "(unreadable)" : text;
    return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "...";
  }
}
