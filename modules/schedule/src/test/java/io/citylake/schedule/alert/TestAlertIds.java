package io.citylake.schedule.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestAlertIds {
  /** One such as a13812345678 is *** in a log, so that nobody finds the alert by it. */
  @Test
  void looksLikeNobodysNumber() {
    assertThat(Stream.generate(AlertIds::fresh).limit(1000))
        .doesNotHaveDuplicates()
        .allMatch(each -> each.matches("[a-z]{12}"));
  }
}
