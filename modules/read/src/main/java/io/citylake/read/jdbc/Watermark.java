package io.citylake.read.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.job.LookBack;
import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a table was read: the greatest value of its watermark column, as text with its kind. As a
 * position: {@code {"kind":"jdbc","column":"upd_time","type":"timestamp","value":"..."}}, the
 * {@code definition} that its oldest rows were loaded under, and what {@link Reached} tells; a
 * table that is read whole has no more than the kind.
 */
record Watermark(String column, Kind kind, String value) implements Serializable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SOURCE_KIND = "jdbc";
  private static final String DEFINITION = "definition";
  private static final Pattern TEXT_TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?:[ T]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?Z?)?");
  private static final int DATE_LENGTH = 10;
  private static final ZoneOffset FURTHEST = ZoneOffset.ofHours(14);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** Of the thirty-first of June it makes the thirtieth. */
  private static final DateTimeFormatter TEXT_DATE =
      DateTimeFormatter.ISO_LOCAL_DATE.withResolverStyle(ResolverStyle.SMART);

  private static final DateTimeFormatter TEXT_DATE_TIME =
      DateTimeFormatter.ISO_LOCAL_DATE_TIME.withResolverStyle(ResolverStyle.SMART);

  enum Kind {
    NUMBER,
    DATE,
    TIMESTAMP,
    INSTANT,
    TEXT
  }

  /** By the values that drivers give for a maximum. */
  static Watermark of(String column, Object value) {
    if (value instanceof Number number) {
      return new Watermark(column, Kind.NUMBER, new BigDecimal(number.toString()).toPlainString());
    }
    if (value instanceof LocalDate) {
      return new Watermark(column, Kind.DATE, value.toString());
    }
    if (value instanceof LocalDateTime) {
      return new Watermark(column, Kind.TIMESTAMP, value.toString());
    }
    if (value instanceof OffsetDateTime) {
      return new Watermark(column, Kind.INSTANT, value.toString());
    }
    if (value instanceof String text) {
      return new Watermark(column, Kind.TEXT, text);
    }
    throw new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot read increments by %s: a watermark must be a number, a date, a timestamp or a text (found=%s)"
            .formatted(column, value.getClass().getSimpleName()));
  }

  /** Empty before the first run. */
  static Optional<Watermark> parse(Position position, @Nullable String column) {
    if (position.isStart()) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(position.text());
      if (!SOURCE_KIND.equals(root.path("kind").asText(null))) {
        throw corrupt("it is of kind '" + root.path("kind").asText("none") + "'");
      }
      String recorded = root.path("column").asText("");
      if (column == null || recorded.isEmpty()) {
        return Optional.empty();
      }
      if (!recorded.equals(column)) {
        throw corrupt("it is about column '%s', not '%s'".formatted(recorded, column));
      }
      if (!root.has("value")) {
        return Optional.empty();
      }
      Kind kind = Kind.valueOf(root.path("type").asText("").toUpperCase(Locale.ROOT));
      return Optional.of(new Watermark(column, kind, root.path("value").asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw corrupt("it is not one that a table reader wrote (" + e.getMessage() + ")");
    }
  }

  private static CityLakeException corrupt(String why) {
    return new CityLakeException(
        ErrorCode.METADATA_CORRUPT,
        "Cannot go on after the recorded position: %s, where a watermark was expected. If the job's source changed, run it once with --full-refresh"
            .formatted(why));
  }

  /** Of a table that is read whole. */
  static Position position() {
    return new Position(JSON.createObjectNode().put("kind", SOURCE_KIND).toString());
  }

  /**
   * With what was met.
   *
   * @param reached null where no row has a watermark yet
   * @param definition empty where it isn't known
   */
  static Position position(
      String column, @Nullable Watermark reached, String definition, Reached met) {
    ObjectNode root = JSON.createObjectNode().put("kind", SOURCE_KIND).put("column", column);
    if (reached != null) {
      root.put("type", reached.kind.name().toLowerCase(Locale.ROOT)).put("value", reached.value);
    }
    if (!definition.isEmpty()) {
      root.put(DEFINITION, definition);
    }
    met.write(root);
    return new Position(root.toString());
  }

  /** What the oldest rows were loaded under; empty where that isn't known. */
  static String definition(Position position) {
    try {
      return JSON.readTree(position.text()).path(DEFINITION).asText("");
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /** What was met at a position; nothing at the start, or where the table was read whole. */
  static Reached reached(Position position) {
    if (position.isStart()) {
      return Reached.NOTHING;
    }
    try {
      JsonNode root = JSON.readTree(position.text());
      return root.has("column") ? Reached.read(root) : Reached.NOTHING;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw corrupt("it is not one that a table reader wrote (" + e.getMessage() + ")");
    }
  }

  /** The watermark to start from, so that rows committed late are met. */
  Watermark lessen(LookBack lookBack) {
    if (lookBack.isZero()) {
      return this;
    }
    if (kind == Kind.NUMBER) {
      if (lookBack.number().signum() == 0) {
        throw noTime();
      }
      return with(new BigDecimal(value).subtract(lookBack.number()).toPlainString());
    }
    Duration time = lookBack.time();
    if (time.isZero()) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot look back by a number: column %s holds no numbers. Say incremental.look-back as a duration, such as 1h"
              .formatted(column));
    }
    return with(
        switch (kind) {
          case DATE -> LocalDate.parse(value).minusDays(days(time)).toString();
          case TIMESTAMP -> LocalDateTime.parse(value).minus(time).toString();
          case INSTANT -> OffsetDateTime.parse(value).minus(time).toString();
          case TEXT -> earlierText(time);
          case NUMBER -> value;
        });
  }

  private Watermark with(String other) {
    return new Watermark(column, kind, other);
  }

  /**
   * The latest that a watermark like this one may be; empty where it is no time. A time without a
   * zone may be that of any clock, and the clocks that are furthest ahead are 14 hours so.
   */
  Optional<Watermark> latest(Instant now, Duration ahead) {
    OffsetDateTime utc = now.plus(ahead).atOffset(ZoneOffset.UTC);
    LocalDateTime clock = utc.withOffsetSameInstant(FURTHEST).toLocalDateTime();
    return switch (kind) {
      case NUMBER -> Optional.empty();
      case DATE -> Optional.of(with(clock.toLocalDate().toString()));
      case TIMESTAMP -> Optional.of(with(clock.toString()));
      case INSTANT -> Optional.of(with(utc.toString()));
      case TEXT ->
          TEXT_TIME.matcher(value).matches() ? Optional.of(with(textOf(clock))) : Optional.empty();
    };
  }

  /** Whether it comes after another; of another kind, which the column has had before, it does. */
  boolean isAfter(Watermark other) {
    if (kind != other.kind) {
      return true;
    }
    return switch (kind) {
      case NUMBER -> new BigDecimal(value).compareTo(new BigDecimal(other.value)) > 0;
      case DATE -> LocalDate.parse(value).isAfter(LocalDate.parse(other.value));
      case TIMESTAMP -> LocalDateTime.parse(value).isAfter(LocalDateTime.parse(other.value));
      case INSTANT -> OffsetDateTime.parse(value).isAfter(OffsetDateTime.parse(other.value));
      case TEXT -> value.compareTo(other.value) > 0;
    };
  }

  private String textOf(LocalDateTime time) {
    return value.length() == DATE_LENGTH
        ? time.toLocalDate().toString()
        : time.toLocalDate() + value.substring(DATE_LENGTH, DATE_LENGTH + 1) + TIME.format(time);
  }

  private static long days(Duration lookBack) {
    return lookBack.plusDays(1).minusNanos(1).toDays();
  }

  private String earlierText(Duration lookBack) {
    if (!TEXT_TIME.matcher(value).matches()) {
      throw noTime();
    }
    if (value.length() == DATE_LENGTH) {
      return LocalDate.parse(value, TEXT_DATE).minusDays(days(lookBack)).toString();
    }
    String time = value.replace(' ', 'T').replace("Z", "");
    LocalDateTime earlier = LocalDateTime.parse(time, TEXT_DATE_TIME).minus(lookBack);
    return textOf(earlier);
  }

  private CityLakeException noTime() {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot look back by a duration: column %s holds no dates or times. Say incremental.look-back as a number where it holds numbers, or take it away"
            .formatted(column));
  }

  void bind(PreparedStatement statement, int index, Product product) throws SQLException {
    switch (kind) {
      case NUMBER -> bindNumber(statement, index, product);
      case DATE -> statement.setObject(index, LocalDate.parse(value));
      case TIMESTAMP -> statement.setObject(index, LocalDateTime.parse(value));
      case INSTANT -> statement.setObject(index, OffsetDateTime.parse(value));
      case TEXT -> statement.setString(index, value);
    }
  }

  /** SQLite's driver binds a decimal as text, which compares otherwise. */
  private void bindNumber(PreparedStatement statement, int index, Product product)
      throws SQLException {
    BigDecimal number = new BigDecimal(value);
    if (product != Product.SQLITE) {
      statement.setBigDecimal(index, number);
    } else if (number.scale() <= 0) {
      statement.setLong(index, number.longValueExact());
    } else {
      statement.setDouble(index, number.doubleValue());
    }
  }
}
