package io.citylake.city.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The JDK's own formatting is the oracle. */
class TestByteLine {
  private static final int TRIES = 20_000;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private final Random random = new Random(11);
  private final ByteLine line = new ByteLine();

  @Test
  void writesNumbersAsTheJdkDoes() {
    for (long edge : new long[] {0, 9, 10, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(line.clear().number(edge)).hasToString(Long.toString(edge));
    }
    for (int i = 0; i < TRIES; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertThat(line.clear().number(value)).hasToString(Long.toString(value));
    }
  }

  @Test
  void writesDecimalsAsBigDecimalDoes() {
    for (int i = 0; i < TRIES; i++) {
      long value = random.nextLong() >> (1 + random.nextInt(63));
      int digits = random.nextInt(7);
      assertThat(line.clear().fixed(value, digits))
          .hasToString(BigDecimal.valueOf(value, digits).toPlainString());
    }
    assertThat(line.clear().fixed(-5, 2)).hasToString("-0.05");
  }

  @Test
  void padsAsStringFormatDoes() {
    for (int i = 0; i < TRIES; i++) {
      int width = 1 + random.nextInt(9);
      int value = random.nextInt((int) Math.pow(10, width));
      assertThat(line.clear().digits(value, width))
          .hasToString(String.format("%0" + width + "d", value));
    }
  }

  @Test
  void writesTimesAsTheFormatterDoes() {
    byte[] offset = ByteLine.bytes("+08:00");
    for (int i = 0; i < TRIES; i++) {
      // From 1950 to 2100, and often the same day again, which is remembered.
      long micros = random.nextLong(-631_152_000L, 4_102_444_800L) / (i % 3 == 0 ? 40_000 : 1);
      micros = micros * 1_000_000 + random.nextInt(1_000_000);
      LocalDateTime time =
          LocalDateTime.ofEpochSecond(
              Math.floorDiv(micros, 1_000_000L),
              (int) Math.floorMod(micros, 1_000_000L) * 1_000,
              ZoneOffset.UTC);
      assertThat(line.clear().time(micros, offset)).hasToString(MICROS.format(time) + "+08:00");
      assertThat(line.clear().dateTime(micros)).hasToString(SECONDS.format(time));
      assertThat(line.clear().date(micros)).hasToString(time.toLocalDate().toString());
    }
  }

  @Test
  void growsBeyondItsFirstBuffer() {
    String text = "成都高新区".repeat(500);
    assertThat(line.clear().text(text).put('!').text(text)).hasToString(text + "!" + text);
    assertThat(line.length()).isEqualTo(2 * 7_500 + 1);
    assertThat(line.cut(15)).hasToString("成都高新区");
    assertThat(line.cut(99)).hasToString("成都高新区");
    assertThat(line.clear()).hasToString("");
  }

  @Test
  void copyIsNotTouchedByWhatComesLater() {
    byte[] copy = line.clear().text("one").copy();
    line.clear().text("two");
    assertThat(copy).asString().isEqualTo("one");
  }

  @Test
  void hexadecimalDigitsAreThoseOfJava() {
    byte[] bytes = new byte[257];
    new Random(1).nextBytes(bytes);
    assertThat(new ByteLine().put('x').hex(bytes))
        .hasToString("x" + HexFormat.of().formatHex(bytes));
  }

  @Test
  void digitsAreTheLastOnesOfALongerNumber() {
    ByteLine line = new ByteLine();
    for (int width = 0; width <= 18; width++) {
      assertThat(line.clear().digits(987_654_321_098_765_432L, width))
          .hasToString("987654321098765432".substring(18 - width));
    }
  }
}
