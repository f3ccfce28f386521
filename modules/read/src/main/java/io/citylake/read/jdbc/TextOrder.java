package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Product;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which values of a column that holds texts have the order of what they mean: those of one form,
 * where it is a date or time as ISO 8601 writes it, or so many digits. Texts order as numbers and
 * times do only where they are as long and filled with zeros.
 *
 * @param form such a text, with a nine for each digit; or {@link #NUMBER}
 */
record TextOrder(String form) {
  /** What SQLite holds beside texts, in one column. */
  static final String NUMBER = "number";

  private static final Pattern DIGITS = Pattern.compile("9+");
  private static final Pattern TIME =
      Pattern.compile("9999-99-99(?:[ T]99:99(?::99(?:\\.9{1,9})?)?Z?)?");
  private static final int WITH_TIME = "9999-99-99 99:99".length();
  private static final int WITH_SECONDS = "9999-99-99 99:99:99".length();

  /** How often a column has a form. */
  record Found(String form, long rows) {}

  /** That of a position; empty where it has none. */
  static Optional<TextOrder> of(Watermark watermark) {
    return Optional.of(
            watermark.kind() == Watermark.Kind.NUMBER
                ? NUMBER
                : watermark.value().replaceAll("[0-9]", "9"))
        .filter(TextOrder::isOrdered)
        .map(TextOrder::new);
  }

  /** That of most rows; empty where none has one. */
  static Optional<TextOrder> of(List<Found> forms) {
    return forms.stream()
        .filter(each -> isOrdered(each.form()))
        .max(
            Comparator.comparingLong(Found::rows)
                .thenComparingInt(each -> each.form().length())
                .thenComparing(Found::form))
        .map(each -> new TextOrder(each.form()));
  }

  private static boolean isOrdered(String form) {
    return form.equals(NUMBER) || DIGITS.matcher(form).matches() || TIME.matcher(form).matches();
  }

  /** A column's form, in SQL. */
  static String formOf(String column, Product product) {
    String form = text(column, product);
    for (char digit = '0'; digit < '9'; digit++) {
      form = "replace(%s, '%s', '9')".formatted(form, digit);
    }
    return switch (product) {
      case POSTGRESQL -> form;
      // Its collations take full-width digits and others for the same.
      case MYSQL, MARIADB -> "CAST(" + form + " AS BINARY)";
      case SQLITE ->
          "CASE WHEN typeof(%s) = 'text' THEN %s ELSE '%s' END".formatted(column, form, NUMBER);
    };
  }

  private static String text(String column, Product product) {
    return switch (product) {
      case POSTGRESQL -> "CAST(" + column + " AS text) COLLATE \"C\"";
      case MYSQL, MARIADB -> "CAST(" + column + " AS CHAR)";
      case SQLITE -> "CAST(" + column + " AS TEXT)";
    };
  }

  /** The condition of the values that are of it; of a column without nulls. */
  String condition(String column, Product product) {
    StringBuilder condition =
        new StringBuilder("(%s) = '%s'".formatted(formOf(column, product), form));
    if (TIME.matcher(form).matches()) {
      String text = text(column, product);
      part(condition, text, 6, "01", "12");
      part(condition, text, 9, "01", "31");
      if (form.length() >= WITH_TIME) {
        part(condition, text, 12, "00", "23");
        part(condition, text, 15, "00", "59");
      }
      if (form.length() >= WITH_SECONDS) {
        part(condition, text, 18, "00", "59");
      }
    }
    return condition.toString();
  }

  private static void part(
      StringBuilder condition, String text, int from, String least, String most) {
    condition.append(
        " AND substr(%s, %d, 2) BETWEEN '%s' AND '%s'".formatted(text, from, least, most));
  }
}
