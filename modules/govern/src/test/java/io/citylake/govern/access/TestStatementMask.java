package io.citylake.govern.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.govern.access.Constants.Reading;
import io.citylake.govern.access.StatementMask.Masked;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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

  /** A name stands beside a column of persons, or beside nothing that tells what it is. */
  @Test
  void takesOutNamesAndKeepsWhatIsComparedWithNothingPersonal() {
    String sql = "select '姓名' from t where name = '王小明' and street = '桂溪' -- it's\n";
    SortedSet<String> names = new TreeSet<>(List.of("姓名", "王小明"));
    Set<Integer> street = Set.of(sql.indexOf("'桂溪'"));

    Masked masked = mask.mask(sql, constants(Reading.PERSONAL, names, street));
    assertThat(masked.text())
        .isEqualTo("select '***' from t where name = '***' and street = '桂溪' -- it's\n");
    assertThat(masked.subjects()).contains(mask.subject("王小明"));
    assertThat(mask.mask(sql, constants(Reading.IMPERSONAL, new TreeSet<>(), Set.of())).text())
        .isEqualTo(sql);
    // Without a plan a Chinese text may be a name, and what attacks are written in isn't.
    assertThat(mask.mask("select reflect('java.io', r'\\', '李雷') from").text())
        .isEqualTo("select reflect('java.io', r'\\', '***') from");
    String emoji = "select '\uD83D\uDE00' from t where street = '桂溪'";
    int place = emoji.codePointCount(0, emoji.indexOf("'桂溪'"));
    assertThat(mask.mask(emoji, constants(Reading.PERSONAL, new TreeSet<>(), Set.of(place))).text())
        .isEqualTo(emoji);
  }

  private static Constants constants(Reading reading, SortedSet<String> names, Set<Integer> plain) {
    return new Constants(reading, names, names, plain, false);
  }

  @Test
  void findsANumberWithinWhatItIsPaddedWith() {
    String padded = "9".repeat(12) + "51010719900307893X" + "0".repeat(4);

    assertThat(mask.mask("where lpad(id, 40, '9') = '" + padded + "'").subjects())
        .contains(mask.subject("51010719900307893X"));
    assertThat(mask.mask("where x = '0013800001111'").subjects())
        .contains(mask.subject("13800001111"));
  }

  /** What is longer than any statement that runs is there by its hash, and by both ends. */
  @Test
  void hidesNothingBehindBlanks() {
    String hidden =
        "/*" + " ".repeat(100_100) + "*/ select * from t where id = '51010419900307123X'";
    Masked masked = mask.mask(hidden);
    assertThat(masked.text())
        .contains("… (99944 characters) …", "*/ select * from t where id = '***'\n-- HMAC-SHA-256 ")
        .hasSizeLessThan(500);
    assertThat(masked.subjects()).containsExactly(mask.subject("51010419900307123X"));

    String refused = "x ".repeat(600_000) + "13800001111" + " x".repeat(600_000);
    Masked bounded = mask.mask(refused);
    assertThat(bounded.text())
        .hasSizeLessThan(21_000)
        .containsPattern("\\(2400011 characters, HMAC-SHA-256 [0-9a-f]{64}\\)");
    assertThat(bounded.subjects()).containsExactly(mask.subject("13800001111"));
  }

  /** One account would fill the disk. */
  @Test
  void tellsLongCommentsByTheirLength() {
    String long1 = "/*" + "x".repeat(500_000) + "*/ select '/* no comment' from `a--b`";
    String long2 = long1 + " where b = '" + " ".repeat(300) + "' --" + "y".repeat(400_000);
    Masked masked = mask.mask(long2, constants(Reading.IMPERSONAL, new TreeSet<>(), Set.of()));
    assertThat(masked.text())
        .contains("*/ select '/* no comment' from `a--b` where b = '" + " ".repeat(300) + "' --yyy")
        .hasSizeLessThan(1_200);
    String hint = "select /*+ " + "x".repeat(300) + " */ 1 from\n" + " ".repeat(250) + "t";
    assertThat(mask.mask(hint).text()).startsWith(hint.replaceAll("\\s{250,}", " (251 blanks) "));
    String plain = "select /* " + "x".repeat(180) + " */ 1";
    assertThat(mask.mask(plain).text()).isEqualTo(plain);
  }

  @Test
  void isNotHeldUpByLongTexts() {
    String quotes = "password '" + "\\'".repeat(40_000);

    assertThat(mask.mask(quotes).text()).isEqualTo("password ***");
    assertThat(mask.mask("://:".repeat(250_000)).text()).hasSizeLessThan(21_000);
    assertThat(mask.mask("'桂".repeat(250_000)).text()).isNotEmpty();
    assertThat(mask.mask("7".repeat(1_000_000)).text()).isEqualTo("***");
  }

  @Test
  void hidesNumbersThatAreWrittenInGroups() {
    for (String written :
        List.of("138 0000 1111", "138-0000-1111", "+86 138.0000.1111", "１３８　００００　１１１１")) {
      StatementMask.Masked masked = mask.mask("select 1 where phone = '" + written + "'");
      assertThat(masked.text()).isEqualTo("select 1 where phone = '***'");
      assertThat(masked.subjects()).contains(mask.subject("13800001111"));
    }
    assertThat(mask.mask("select '2026-01-15 10:20:30', '192.168.100.200'").text())
        .contains("2026-01-15 10:20:30", "192.168.100.200");
  }

  /** Whoever names thousands must not fill the disk, nor hide one behind the others. */
  @Test
  void saysHowManyMoreALineNames() {
    StringBuilder numbers = new StringBuilder();
    for (int i = 0; i < 10_050; i++) {
      numbers.append(" 138").append(10_000_000 + i);
    }
    List<String> subjects = mask.mask(numbers.toString()).subjects();
    assertThat(subjects).hasSize(10_001).last().isEqualTo("and 50 more");
    assertThat(StatementMask.namesMore(subjects)).isTrue();
    assertThat(StatementMask.namesMore(subjects.subList(0, 5))).isFalse();
  }
}
