package io.citylake.schedule.alert.cause;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides numbers that belong to a person in a text that leaves the lake: identity numbers (GB 11643,
 * 18 characters, and the 15 of before), mobile numbers (11 digits from 13 to 19), and the 16 to 19
 * digits of bank cards (GB/T 19584). What looks like one is hidden too; business dates and run ids
 * don't.
 */
public final class PersonalNumbers {
  /** Also as they are typed in Chinese, full-width. */
  private static final String DIGIT = "[0-9０-９]";

  private static final String EDGE = "[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]";

  private static final Pattern NUMBER =
      Pattern.compile(
          ("(?<!EDGE)(?:(?:\\+?86[- ]?)?[1１][3-9３-９]D[- ]?D{4}[- ]?D{4}"
                  + "|D{17}[0-9０-９XxＸｘ]|D{15}|D{16,19})(?!EDGE)")
              .replace("EDGE", EDGE)
              .replace("D", DIGIT));

  private static final int SHOWN = 2;

  private PersonalNumbers() {}

  /** The text with the middle of each such number as stars. */
  public static String hide(String text) {
    Matcher matcher = NUMBER.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String number = matcher.group();
      String hidden =
          number.substring(0, SHOWN)
              + "*".repeat(number.length() - 2 * SHOWN)
              + number.substring(number.length() - SHOWN);
      matcher.appendReplacement(out, Matcher.quoteReplacement(hidden));
    }
    return matcher.appendTail(out).toString();
  }
}
