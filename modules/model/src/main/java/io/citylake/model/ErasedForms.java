package io.citylake.model;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of persons (citizens', telephones', plates) as HMAC-SHA-256 of a secret key, by which a
 * text is found to hold one of them although none of them stands anywhere. It travels to the
 * executors as an object and is no part of an expression, so no plan prints it. Safe for threads.
 */
public final class ErasedForms implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String ALGORITHM = "HmacSHA256";

  /** Runs of letters and digits that may hold a number, and plates by GA 36-2018. */
  private static final Pattern WORD = Pattern.compile("[0-9A-Z]{7,}|\\p{IsHan}[A-Z][A-Z0-9]{5,6}");

  private static final Pattern MOBILE = Pattern.compile("(?=(1[3-9]\\d{9}))");
  private static final Pattern CITIZEN = Pattern.compile("(?=([1-9]\\d{16}[0-9X]))");

  /** Whatever stands between letters and digits, also what isn't seen. */
  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** A number is never longer; a SHA-256 in hexadecimal is 64. */
  private static final int LONGEST = 64;

  private final byte[] key;
  private final Set<String> forms;

  /**
   * @param forms as {@link #keyed} gives them
   */
  public ErasedForms(byte[] key, Set<String> forms) {
    this.key = key.clone();
    this.forms = Set.copyOf(forms);
  }

  /** Of nobody. */
  public static ErasedForms none() {
    return new ErasedForms(new byte[] {0}, Set.of());
  }

  /** One number's, in clear and as its SHA-256, which is how some sources send it. */
  public static ErasedForms of(byte[] key, String number) {
    ErasedForms nobody = new ErasedForms(key, Set.of());
    SortedSet<String> forms = new TreeSet<>();
    String plain = plain(number);
    forms.add(nobody.keyed(plain));
    for (String text : List.of(number.strip(), plain, plain.toLowerCase(Locale.ROOT))) {
      forms.add(nobody.keyed(plain(Sha256.hex(text))));
    }
    return new ErasedForms(key, forms);
  }

  public boolean isEmpty() {
    return forms.isEmpty();
  }

  public Set<String> forms() {
    return forms;
  }

  /** Whether a text is one of the numbers or has one in it; written apart or padded, too. */
  public boolean covers(@Nullable String text) {
    if (text == null || forms.isEmpty()) {
      return false;
    }
    String plain = plain(text);
    String joined = SEPARATORS.matcher(plain).replaceAll("");
    return isOne(plain) || isOne(joined) || anyWord(plain) || anyWord(joined);
  }

  private boolean anyWord(String text) {
    for (Matcher words = WORD.matcher(text); words.find(); ) {
      String word = words.group();
      if (isOne(word) || within(MOBILE, word) || within(CITIZEN, word)) {
        return true;
      }
    }
    return false;
  }

  private boolean within(Pattern kind, String word) {
    for (Matcher each = kind.matcher(word); each.find(); ) {
      if (isOne(each.group(1))) {
        return true;
      }
    }
    return false;
  }

  private boolean isOne(String text) {
    return !text.isEmpty() && text.length() <= LONGEST && forms.contains(keyed(text));
  }

  /** The keyed form of a text as it stands, 64 hexadecimal digits. */
  public String keyed(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot hash a value", e);
    }
  }

  /** Half width, upper case, without surrounding space: as numbers are compared. */
  public static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toUpperCase(Locale.ROOT);
  }

  /** Tells nothing. */
  @Override
  public String toString() {
    return "ErasedForms[" + forms.size() + "]";
  }
}
