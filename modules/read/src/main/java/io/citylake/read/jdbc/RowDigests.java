package io.citylake.read.jdbc;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * A few rows by their content, equal ones as often as they are there. As text eight characters a
 * row, so that a position can hold them: 48 bits of SHA-256.
 */
final class RowDigests implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BYTES = 6;
  private static final int CHARACTERS = 8;
  static final RowDigests NONE = new RowDigests(Map.of());

  private final TreeMap<String, Integer> counts;

  private RowDigests(Map<String, Integer> counts) {
    this.counts = new TreeMap<>(counts);
  }

  static RowDigests of(Collection<String> digests) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    digests.forEach(each -> counts.merge(each, 1, Integer::sum));
    return new RowDigests(counts);
  }

  /** Reads what {@link #toString} printed. */
  static RowDigests parse(String text) {
    if (text.length() % CHARACTERS != 0) {
      throw new IllegalArgumentException("rows are not told by " + CHARACTERS + " characters each");
    }
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < text.length(); i += CHARACTERS) {
      counts.merge(text.substring(i, i + CHARACTERS), 1, Integer::sum);
    }
    return new RowDigests(counts);
  }

  /** Of a row's text. */
  static String digest(String row) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(row.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those that are not among others, or more often than there. */
  RowDigests minus(RowDigests others) {
    TreeMap<String, Integer> rest = new TreeMap<>();
    counts.forEach(
        (digest, count) -> {
          int more = count - others.counts.getOrDefault(digest, 0);
          if (more > 0) {
            rest.put(digest, more);
          }
        });
    return new RowDigests(rest);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  int size() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A copy from which rows can be taken. */
  Remaining remaining() {
    return new Remaining(counts);
  }

  /** Used by one thread. */
  static final class Remaining {
    private final Map<String, Integer> counts;

    private Remaining(Map<String, Integer> counts) {
      this.counts = new TreeMap<>(counts);
    }

    /** Whether the row is among those that are left, which it is no longer then. */
    boolean take(String digest) {
      return counts.computeIfPresent(digest, (key, count) -> count == 0 ? null : count - 1) != null;
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((digest, count) -> text.append(digest.repeat(count)));
    return text.toString();
  }
}
