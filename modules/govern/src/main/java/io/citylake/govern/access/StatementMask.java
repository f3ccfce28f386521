package io.citylake.govern.access;

import io.citylake.govern.access.QuotedTexts.Quoted;
import io.citylake.govern.state.KeyedHash;
import io.citylake.model.ErasedForms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what must not stand in a log: passwords and keys, numbers that name a person
 * ({@link PersonNumbers}), and constants that may be a person's name. Of numbers and names a keyed
 * hash stays, so that who asked for a person can be found by who has either. Long comments and runs
 * of blanks are told by their length ({@link ShortenedText}); of what is long even so, beginning,
 * end and a hash stay: one account must not fill the disk with what it asks.
 */
final class StatementMask {
  private static final int LONGEST = 20_000;

  private static final int ENDS = LONGEST / 2;
  private static final int LONGEST_NAME = 100;
  private static final int MOST_SUBJECTS = 10_000;
  private static final String AND = "and ";
  private static final int HASH_BYTES = 16;
  private static final String HIDDEN = "***";

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(?:password|passwd|pwd|secret|token|credential|access[._-]?key)[\\w.-]{0,64}['\"`]?\\s{0,16}(?:=>|=|:|\\s(?=['\"]))\\s{0,16}");
  private static final Pattern LOGIN =
      Pattern.compile("(://[^/\\s:@'\"]{0,256}:)[^/\\s@'\"]{1,256}@");

  private final byte[] salt;

  StatementMask(byte[] salt) {
    this.salt = salt.clone();
  }

  /**
   * A text without what was masked.
   *
   * @param subjects hashes of the numbers and names, sorted; after 10,000 how many more there are,
   *     and that there are some where a constant is made by what isn't folded
   */
  record Masked(String text, List<String> subjects) {}

  /** Of a text that is no statement with a plan. */
  Masked mask(String text) {
    return mask(text, Constants.unknown());
  }

  Masked mask(String text, Constants constants) {
    SortedSet<String> found = new TreeSet<>();
    String unnamed = withoutNames(text, constants, found);
    String open = LOGIN.matcher(withoutSecrets(unnamed)).replaceAll("$1" + HIDDEN + "@");
    String masked =
        PersonNumbers.WORD
            .matcher(open)
            .replaceAll(
                word -> {
                  if (!PersonNumbers.isOne(word.group())) {
                    return Matcher.quoteReplacement(word.group());
                  }
                  found.addAll(PersonNumbers.ofWord(word.group()));
                  return HIDDEN;
                });
    constants.all().forEach(each -> found.addAll(PersonNumbers.in(each)));
    constants.names().stream().filter(StatementMask::isName).forEach(each -> found.add(each));
    SortedSet<String> subjects = new TreeSet<>();
    found.stream().limit(MOST_SUBJECTS).forEach(each -> subjects.add(subject(each)));
    List<String> told = new ArrayList<>(subjects);
    if (found.size() > MOST_SUBJECTS) {
      told.add("%s%d more".formatted(AND, found.size() - MOST_SUBJECTS));
    } else if (constants.more()) {
      told.add(AND + "more");
    }
    return new Masked(bounded(masked, text), List.copyOf(told));
  }

  /** Whether a line names more than it says, so that anybody may be among them. */
  static boolean namesMore(List<String> subjects) {
    return !subjects.isEmpty() && subjects.get(subjects.size() - 1).startsWith(AND);
  }

  private String bounded(String whole, String text) {
    String masked = ShortenedText.of(whole);
    if (masked.length() <= LONGEST) {
      return masked.equals(whole)
          ? masked
          : "%s\n-- HMAC-SHA-256 %s".formatted(masked, HexFormat.of().formatHex(hash(text)));
    }
    return "%s… (%d characters, HMAC-SHA-256 %s) …%s"
        .formatted(
            masked.substring(0, ENDS),
            text.length(),
            HexFormat.of().formatHex(hash(text)),
            masked.substring(masked.length() - ENDS));
  }

  /** Constants that may be a name give way; numbers in them are found all the same. */
  private static String withoutNames(String text, Constants constants, SortedSet<String> found) {
    StringBuilder open = new StringBuilder();
    int from = 0;
    for (Quoted each : QuotedTexts.of(text)) {
      if (mayName(each, constants)) {
        found.addAll(PersonNumbers.in(each.content()));
        open.append(text, from, each.start()).append('\'').append(HIDDEN).append('\'');
        from = each.end();
      }
    }
    return open.append(text, from, text.length()).toString();
  }

  /**
   * A number in groups always; where there is no plan, what is written in Chinese; where columns of
   * persons are read, all that isn't known for harmless, digits too: parts of a number name it.
   */
  private static boolean mayName(Quoted quoted, Constants constants) {
    String content = quoted.content();
    boolean named =
        switch (constants.reading()) {
          case UNKNOWN -> content.codePoints().anyMatch(Character::isIdeographic);
          case PERSONAL ->
              !constants.plain().contains(quoted.codePoint())
                  && content.codePoints().anyMatch(Character::isLetterOrDigit);
          case IMPERSONAL -> false;
        };
    return named || !PersonNumbers.inGroups(content).isEmpty();
  }

  private static boolean isName(String text) {
    return text.length() > 1
        && text.length() <= LONGEST_NAME
        && text.codePoints().anyMatch(Character::isLetter);
  }

  /** By hand behind the key: a pattern for quoted texts would overflow the stack on long ones. */
  private static String withoutSecrets(String text) {
    StringBuilder open = new StringBuilder();
    Matcher key = SECRET.matcher(text);
    int from = 0;
    while (key.find(from)) {
      int end = valueEnd(text, key.end());
      open.append(text, from, key.end()).append(end > key.end() ? HIDDEN : "");
      from = end;
    }
    return open.append(text, from, text.length()).toString();
  }

  private static int valueEnd(String text, int start) {
    if (start == text.length()) {
      return start;
    }
    char quote = text.charAt(start);
    boolean quoted = quote == '\'' || quote == '"';
    int at = quoted ? start + 1 : start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (quoted && c == quote) {
        // A quote that is doubled stands for itself.
        if (at + 1 == text.length() || text.charAt(at + 1) != quote) {
          return at + 1;
        }
        at++;
      } else if (!quoted && (Character.isWhitespace(c) || ",;()'\"".indexOf(c) >= 0)) {
        return at;
      }
      at++;
    }
    return text.length();
  }

  /** The hash of one number or name, by which its entries are found. */
  String subject(String text) {
    return HexFormat.of().formatHex(hash(ErasedForms.plain(text)), 0, HASH_BYTES);
  }

  /** A name for the log whose salt this is. */
  String log() {
    return subject("citylake access log");
  }

  private byte[] hash(String text) {
    return KeyedHash.HMAC_SHA_256.of(salt, text.getBytes(StandardCharsets.UTF_8));
  }
}
