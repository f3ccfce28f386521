package io.citylake.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers as sorted lines that are equal where the answers are: numbers by their first ten digits,
 * since sums of doubles depend on their order; instants in UTC.
 */
final class AnswerText {
  private static final MathContext DIGITS = new MathContext(10);
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*(Z|[+-]\\d\\d:\\d\\d)");

  private AnswerText() {}

  static List<String> lines(List<List<@Nullable Object>> rows) {
    return rows.stream().map(AnswerText::text).sorted().toList();
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof java.sql.Timestamp time) {
      return time.toInstant().toString();
    } else if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    } else if (value instanceof Collection<?> list) {
      StringJoiner joined = new StringJoiner(", ", "[", "]");
      list.forEach(each -> joined.add(text(each)));
      return joined.toString();
    }
    return instant(String.valueOf(value));
  }

  private static String number(Number number) {
    try {
      BigDecimal exact = new BigDecimal(number.toString());
      return exact.round(DIGITS).stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      // NaN and the infinities are texts in JSON too.
      return number.toString();
    }
  }

  /** JSON has no type for it. */
  private static String instant(String text) {
    try {
      return INSTANT.matcher(text).matches()
          ? OffsetDateTime.parse(text).toInstant().toString()
          : text;
    } catch (DateTimeException e) {
      return text;
    }
  }
}
