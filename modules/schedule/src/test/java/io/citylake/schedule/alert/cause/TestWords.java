package io.citylake.schedule.alert.cause;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No personal number leaves the lake in a message. */
class TestWords {
  @ParameterizedTest
  @CsvSource({
    "号码110101199003078515不对, 号码11**************15不对",
    "id 11010119900307851X., id 11**************1X.",
    "id 110101900307851, id 11***********51",
    "全角１１０１０１１９９００３０７８５１Ｘ。, 全角１１**************１Ｘ。",
    "tel １３８００１３８０００, tel １３*******００",
    "tel 13800138000, tel 13*******00",
    "tel +8613800138000, tel +8**********00",
    "tel 138-0013-8000, tel 13*********00",
    "card 6222021234567890123, card 62***************23",
    "id=110101199003078515;next, id=11**************15;next"
  })
  void hidesNumbersOfPersons(String text, String hidden) {
    assertThat(new Words(text, text)).isEqualTo(new Words(hidden, hidden));
    assertThat(PersonalNumbers.hide(text)).isEqualTo(hidden);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "citylake logs r20261122t145235123_k3f9qz",
        "2026-01-31 20260131 20260131023000",
        "read 12345678901 accepted 99999999999",
        "slot 2026-01-31T02:30:00Z"
      })
  void leavesWhatIsNone(String text) {
    assertThat(PersonalNumbers.hide(text)).isEqualTo(text);
  }

  @Test
  void isOneLineOfBoundedLength() {
    Words words = new Words("a\r\nb\tc", "x".repeat(10_000));
    assertThat(words.en()).isEqualTo("a b c");
    assertThat(words.zh()).hasSize(501);
  }
}
