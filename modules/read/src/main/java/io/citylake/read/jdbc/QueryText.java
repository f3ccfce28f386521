package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Jdbc;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A query over a source table; every value is bound, every name is quoted.
 *
 * @param bounds for the question marks, in order
 */
record QueryText(String sql, List<Watermark> bounds) implements Serializable {
  QueryText {
    bounds = List.copyOf(bounds);
  }

  /** The table, with the conditions of its rows so far. */
  static QueryText from(Database database, Jdbc spec) {
    String table =
        Stream.of(spec.table().split("\\.", -1))
            .map(database::quoted)
            .collect(Collectors.joining("."));
    return new QueryText(" FROM " + table, List.of());
  }

  /** Adds {@code (after, before)}; null for no lower bound. */
  QueryText between(Database database, @Nullable Watermark after, Watermark before) {
    String column = database.quoted(before.column());
    return after == null
        ? and(column + " < ?", List.of(before))
        : and(column + " > ? AND " + column + " < ?", List.of(after, before));
  }

  /** Adds a comparison of the watermark's column. */
  QueryText where(Database database, String comparison, Watermark bound) {
    return and(database.quoted(bound.column()) + " " + comparison + " ?", List.of(bound));
  }

  QueryText and(String condition, List<Watermark> more) {
    List<Watermark> all = new ArrayList<>(bounds);
    all.addAll(more);
    return new QueryText(sql + (sql.contains(" WHERE ") ? " AND " : " WHERE ") + condition, all);
  }

  QueryText select(String what) {
    return new QueryText("SELECT " + what + sql, bounds);
  }

  /** At most so many rows of a query. */
  QueryText limited(int most) {
    return new QueryText(sql + " LIMIT " + most, bounds);
  }

  /** How many rows have each value of an expression, those of most rows first. */
  QueryText grouped(String what, int most) {
    return new QueryText(
        "SELECT %s, count(*)%s GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %d".formatted(what, sql, most),
        bounds);
  }

  /** How many rows there are; of more than {@code most}, that many. */
  QueryText countUpTo(long most) {
    return new QueryText(
        "SELECT count(*) FROM (SELECT 1 AS one" + sql + " LIMIT " + most + ") AS few", bounds);
  }

  void bind(PreparedStatement statement, Database database) throws SQLException {
    for (int i = 0; i < bounds.size(); i++) {
      bounds.get(i).bind(statement, i + 1, database.product());
    }
  }
}
