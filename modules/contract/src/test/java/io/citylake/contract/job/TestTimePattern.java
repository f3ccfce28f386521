package io.citylake.contract.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pattern with a gap would read every text, and another time than is meant. */
class TestTimePattern {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "yyyy",
        "yyyyMM",
        "yyyy年M月",
        "uuuu-MM-dd",
        "yyyy-DDD",
        "yyyy-MM-dd HH",
        "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        "yyyy-MM-dd a hh:mm",
        "d MMM yyyy",
        "yyyy-MM-dd HH:mm[:ss]",
        "'month 'M yyyy",
      })
  void mayLackItsEnd(String pattern) {
    assertThat(TimePattern.fault(pattern)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "yyyy-mm-dd; a day and no month",
        "yyyy-mm-dd HH:mm; a day and no month",
        "yyyy-MM HH:mm; a time and no day",
        "yyyy-mm; a time and no day",
        "yyyy-MM-dd mm; minutes (mm) and no hour",
        "yyyy-MM-dd HH:ss; seconds (ss) and no minutes",
        "yyyy-MM-dd HH:mm.SSS; parts of a second and no seconds",
        "yyyy-MM-DD; D, the day of the year",
        "YYYY-MM-dd; Y, the year of the week",
        "HH:mm; no year",
        "yyyy-'MM'-dd; a day and no month",
      })
  void mayNotHaveAGap(String pattern, String why) {
    assertThat(TimePattern.fault(pattern)).contains(why);
  }
}
