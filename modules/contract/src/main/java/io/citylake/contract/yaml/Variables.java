package io.citylake.contract.yaml;

import io.citylake.contract.settings.Environment;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces variables in texts, each a dollar sign and braces: an environment variable {@code NAME},
 * with a default {@code NAME:-default}; the business date {@code bizdate} (yyyyMMdd) and month
 * {@code bizmonth} (yyyyMM), each with days or months to add and a pattern: {@code
 * bizdate-1:yyyy-MM-dd}. Two dollar signs and a brace are a literal dollar sign and brace. What a
 * variable holds is not looked into again.
 */
public final class Variables {
  private static final Pattern NAME =
      Pattern.compile("([A-Z_][A-Z0-9_]*)(?::-(.*))?", Pattern.DOTALL);
  private static final Pattern DATE =
      Pattern.compile("(bizdate|bizmonth)([+-]\\d{1,5})?(?::(.+))?");

  private final Environment environment;
  private final LocalDate businessDate;

  public Variables(Environment environment, LocalDate businessDate) {
    this.environment = environment;
    this.businessDate = businessDate;
  }

  /** Raises IllegalArgumentException, with a message for people, where one can't be resolved. */
  public String expand(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (true) {
      int start = text.indexOf("${", at);
      if (start < 0) {
        return out.append(text, at, text.length()).toString();
      }
      if (start > at && text.charAt(start - 1) == '$') {
        out.append(text, at, start - 1).append("${");
        at = start + 2;
        continue;
      }
      int end = text.indexOf('}', start);
      if (end < 0) {
        throw new IllegalArgumentException(
            "a variable lacks its closing brace; write $${ for a literal ${");
      }
      out.append(text, at, start).append(value(text.substring(start + 2, end)));
      at = end + 1;
    }
  }

  private String value(String inner) {
    Matcher date = DATE.matcher(inner);
    if (date.matches()) {
      return dateText(date, inner);
    }
    Matcher name = NAME.matcher(inner);
    if (!name.matches()) {
      throw new IllegalArgumentException(
          "cannot read the variable ${%s}: expected ${NAME}, ${NAME:-default}, ${bizdate}, ${bizdate-1:yyyy-MM-dd} or ${bizmonth}; write $${ for a literal ${"
              .formatted(inner));
    }
    String fallback = name.group(2);
    return environment
        .find(name.group(1))
        .filter(value -> fallback == null || !value.isEmpty())
        .or(() -> java.util.Optional.ofNullable(fallback))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the environment variable %1$s isn't set; set it, or give a default: ${%1$s:-...}"
                        .formatted(name.group(1))));
  }

  private String dateText(Matcher date, String inner) {
    int shift = date.group(2) == null ? 0 : Integer.parseInt(date.group(2));
    boolean month = date.group(1).equals("bizmonth");
    String pattern = date.group(3) == null ? (month ? "yyyyMM" : "yyyyMMdd") : date.group(3);
    try {
      DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
      return month
          ? YearMonth.from(businessDate).plusMonths(shift).format(format)
          : businessDate.plusDays(shift).format(format);
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new IllegalArgumentException(
          "cannot write the %s as ${%s}: %s"
              .formatted(month ? "business month" : "business date", inner, e.getMessage()),
          e);
    }
  }
}
