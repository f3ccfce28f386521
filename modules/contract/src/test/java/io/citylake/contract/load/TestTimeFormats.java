package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A format that would guess is refused before anything is read by it. */
class TestTimeFormats {
  private static String guess(String format, String... earlier) {
    return TimeFormats.guess(format, List.of(earlier));
  }

  @Test
  void namesOfZonesMeanSeveral() {
    assertThat(guess("yyyy-MM-dd HH:mm:ss zzz")).contains("CST is Chicago's and Shanghai's");
    assertThat(guess("yyyy-MM-dd HH:mm v")).contains("names mean several zones");
    assertThat(guess("yyyy-MM-dd'z'HH:mm XXX")).isEmpty();
    assertThat(guess("yyyy-MM-dd HH:mm VV")).isEmpty();
  }

  @Test
  void yearsOfTwoDigitsHaveNoCentury() {
    for (String format : List.of("yy-MM-dd", "dd.MM.yy", "yyMMdd", "uu/M/d")) {
      assertThat(guess(format)).as(format).contains("whose century nobody says");
    }
    for (String format : List.of("yyyy-MM-dd", "y-M-d", "yyyyMMdd", "dd/MM/yyyy", "yyyy'yy'MM")) {
      assertThat(guess(format)).as(format).isEmpty();
    }
  }

  @Test
  void twoMeaningsOfOneNumberAreNotTriedInTurn() {
    assertThat(guess("epoch-millis", "epoch-seconds")).contains("nobody can tell; keep one");
    assertThat(guess("yyyyMMddHHmmss", "epoch-millis")).contains("nobody can tell; keep one");
    assertThat(guess("yyyy-MM-dd", "epoch-millis")).isEmpty();
    assertThat(guess("iso", "epoch-millis")).isEmpty();
  }

  @Test
  void daysAndMonthsAreNotSwapped() {
    assertThat(guess("MM/dd/yyyy", "dd/MM/yyyy")).contains("whether 03/04 is in March or April");
    assertThat(guess("d/M/yyyy HH:mm", "M/d/yyyy HH:mm")).isNotEmpty();
    assertThat(guess("yyyy-M-d", "yyyy-MM-dd")).isEmpty();
    assertThat(guess("yyyy/MM/dd", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss")).isEmpty();
    assertThat(guess("dd/MM/yyyy", "yyyy/MM/dd")).isEmpty();
  }
}
