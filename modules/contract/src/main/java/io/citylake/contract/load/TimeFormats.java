package io.citylake.contract.load;

import java.util.List;

/** Finds formats of times that would guess, and so take a text for another time than is meant. */
final class TimeFormats {
  private static final String EPOCH = "epoch-";

  private TimeFormats() {}

  /**
   * Why a format would guess; empty where it does not.
   *
   * @param earlier formats that are tried before it
   */
  static String guess(String format, List<String> earlier) {
    String bare = bare(format);
    if (!isNamed(format)) {
      if (bare.indexOf('z') >= 0 || bare.indexOf('v') >= 0) {
        return "'format' has a name of a zone (z, v), and names mean several zones: CST is Chicago's and Shanghai's; write XXX for an offset, VV for Asia/Shanghai, or leave it out and set 'zone'";
      }
      if (bare.matches("(?s)(.*[^yu])?(yy|uu)([^yu].*)?")) {
        return "'format' has years of two digits, whose century nobody says; write yyyy, and put the century before them by 'template', such as \"20{day}\"";
      }
    }
    for (String other : earlier) {
      if (other.equals(format)) {
        continue;
      }
      if ((format.startsWith(EPOCH) && isDigits(other))
          || (other.startsWith(EPOCH) && isDigits(format))) {
        return "'format' lists %s and %s, and which of the two a number is nobody can tell; keep one"
            .formatted(other, format);
      }
      if (!isNamed(format) && !isNamed(other) && isSwapped(bare(other), bare)) {
        return "'format' lists %s and %s, and whether 03/04 is in March or April nobody can tell; keep one"
            .formatted(other, format);
      }
    }
    return "";
  }

  /** Whether what it reads has no parts of a second. */
  static boolean isOfSeconds(String format) {
    return format.equals("epoch-seconds")
        || (!isNamed(format) && !bare(format).matches("(?s).*[SnNA].*"));
  }

  private static boolean isNamed(String format) {
    return format.equals("iso") || format.startsWith(EPOCH);
  }

  /** Whether what it reads can be digits only. */
  private static boolean isDigits(String format) {
    return format.startsWith(EPOCH) || format.matches("[yuMdHhkKmsSn]+");
  }

  /** The same marks between day, month and year, in another order. */
  private static boolean isSwapped(String one, String other) {
    String first = one.replaceAll("(.)\\1+", "$1");
    String second = other.replaceAll("(.)\\1+", "$1");
    return !first.equals(second)
        && first.replaceAll("[Md]", "#").equals(second.replaceAll("[Md]", "#"))
        && order(first).length() == order(second).length()
        && !order(first).equals(order(second));
  }

  private static String order(String pattern) {
    return pattern.replaceAll("[^yuMd]", "").replace('u', 'y').replaceAll("(.)\\1+", "$1");
  }

  /** Without quoted text. */
  private static String bare(String format) {
    return format.replaceAll("'[^']*'", "");
  }
}
