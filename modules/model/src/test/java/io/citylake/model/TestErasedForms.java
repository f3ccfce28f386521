package io.citylake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestErasedForms {
  private static final byte[] KEY = "a key of a test".getBytes(StandardCharsets.UTF_8);
  private static final String CITIZEN = "51010719900307888X";
  private final ErasedForms citizen = ErasedForms.of(KEY, CITIZEN);
  private final ErasedForms mobile = ErasedForms.of(KEY, "13800138000");
  private final ErasedForms plate = ErasedForms.of(KEY, "川A12345");

  @ParameterizedTest
  @ValueSource(
      strings = {
        CITIZEN,
        " 51010719900307888x ",
        "５１０１０７１９９００３０７８８８Ｘ",
        "证件号51010719900307888X，请核对",
        "510107-19900307-888X",
        "510107–19900307–888X",
        "510107/19900307/888X",
        "510107_19900307_888X",
        "510107\u200b19900307\u200b888X",
        "5,1,0,1,0,7,1,9,9,0,0,3,0,7,8,8,8,X",
        "{\"id\":\"00051010719900307888X00\"}"
      })
  void findsANumberHoweverItIsWritten(String text) {
    assertThat(citizen.covers(text)).isTrue();
    assertThat(mobile.covers(text)).isFalse();
  }

  @Test
  void findsTelephonesPlatesAndWhatWasHashedAtTheSource() {
    assertThat(mobile.covers("+86 138-0013-8000")).isTrue();
    assertThat(mobile.covers("电话8613800138000找")).isTrue();
    assertThat(plate.covers("车牌川A12345停在门口")).isTrue();
    assertThat(plate.covers("川A12346")).isFalse();
    assertThat(citizen.covers(Sha256.hex(CITIZEN))).isTrue();
    assertThat(citizen.covers(Sha256.hex("51010719900307888x"))).isTrue();
    assertThat(citizen.covers(Sha256.hex("510107199003078889"))).isFalse();
  }

  @Test
  void findsNothingInOthersAndInNothing() {
    assertThat(citizen.covers(null)).isFalse();
    assertThat(citizen.covers("")).isFalse();
    assertThat(citizen.covers("510107199003078889")).isFalse();
    assertThat(ErasedForms.none().covers(CITIZEN)).isFalse();
    assertThat(ErasedForms.of("other".getBytes(StandardCharsets.UTF_8), CITIZEN).forms())
        .doesNotContainAnyElementsOf(citizen.forms());
  }

  @Test
  void tellsNothingOfWhomItKnows() {
    assertThat(citizen.toString() + citizen.forms()).doesNotContain(CITIZEN);
  }
}
