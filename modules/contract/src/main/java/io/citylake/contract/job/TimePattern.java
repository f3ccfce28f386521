package io.citylake.contract.job;

/** What is asked of a java.time pattern before anything is read by it. */
public final class TimePattern {
  private TimePattern() {}

  /**
   * Why texts cannot be read by a pattern for certain; empty where they can. Months, days and times
   * may be missing at its end, and are then the first and midnight, but none before one that is
   * there: what lacks its month would be of January.
   */
  public static String fault(String pattern) {
    String bare = pattern.replaceAll("'[^']*'", "");
    if (has(bare, "Y")) {
      return "it has Y, the year of the week; write yyyy";
    }
    if (has(bare, "QqwWecFg")) {
      return "it uses weeks or quarters, which name no day";
    }
    if (has(bare, "hK") && !has(bare, "aB")) {
      return "it has an hour of a half day (h or K) but no half (a); use H for 0 to 23";
    }
    if (has(bare, "D") && has(bare, "MLd")) {
      return "it has D, the day of the year, beside a month or a day; write dd for the day of the month";
    }
    return gap(bare);
  }

  private static String gap(String bare) {
    boolean day = has(bare, "dD");
    boolean month = has(bare, "MLD");
    boolean hour = has(bare, "HkhKAN");
    boolean minute = has(bare, "mAN");
    boolean second = has(bare, "sAN");
    boolean fraction = has(bare, "SnAN");
    if (!has(bare, "yu")) {
      return "it has no year (yyyy)";
    }
    if (day && !month) {
      return "it has a day and no month; months are MM, and mm are minutes";
    }
    if ((hour || minute || second || fraction) && !day) {
      return "it has a time and no day (dd); months are MM, and mm are minutes";
    }
    if (minute && !hour) {
      return "it has minutes (mm) and no hour (HH); months are MM";
    }
    if (second && !minute) {
      return "it has seconds (ss) and no minutes (mm)";
    }
    return fraction && !second ? "it has parts of a second and no seconds (ss)" : "";
  }

  private static boolean has(String bare, String letters) {
    return bare.chars().anyMatch(letter -> letters.indexOf(letter) >= 0);
  }
}
