package io.citylake.govern.access;

import io.citylake.model.ErasedForms;
import io.citylake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How somebody may have asked for a person whose number or name is sought: by the whole, a part of
 * it (as LIKE takes), backwards, in hexadecimal digits, or by its SHA-256.
 */
final class SubjectForms {
  private static final int FEWEST_LETTERS = 2;
  private static final int LONGEST_IN_PARTS = 40;

  private SubjectForms() {}

  static SortedSet<String> of(String subject) {
    String whole = ErasedForms.plain(subject);
    SortedSet<String> forms = new TreeSet<>();
    forms.add(whole);
    forms.add(new StringBuilder(whole).reverse().toString());
    forms.add(HexFormat.of().formatHex(whole.getBytes(StandardCharsets.UTF_8)));
    forms.add(Sha256.hex(subject));
    forms.add(Sha256.hex(whole));
    forms.add(Sha256.hex(whole.toLowerCase(Locale.ROOT)));
    if (whole.length() <= LONGEST_IN_PARTS) {
      parts(whole, forms);
    }
    return forms;
  }

  private static void parts(String whole, SortedSet<String> forms) {
    boolean isNumber = PersonNumbers.digits(whole) >= PersonNumbers.FEWEST_DIGITS;
    int shortest = isNumber ? PersonNumbers.FEWEST_DIGITS : FEWEST_LETTERS;
    for (int from = 0; from + shortest <= whole.length(); from++) {
      for (int until = from + shortest; until <= whole.length(); until++) {
        String part = whole.substring(from, until);
        if (!isNumber || PersonNumbers.isOne(part)) {
          forms.add(part);
        }
      }
    }
  }
}
