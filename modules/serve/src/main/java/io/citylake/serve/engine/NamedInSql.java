package io.citylake.serve.engine;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.TableName;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /**
   * The columns that a condition names, be it of its own table or of one that it asks.
   *
   * @param where null for none
   */
  static Map<TableName, Set<String>> columns(
      @Nullable String where, TableName own, SortedMap<TableName, DatasetContract> datasets) {
    Map<TableName, Set<String>> columns = new TreeMap<>();
    if (where == null) {
      return columns;
    }
    NamedInSql named = new NamedInSql(where);
    for (DatasetContract each : datasets.values()) {
      if (each.name().equals(own) || named.has(each.name())) {
        columns.put(
            each.name(),
            Stream.concat(
                    each.columns().stream().map(ColumnContract::name),
                    ServiceColumns.names(each.serviceColumns()).stream())
                .filter(named::hasColumn)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return columns;
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
