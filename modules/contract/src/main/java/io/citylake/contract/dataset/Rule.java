package io.citylake.contract.dataset;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a column's values must obey, as data, so that more than one engine can evaluate it. A null
 * passes every rule but {@link Required}. The YAML name is {@link #name()}.
 */
public sealed interface Rule extends Serializable {
  Severity severity();

  /** As the contract writes it and as reasons name it. */
  default String name() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  /** {@code required}: a value must be there; also written {@code required: true} on the column. */
  record Required(Severity severity) implements Rule {}

  /**
   * {@code range: {min: 0, max: 500, min-exclusive: 0}} for numbers, dates and timestamps. Bounds
   * are kept as text and read by the column's type: a number, an ISO date, or an ISO instant or
   * local time in the dataset's zone.
   */
  record Range(
      @Nullable String min,
      @Nullable String max,
      boolean minExclusive,
      boolean maxExclusive,
      Severity severity)
      implements Rule {}

  /** {@code length: {min: 1, max: 18}}, in Unicode code points. */
  record Length(int min, int max, Severity severity) implements Rule {}

  /**
   * {@code matches: "^[0-9]{6}$"}: the whole text must match (Java's regular expressions, found
   * anywhere is not enough).
   */
  record Matches(String pattern, Severity severity) implements Rule {}

  /** {@code in: [是, 否]}, compared with the text of the value. */
  record In(List<String> values, Severity severity) implements Rule {
    public In {
      values = List.copyOf(values);
    }
  }

  /**
   * {@code code: {table: gbt2260, at: registered_on}}: the value is in a code table and valid on
   * the date in column {@code at}, or on the business date where there is none.
   */
  record Code(String table, @Nullable String at, Severity severity) implements Rule {}

  /**
   * {@code before: {column: closed_at}}: this value is not later than the other; equality passes
   * unless strict.
   */
  record Before(String column, boolean strict, Severity severity) implements Rule {}

  /**
   * {@code after: {column: created_at}}: this value is not earlier than the other; equality passes
   * unless strict.
   */
  record After(String column, boolean strict, Severity severity) implements Rule {}

  /**
   * {@code not_future: {tolerance: 5m}}: at most the tolerance after the run's start, text as ISO
   * or 5m, 2h, 1d.
   */
  record NotFuture(java.time.Duration tolerance, Severity severity) implements Rule {}

  /**
   * {@code uscc}: unified social credit code, 18 characters with check character, GB 32100-2015.
   */
  record Uscc(Severity severity) implements Rule {}

  /**
   * {@code citizen_id}: citizen identity number, 18 digits with check digit, GB 11643-1999 (ISO
   * 7064 MOD 11-2).
   */
  record CitizenId(Severity severity) implements Rule {}

  /**
   * {@code phone}: mainland mobile (11 digits, with or without +86) or landline with area code, or
   * a 95/96/12x service number.
   */
  record Phone(Severity severity) implements Rule {}

  /** {@code plate}: vehicle plate by GA 36-2018, new-energy plates included. */
  record Plate(Severity severity) implements Rule {}

  /**
   * {@code within: {lon: longitude, lat: latitude, box: [103.9, 30.4, 104.2, 30.8]}} or {@code
   * polygon: geo/zone.geojson} under conf/. Written on the longitude column; box is west, south,
   * east, north in degrees.
   */
  record Within(
      String lon,
      String lat,
      @Nullable List<BigDecimal> box,
      @Nullable String polygon,
      Severity severity)
      implements Rule {
    public Within {
      box = box == null ? null : List.copyOf(box);
    }
  }

  /**
   * {@code expression: "end_time >= start_time or status = '撤销'"}: a Spark SQL condition over the
   * dataset's columns; null passes.
   */
  record Expression(String condition, Severity severity) implements Rule {}
}
