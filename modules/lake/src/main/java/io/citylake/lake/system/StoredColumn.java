package io.citylake.lake.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.lake.system.SystemRows.Comparison;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A column of one of the platform's own tables, and where the catalog database has it.
 *
 * @param stored the column there, as SQL
 */
public record StoredColumn(String name, String stored, Form form) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a value is stored. */
  public enum Form {
    TEXT,
    /** A text whose empty one is none. */
    OPTIONAL_TEXT,
    INT,
    LONG,
    /** ISO 8601. */
    DATE,
    /** ISO 8601 in UTC, with as many digits of the second as it has. */
    INSTANT,
    /** Milliseconds since 1970 UTC. */
    MILLIS,
    /** A number in a JSON object, of the name of the column; 0 where it lacks it. */
    COUNT
  }

  @Nullable Object read(ResultSet row, int index) throws SQLException {
    return switch (form) {
      case TEXT -> row.getString(index);
      case OPTIONAL_TEXT -> {
        String text = row.getString(index);
        yield text == null || text.isEmpty() ? null : text;
      }
      case INT -> nullable(row, row.getInt(index));
      case LONG -> nullable(row, row.getLong(index));
      case DATE -> {
        String text = row.getString(index);
        yield text == null ? null : LocalDate.parse(text);
      }
      case INSTANT -> {
        String text = row.getString(index);
        yield text == null ? null : Instant.parse(text);
      }
      case MILLIS -> {
        long millis = row.getLong(index);
        yield row.wasNull() ? null : Instant.ofEpochMilli(millis);
      }
      case COUNT -> count(row.getString(index));
    };
  }

  private static @Nullable Object nullable(ResultSet row, Object value) throws SQLException {
    return row.wasNull() ? null : value;
  }

  private long count(String json) throws SQLException {
    try {
      return JSON.readTree(json).path(name).asLong();
    } catch (JsonProcessingException e) {
      throw new SQLException("a tally isn't JSON", e);
    }
  }

  /**
   * What the stored value is compared with so that no row that fulfils the condition is lost; null
   * where that can't be said.
   */
  @Nullable Object bound(Comparison comparison, Object value) {
    return switch (form) {
      case TEXT -> comparison == Comparison.ONE_OF && value instanceof String ? value : null;
      case DATE -> value instanceof LocalDate ? value.toString() : null;
      case INSTANT -> value instanceof Instant instant ? second(comparison, instant) : null;
      case MILLIS -> value instanceof Instant instant ? millis(comparison, instant) : null;
      case OPTIONAL_TEXT, INT, LONG, COUNT -> null;
    };
  }

  /** Without its end, the text of a second stands before all times of it that are written out. */
  private static @Nullable String second(Comparison comparison, Instant instant) {
    Instant whole = instant.truncatedTo(ChronoUnit.SECONDS);
    return switch (comparison) {
      case ONE_OF -> null;
      case AT_LEAST -> text(whole);
      case AT_MOST -> text(whole.plusSeconds(1));
    };
  }

  private static String text(Instant second) {
    String text = second.toString();
    return text.substring(0, text.length() - 1);
  }

  private static @Nullable Long millis(Comparison comparison, Instant instant) {
    return switch (comparison) {
      case ONE_OF -> null;
      case AT_LEAST -> instant.toEpochMilli();
      case AT_MOST -> instant.toEpochMilli() + 1;
    };
  }

  boolean isText() {
    return form != Form.MILLIS;
  }
}
