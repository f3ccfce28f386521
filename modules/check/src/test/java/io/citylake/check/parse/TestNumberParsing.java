package io.citylake.check.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.check.Sample.Change;
import io.citylake.contract.dataset.ColumnType;
import java.math.BigDecimal;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are exact or refused with a reason: R36. */
class TestNumberParsing {
  private static @Nullable Object parse(String type, String text) {
    return parse(type, text, Change.of("x"));
  }

  private static @Nullable Object parse(String type, String text, Change change) {
    return ValueParser.of(ColumnType.parse(type), change.done()).parse(text);
  }

  private static @Nullable String fault(String type, String text, Change change) {
    ValueParser parser = ValueParser.of(ColumnType.parse(type), change.done());
    assertThat(parser.parse(text)).isNull();
    return parser.fault();
  }

  @ParameterizedTest
  @CsvSource({
    "int, 2147483647, 2147483647",
    "int, -2147483648, -2147483648",
    "int, +007, 7",
    "int, 12.0, 12",
    "int, -0, 0",
    "long, 9223372036854775807, 9223372036854775807",
    "long, -9223372036854775808, -9223372036854775808",
    "long, 123456789012345678.000, 123456789012345678",
    "double, 1e3, 1000.0",
    "double, .5, 0.5",
    "double, 5., 5.0",
    "double, -0.0, 0.0",
    "double, -0, 0.0",
    "double, 0.1, 0.1",
    "double, 1.7976931348623157e308, 1.7976931348623157E308",
    "double, 4.9e-324, 4.9E-324",
    "double, 123456789.123456789123, 1.2345678912345679E8",
    "'decimal(12,2)', 1234.5, 1234.50",
    "'decimal(12,2)', 1234.500, 1234.50",
    "'decimal(12,2)', 9999999999.99, 9999999999.99",
    "'decimal(12,2)', -1.2e3, -1200.00",
    "'decimal(12,2)', 12e-1, 1.20",
    "'decimal(12,2)', 0e-999, 0.00",
    "'decimal(12,2)', -0.00, 0.00",
    "'decimal(38,0)', 99999999999999999999999999999999999999, 99999999999999999999999999999999999999",
    "'decimal(38,38)', 0.00000000000000000000000000000000000001, 0.00000000000000000000000000000000000001",
  })
  void readsExactNumbers(String type, String text, String value) {
    Object parsed = parse(type, text);
    assertThat(parsed).isNotNull();
    String shown =
        parsed instanceof BigDecimal decimal ? decimal.toPlainString() : parsed.toString();
    assertThat(shown).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "int, 2147483648, a number beyond its range",
    "int, -2147483649, a number beyond its range",
    "int, 99999999999999999999, a number beyond its range",
    "int, 1.5, a fraction",
    "int, 1e3, a number with an exponent",
    "int, '1,234', 'commas between digits, which only grouping: \",\" reads'",
    "int, １２, 'full-width digits, which only normalize: nfkc reads'",
    "int, 0x10, text that is no number",
    "int, ٣, text that is no number",
    "int, -, text that is no number",
    "int, 1 2, text that is no number",
    "long, 9223372036854775808, a number beyond its range",
    "long, 1.0000000000000000001, a fraction",
    "double, 1e400, a number beyond its range",
    "double, 1e-400, a number too near to zero",
    "double, 1e99999999, an exponent that is out of range or has no digits",
    "double, 1e, an exponent that is out of range or has no digits",
    "double, NaN, no finite number",
    "double, -Infinity, no finite number",
    "double, inf, no finite number",
    "double, 1d, text that is no number",
    "double, 0x1p3, text that is no number",
    "double, 12.5%, 'a percent sign, which only percent: true reads'",
    "double, 1.2.3, text that is no number",
    "double, ., text that is no number",
    "'decimal(12,2)', 1.234, a number with more than 2 decimals",
    "'decimal(12,2)', 12345678901, a number with more than 10 digits before the point",
    "'decimal(12,2)', 1e400, a number with more than 10 digits before the point",
    "'decimal(12,2)', 1e999999, a number with more than 10 digits before the point",
    "'decimal(12,2)', 1e-999999, a number with more than 2 decimals",
    "'decimal(38,2)', 1234567890123456789012345678901234567, a number with more than 36 digits before the point",
    "'decimal(12,2)', NaN, no finite number",
  })
  void refusesWhatIsNotExact(String type, String text, String found) {
    assertThat(fault(type, text, Change.of("x"))).isEqualTo("expected %s, found %s", type, found);
  }

  @Test
  void refusesTextsThatCostTooMuchToRead() {
    assertThat(fault("decimal(12,2)", "9".repeat(1001), Change.of("x")))
        .endsWith("found a text of more than 1000 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "'8,080', 8080",
    "'-1,234,567.5', -1234567.5",
    "8080, 8080.0",
    "'1,234.', 1234",
  })
  void readsGroupsOfThree(String text, double value) {
    assertThat(parse("double", text, Change.of("x").grouping(","))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"'1,23'", "'1234,567'", "'1,,234'", "'1,2345'", "'1,234,5'"})
  void refusesOtherGroups(String text) {
    assertThat(fault("double", text, Change.of("x").grouping(",")))
        .endsWith("found digits grouped by other than three");
  }

  @ParameterizedTest
  @CsvSource({"',234'", "'1.234,567'", "'1,234e,3'"})
  void refusesSeparatorsOutOfPlace(String text) {
    assertThat(parse("double", text, Change.of("x").grouping(","))).isNull();
  }

  @Test
  void readsContinentalNumbersAndPercents() {
    Change continental = Change.of("x").grouping(".").decimalSeparator(",");
    assertThat(parse("decimal(12,2)", "1.234.567,89", continental))
        .isEqualTo(new BigDecimal("1234567.89"));
    assertThat(parse("decimal(38,2)", "1.234.567.890.123.456.789,1", continental))
        .isEqualTo(new BigDecimal("1234567890123456789.10"));
    assertThat(parse("decimal(5,2)", "12.5 %", Change.of("x").percent()))
        .isEqualTo(new BigDecimal("12.50"));
    assertThat(parse("double", "12.5", Change.of("x").percent())).isEqualTo(12.5);
  }

  @Test
  void agreesWithJavaOnRandomNumbers() {
    long seed = new Random().nextLong();
    System.out.println("TestNumberParsing seed " + seed);
    Random random = new Random(seed);
    ColumnType.Decimal type = new ColumnType.Decimal(20, 4);
    for (int i = 0; i < 100_000; i++) {
      String text = randomNumber(random);
      BigDecimal exact = new BigDecimal(text);
      assertThat(parse("double", text)).as(text).isEqualTo(Double.parseDouble(text) + 0.0);
      boolean fits =
          exact.signum() == 0
              || (exact.stripTrailingZeros().scale() <= 4
                  && exact.precision() - exact.scale() <= 16);
      Object expected = fits ? exact.setScale(4) : null;
      assertThat(parse(type.toString(), text)).as(text).isEqualTo(expected);
    }
  }

  private static String randomNumber(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    int whole = 1 + random.nextInt(random.nextInt(10) == 0 ? 25 : 9);
    for (int i = 0; i < whole; i++) {
      text.append((char) ('0' + random.nextInt(10)));
    }
    if (random.nextBoolean()) {
      text.append('.');
      int decimals = 1 + random.nextInt(random.nextInt(10) == 0 ? 20 : 5);
      for (int i = 0; i < decimals; i++) {
        text.append((char) ('0' + (random.nextInt(3) == 0 ? 0 : random.nextInt(10))));
      }
    }
    if (random.nextInt(4) == 0) {
      text.append('e').append(random.nextInt(41) - 20);
    }
    return text.toString();
  }
}
