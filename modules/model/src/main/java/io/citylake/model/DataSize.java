package io.citylake.model;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 512MB}; 1 KB is 1024 bytes as in Spark's settings. */
public record DataSize(long bytes) implements Comparable<DataSize>, Serializable {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,15})\\s*(B|KB|MB|GB|TB)");
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("Cannot use a negative size (bytes=" + bytes + ")");
    }
  }

  public static DataSize parse(String text) {
    Matcher matcher = SHAPE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Cannot read '%s' as a size: expected a whole number and B, KB, MB, GB or TB"
              .formatted(text));
    }
    long size = Long.parseLong(matcher.group(1));
    for (int i = 0; !UNITS[i].equals(matcher.group(2)); i++) {
      size = Math.multiplyExact(size, 1024L);
    }
    return new DataSize(size);
  }

  /** To two figures at least, in the largest unit that gives them: for people, as an estimate. */
  public DataSize rounded() {
    long unit = 1;
    while (bytes / unit >= 10 * 1024 && unit < 1L << 40) {
      unit *= 1024;
    }
    return new DataSize((bytes / unit + (bytes % unit * 2 >= unit ? 1 : 0)) * unit);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The largest unit that divides it, so that {@link #parse} reads back the same size. */
  @Override
  public String toString() {
    long size = bytes;
    int unit = 0;
    while (size != 0 && size % 1024 == 0 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return size + UNITS[unit];
  }
}
