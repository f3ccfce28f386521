package io.citylake.model;

import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names one run: UTC start to the millisecond and six random letters, so that ids sort by time and
 * two processes never share one. Safe as a file, branch and table name part: {@code
 * r20261122t145235123_k3f9qz}.
 */
public record RunId(String value) implements Comparable<RunId>, Serializable {
  private static final Pattern SHAPE = Pattern.compile("r\\d{8}t\\d{9}_[a-z0-9]{6}");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("'r'yyyyMMdd't'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  public RunId {
    if (!matches(value)) {
      throw new IllegalArgumentException(
          "Cannot read '%s' as a run id: expected one like r20261122t145235123_k3f9qz"
              .formatted(value));
    }
  }

  /** Whether a text is some run's id. */
  public static boolean matches(String text) {
    return SHAPE.matcher(text).matches();
  }

  public static RunId create(Instant start, RandomGenerator random) {
    StringBuilder id = new StringBuilder(STAMP.format(start)).append('_');
    for (int i = 0; i < 6; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new RunId(id.toString());
  }

  /** What the ids of runs that start at a moment begin with; those of later ones are greater. */
  public static String prefix(Instant start) {
    return STAMP.format(start);
  }

  /** To the millisecond. */
  public Instant start() {
    return STAMP.parse(value.substring(0, value.indexOf('_')), Instant::from);
  }

  @Override
  public int compareTo(RunId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
