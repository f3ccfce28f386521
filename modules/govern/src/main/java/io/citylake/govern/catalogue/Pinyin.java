package io.citylake.govern.catalogue;

import com.ibm.icu.text.Transliterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How Chinese is typed in Latin letters, by ICU's table, which Spark brings along. A character that
 * has several sounds gets its most frequent one.
 */
final class Pinyin {
  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}+");
  private static final Transliterator LATIN =
      Transliterator.getInstance("Han-Latin; Latin-ASCII; Lower");

  private Pinyin() {}

  /** For each run of Chinese: whole ({@code shuiwei}), and by first letters ({@code sw}). */
  static List<String> of(String text) {
    List<String> sounds = new ArrayList<>();
    CHINESE.matcher(text).results().map(MatchResult::group).forEach(run -> add(run, sounds));
    return sounds;
  }

  private static void add(String run, List<String> sounds) {
    StringBuilder whole = new StringBuilder();
    StringBuilder letters = new StringBuilder();
    run.codePoints()
        .mapToObj(Character::toString)
        .map(each -> LATIN.transliterate(each).toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
        .filter(each -> !each.isEmpty())
        .forEach(
            each -> {
              whole.append(each);
              letters.append(each.charAt(0));
            });
    sounds.add(whole.toString());
    sounds.add(letters.toString());
  }
}
