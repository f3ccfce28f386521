package io.citylake.serve.engine;

import io.citylake.model.TableName;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a text of SQL names, told by its words. It finds more than there is, such as a name within a
 * literal, and never less: what is found is what a caller must be told of to be told of the text.
 */
final class NamedInSql {
  /** Quotes of names, and blanks around their points. */
  private static final Pattern IN_NAMES = Pattern.compile("`|\\s+(?=\\.)|(?<=\\.)\\s+");

  private final String text;

  NamedInSql(String sql) {
    this.text = IN_NAMES.matcher(sql).replaceAll("").toLowerCase(Locale.ROOT);
  }

  boolean has(TableName table) {
    return Pattern.compile("(?<![\\w.])" + Pattern.quote(table.toString()) + "(?!\\w)")
        .matcher(text)
        .find();
  }

  boolean hasColumn(String column) {
    return Pattern.compile("(?<!\\w)" + Pattern.quote(column.toLowerCase(Locale.ROOT)) + "(?!\\w)")
        .matcher(text)
        .find();
  }
}
