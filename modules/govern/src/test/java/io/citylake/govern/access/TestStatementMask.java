package io.citylake.govern.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestStatementMask {
  private final StatementMask mask = new StatementMask("salt".getBytes(StandardCharsets.UTF_8));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "where id = '51010419900307123X'|where id = '***'",
        "where id in (51010419900307123,2)|where id in (***,2)",
        "电话13800001111的|电话***的",
        "１３８００００１１１１|***",
        "uscc='91510100MA6CABCD12'|uscc='***'",
        "dt = '20260301' and at < '2026-03-01'|dt = '20260301' and at < '2026-03-01'",
        "SET fs.s3a.secret.key=abc/def+1|SET fs.s3a.secret.key=***",
        "OPTIONS (password 'it''s \\' me', url 'jdbc:x://u:pw@h/d')|OPTIONS (password ***, url 'jdbc:x://u:***@h/d')",
        "{\"access_key\": \"AK\\\"1\", \"b\": 1}|{\"access_key\": ***, \"b\": 1}",
        "select token from t|select token from t",
        "password =|password =",
      })
  void takesOutWhatNamesAPersonOrOpensADoor(String text, String masked) {
    assertThat(mask.mask(text).text()).isEqualTo(masked);
  }

  @Test
  void findsAPersonHoweverTheNumberIsWritten() {
    assertThat(mask.mask("select 1 where id = '51010419900307123x'").subjects())
        .containsExactly(mask.subject("51010419900307123X"))
        .containsExactly(mask.subject(" ５１０１０４１９９００３０７１２３Ｘ "));
    assertThat(mask.subject("51010419900307123X")).hasSize(32).doesNotContain("5101041990");
    assertThat(new StatementMask(new byte[] {1}).subject("51010419900307123X"))
        .isNotEqualTo(mask.subject("51010419900307123X"));
  }

  @Test
  void isNotHeldUpByLongTexts() {
    String quotes = "password '" + "\\'".repeat(40_000);

    assertThat(mask.mask(quotes).text()).isEqualTo("password ***");
    assertThat(mask.mask("a".repeat(200_000)).text())
        .hasSize(100_000 + "… (200000 characters)".length())
        .endsWith("… (200000 characters)");
    assertThat(mask.mask("://:".repeat(25_000)).text()).hasSize(100_000);
  }
}
