package io.citylake.check.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.check.Sample;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Check digits and shapes of Chinese administrative numbers. All persons are made up. */
class TestIdentityRules {
  private static @Nullable String broken(Rule rule, String text) {
    return IdentityTests.compile(rule, ColumnType.Simple.STRING, Sample.TODAY)
        .broken(text, new Object[0]);
  }

  private static final Rule USCC = new Rule.Uscc(Severity.WARN);
  private static final Rule CITIZEN = new Rule.CitizenId(Severity.WARN);
  private static final Rule PHONE = new Rule.Phone(Severity.QUARANTINE);
  private static final Rule PLATE = new Rule.Plate(Severity.QUARANTINE);

  @ParameterizedTest
  @ValueSource(strings = {"91350100M000100Y43", "91110000600037341L"})
  void acceptsCreditCodes(String code) {
    assertThat(broken(USCC, code)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "91350203M0001FUE2P, right check character",
    "91350100M000100Y44, right check character",
    "91350100M000100Y4, 18 characters",
    "91350100M000100Y4３, digits and capital letters",
    "91350100I000100Y43, digits and capital letters",
    "91350100m000100y43, digits and capital letters",
    "9135A100M000100Y43, six digits of an area",
  })
  void refusesOtherCreditCodes(String code, String why) {
    assertThat(broken(USCC, code)).contains(why);
  }

  @Test
  void findsEveryChangeOfOneCharacterOfACreditCode() {
    String letters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    String code = "91350100M000100Y43";
    for (int i = 0; i < code.length(); i++) {
      for (char c : letters.toCharArray()) {
        if (c != code.charAt(i)) {
          assertThat(broken(USCC, code.substring(0, i) + c + code.substring(i + 1))).isNotNull();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"11010519491231002X", "440524188001010014"})
  void acceptsCitizenNumbersOfTheStandard(String number) {
    assertThat(broken(CITIZEN, number)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "110105194912310021, right check digit",
    "11010519491231002x, right check digit",
    "11010519490231002X, birth date",
    "11010517991231002X, birth date",
    "11010520491231002X, birth date",
    "1101051949123100２X, 17 digits",
    "110105491231002, 18 characters",
    "01010519491231002X, begin with 0",
  })
  void refusesOtherCitizenNumbersWithoutQuotingThem(String number, String why) {
    assertThat(broken(CITIZEN, number)).contains(why).doesNotContain(number.substring(6, 14));
  }

  @Test
  void knowsEveryCheckDigit() {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      String body = "510107" + (19500101 + random.nextInt(28)) + (100 + random.nextInt(900));
      long valid =
          "0123456789X".chars().filter(c -> broken(CITIZEN, body + (char) c) == null).count();
      assertThat(valid).as(body).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "13812345678", "+8613812345678", "+86 13812345678", "8613812345678", "028-85123456",
        "02885123456", "(028)85123456", "0830-2512345", "+86 028-85123456", "028-85123456-801",
        "95588", "9610086", "12345", "120", "12315"
      })
  void acceptsPhoneNumbers(String number) {
    assertThat(broken(PHONE, number)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12812345678",
        "1381234567",
        "138123456789",
        "85123456",
        "028-1512345",
        "1381234567a",
        "１３８12345678",
        "",
        "12",
        "1234"
      })
  void refusesOtherPhoneNumbers(String number) {
    assertThat(broken(PHONE, number)).startsWith("expected a mainland mobile");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "川A12345",
        "川A·B1234",
        "京AF0236",
        "川AD12345",
        "川AF12345",
        "川A12345D",
        "川O12345",
        "粤Z1234港",
        "川A1234学",
        "川A1234警",
        "川A1234挂",
        "使014578",
        "沪A0023领"
      })
  void acceptsPlates(String plate) {
    assertThat(broken(PLATE, plate)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A12345",
        "川I12345",
        "川A1234",
        "川A1234O",
        "川a12345",
        "川AI2345",
        "川A123456",
        "川AZ12345"
      })
  void refusesOtherPlates(String plate) {
    assertThat(broken(PLATE, plate)).isEqualTo("expected a vehicle plate of GA 36-2018");
  }
}
