package io.citylake.check.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.check.Sample;
import io.citylake.check.Sample.Change;
import io.citylake.check.rule.Literal;
import io.citylake.contract.dataset.ColumnType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are of one stated zone, exact, and never outside what tables hold: R37. */
class TestTimeParsing {
  private static final ZoneId SHANGHAI = Sample.SHANGHAI;

  private static ValueParser parser(String type, String zone, String... formats) {
    return ValueParser.of(
        ColumnType.parse(type), Change.of("t").formats(formats).zone(zone).done());
  }

  private static @Nullable Object timestamp(String text, String... formats) {
    return parser("timestamp", "Asia/Shanghai", formats).parse(text);
  }

  private static @Nullable String fault(String type, String text, String... formats) {
    ValueParser parser = parser(type, "Asia/Shanghai", formats);
    assertThat(parser.parse(text)).as(text).isNull();
    return parser.fault();
  }

  private static long micros(String instant) {
    return Literal.micros(Instant.parse(instant));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01 08:00:00, 2026-03-01T00:00:00Z",
    "2026-03-01T08:00, 2026-03-01T00:00:00Z",
    "2026-03-01, 2026-02-28T16:00:00Z",
    "2026-03-01T08:00:00.123456, 2026-03-01T00:00:00.123456Z",
    "2026-03-01T08:00:00.123456000, 2026-03-01T00:00:00.123456Z",
    "'2026-03-01T08:00:00,5', 2026-03-01T00:00:00.5Z",
    "2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "2026-03-01t00:00:00.000000000000z, 2026-03-01T00:00:00Z",
    "2026-03-01T00:00:00+05:30, 2026-02-28T18:30:00Z",
    "2026-03-01T00:00:00-0330, 2026-03-01T03:30:00Z",
    "2026-03-01 00:00:00+08, 2026-02-28T16:00:00Z",
    "9999-12-31 23:59:59, 9999-12-31T15:59:59Z",
    "0001-01-02 00:00:00, 0001-01-01T15:54:17Z",
    "1582-10-10 00:00:00, 1582-10-09T15:54:17Z",
  })
  void readsIsoTimes(String text, String instant) {
    assertThat(timestamp(text)).isEqualTo(micros(instant));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-29, a day that its month lacks",
    "2026-13-01, a month outside 1 to 12",
    "0000-01-01, a year outside 1 to 9999",
    "2026-03-01 24:00:00, an hour outside 0 to 23",
    "2016-12-31T23:59:60Z, a leap second",
    "2026-03-01T08:00:00.1234567, a time finer than microseconds",
    "2026-03-01T08:00:00.0000000001, a time finer than microseconds",
    "0001-01-01 00:00:00, an instant outside the years 1 to 9999 of UTC",
    "9999-12-31T23:00:00-08:00, an instant outside the years 1 to 9999 of UTC",
    "2026-3-1, text of another shape",
    "2026-03-01T, text of another shape",
    "2026-03-01T08, text of another shape",
    "2026-03-01T08:00:00., text of another shape",
    "2026-03-01T08:00:00+19:00, text of another shape",
    "2026-03-01T08:00:00+8, text of another shape",
    "2026-03-01x08:00:00, text of another shape",
    "+2026-03-01, text of another shape",
    "２０２６-03-01, text of another shape",
  })
  void refusesWhatIsNoTime(String text, String found) {
    assertThat(fault("timestamp", text))
        .isEqualTo("expected timestamp as iso or yyyy-MM-dd HH:mm:ss, found %s", found);
  }

  @Test
  void refusesLocalTimesThatClocksSkipped() {
    for (ZoneOffsetTransition change : SHANGHAI.getRules().getTransitions()) {
      if (change.isGap()) {
        LocalDateTime skipped = change.getDateTimeBefore();
        assertThat(fault("timestamp", skipped.plusMinutes(1).toString()))
            .endsWith("a local time that Asia/Shanghai skipped when its clocks went forward");
        assertThat(timestamp(skipped.minusSeconds(1).toString())).isNotNull();
        assertThat(timestamp(change.getDateTimeAfter().toString()))
            .isEqualTo(Literal.micros(change.getInstant()));
      }
    }
    assertThat(SHANGHAI.getRules().getTransition(LocalDateTime.parse("1986-05-04T02:30")))
        .isNotNull();
    assertThat(timestamp("1986-05-04 02:30:00")).isNull();
  }

  @Test
  void takesTheEarlierInstantWhereClocksWentBack() {
    for (ZoneOffsetTransition change : SHANGHAI.getRules().getTransitions()) {
      if (change.isOverlap()) {
        LocalDateTime twice = change.getDateTimeAfter().plusSeconds(1);
        assertThat(timestamp(twice.toString()))
            .as(twice.toString())
            .isEqualTo(Literal.micros(twice.toInstant(change.getOffsetBefore())));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "epoch-seconds, 1664582400, 2022-10-01T00:00:00Z",
    "epoch-seconds, 1664582400.25, 2022-10-01T00:00:00.25Z",
    "epoch-seconds, -1, 1969-12-31T23:59:59Z",
    "epoch-millis, 1664582400123, 2022-10-01T00:00:00.123Z",
    "epoch-millis, 1664582400123.0000, 2022-10-01T00:00:00.123Z",
    "yyyyMMddHHmmss, 20260301080000, 2026-03-01T00:00:00Z",
    "yyyyMMddHHmmssSSS, 20260301080000123, 2026-03-01T00:00:00.123Z",
    "yyyy/M/d H:m, 2026/3/1 8:5, 2026-03-01T00:05:00Z",
    "yyyy年M月d日 H时, 2026年3月1日 8时, 2026-03-01T00:00:00Z",
    "yyyy-MM-dd HH:mm:ss[.SSS], 2026-03-01 08:00:00.5, ",
    "yyyy-MM-dd HH:mm:ss[.SSS], 2026-03-01 08:00:00.500, 2026-03-01T00:00:00.5Z",
    "yyyy-MM-dd HH:mm:ss[.SSS], 2026-03-01 08:00:00, 2026-03-01T00:00:00Z",
    "yyyy-M-d H, 2026-3-1 8, 2026-03-01T00:00:00Z",
    "MM/dd/yyyy hh:mm:ss a, 03/01/2026 08:00:00 am, 2026-03-01T00:00:00Z",
    "yyyy/M/d a h:mm:ss, 2026/3/1 上午 8:00:00, 2026-03-01T00:00:00Z",
    "MM/dd/yyyy hh:mm:ss a, 03/01/2026 12:00:00 AM, 2026-02-28T16:00:00Z",
    "dd-MMM-yyyy HH:mm, 01-mar-2026 08:00, 2026-03-01T00:00:00Z",
    "yyyy-MM-dd'T'HH:mm:ssXXX, 2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "yyyy-MM-dd HH:mm VV, 2026-03-01 00:00 Europe/Paris, 2026-02-28T23:00:00Z",
    "yyyy-MM, 2026-03, 2026-02-28T16:00:00Z",
    "yyyy-MM-dd HH:mm:ss, 2026-02-30 00:00:00, ",
    "yyyy-MM-dd HH:mm:ss, 2026-03-01 24:00:00, ",
    "yyyy-MM-dd HH:mm:ss, 2026-03-01 00:00:0, ",
    "yyyy-MM-dd hh:mm a, 2026-02-30 08:00 am, ",
    "epoch-seconds, 99999999999999, ",
    "epoch-seconds, 1664582400.1234567, ",
    "epoch-seconds, 1e9, ",
    "epoch-seconds, 1664582400., ",
  })
  void readsByFormat(String format, String text, @Nullable String instant) {
    assertThat(timestamp(text, format)).isEqualTo(instant == null ? null : micros(instant));
  }

  @Test
  void triesFormatsInOrder() {
    assertThat(timestamp("31/12/2025", "MM/dd/yyyy", "dd/MM/yyyy"))
        .isEqualTo(micros("2025-12-30T16:00:00Z"));
    assertThat(timestamp("01/02/2026", "MM/dd/yyyy", "dd/MM/yyyy"))
        .isEqualTo(micros("2026-01-01T16:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 2026-03-01, 2026-03-01",
    "iso, 2026-03-01 00:00:00, 2026-03-01",
    "iso, 2026-03-01T16:00:00Z, 2026-03-02",
    "iso, 0001-01-01, 0001-01-01",
    "iso, 9999-12-31, 9999-12-31",
    "epoch-millis, 1664553600000, 2022-10-01",
    "yyyy年MM月dd日, 2026年03月01日, 2026-03-01",
    "yyyyMMdd, 20260301, 2026-03-01",
    "yyyy, 2026, 2026-01-01",
    "d MMM uuuu, 1 Mar 2026, 2026-03-01",
  })
  void readsDates(String format, String text, String date) {
    assertThat(parser("date", "Asia/Shanghai", format).parse(text))
        .isEqualTo((int) LocalDate.parse(date).toEpochDay());
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 2026-03-01 00:00:01",
    "iso, 2026-03-01T00:00:00Z",
    "epoch-seconds, 1664582400",
    "yyyy-MM-dd HH:mm, 2026-03-01 12:00",
  })
  void refusesToCutTheTimeOffADate(String format, String text) {
    assertThat(fault("date", text, format))
        .endsWith("found a time of day, which a date would lose (a capture can cut it off)");
  }

  @ParameterizedTest
  @CsvSource({
    "HH:mm, has no year",
    "yyyy-MM-dd hh:mm, has an hour of a half day",
    "yyyy-ww, uses weeks or quarters",
    "yyyy-MM-dd bb, ''",
    "yyyy-MM-dd 'T, ''",
  })
  void refusesPatternsThatNameNoTime(String pattern, String why) {
    assertThatThrownBy(() -> TimeFormat.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void agreesWithJavaTimeOnRandomTexts() {
    long seed = new Random().nextLong();
    System.out.println("TestTimeParsing seed " + seed);
    Random random = new Random(seed);
    List<String> patterns =
        List.of(
            "uuuu-MM-dd HH:mm:ss",
            "uuuu-MM-dd'T'HH:mm:ss.SSSSSS",
            "uuuu/M/d H:m",
            "uuuuMMddHHmmss",
            "uuuuMMddHHmmssSSS",
            "uuuu-MM-dd HH:mm[:ss[.SSS]]",
            "'o''clock' uuuu.MM.dd HH''mm");
    for (String zone : List.of("Asia/Shanghai", "America/St_Johns", "+08:00", "Pacific/Apia")) {
      for (String pattern : patterns) {
        ValueParser parser = parser("timestamp", zone, pattern);
        DateTimeFormatter formatter =
            DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
        for (int i = 0; i < 4_000; i++) {
          String text = damaged(random, formatter.format(randomTime(random)));
          assertThat(parser.parse(text))
              .as("%s %s '%s'", zone, pattern, text)
              .isEqualTo(expected(text, formatter, ZoneId.of(zone)));
        }
      }
    }
  }

  private static LocalDateTime randomTime(Random random) {
    long seconds =
        random.nextInt(3) == 0
            ? -62_135_000_000L + (long) (random.nextDouble() * 315_537_000_000L)
            : (long) (random.nextDouble() * 2_000_000_000L);
    return LocalDateTime.ofEpochSecond(seconds, random.nextInt(1_000_000) * 1000, ZoneOffset.UTC);
  }

  /** One time in three, with one digit changed. */
  private static String damaged(Random random, String text) {
    if (random.nextInt(3) > 0) {
      return text;
    }
    int at = random.nextInt(text.length());
    if (!Character.isDigit(text.charAt(at))) {
      return text;
    }
    StringBuilder changed = new StringBuilder(text);
    changed.setCharAt(at, (char) ('0' + random.nextInt(10)));
    return changed.toString();
  }

  private static @Nullable Object expected(String text, DateTimeFormatter formatter, ZoneId zone) {
    LocalDateTime time;
    try {
      time = LocalDateTime.parse(text, formatter);
    } catch (DateTimeException e) {
      return null;
    }
    ZonedDateTime zoned = time.atZone(zone);
    int year = zoned.toInstant().atOffset(ZoneOffset.UTC).getYear();
    boolean skipped = !zoned.toLocalDateTime().equals(time);
    return skipped || time.getYear() < 1 || year < 1 || year > 9999
        ? null
        : Literal.micros(zoned.withEarlierOffsetAtOverlap().toInstant());
  }
}
