package io.citylake.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A line of {@code known-faults.txt}.
 *
 * @param library group and artifact
 * @param affected half-open ranges of versions
 */
record KnownFault(String library, List<Range> affected, String id, String why) {
  /** Versions from one, the empty one being before all, until the one that is mended. */
  record Range(String from, String until) {
    static Range parse(String text) {
      String[] ends = text.strip().split("\\.\\.", -1);
      if (ends.length != 2) {
        throw new IllegalArgumentException("Expected from..until (found=" + text + ")");
      }
      return new Range(ends[0], ends[1]);
    }

    boolean holds(String version) {
      return (from.isEmpty() || compare(version, from) >= 0)
          && (until.isEmpty() || compare(version, until) < 0);
    }
  }

  static KnownFault parse(String line) {
    String[] parts = line.split("\\|", -1);
    if (parts.length != 4
        || !parts[0].strip().matches("[\\w.-]+:[\\w.-]+")
        || !parts[2].strip().matches("CVE-\\d{4}-\\d{4,}|GHSA(-[a-z0-9]{4}){3}")
        || parts[3].isBlank()) {
      throw new IllegalArgumentException(
          "Expected library | affected | id | why (found=" + line + ")");
    }
    return new KnownFault(
        parts[0].strip(),
        Arrays.stream(parts[1].split(",")).map(Range::parse).toList(),
        parts[2].strip(),
        parts[3].strip());
  }

  /** Whether it is in this copy; a library of an unknown group is taken for the listed one. */
  boolean affects(Library copy) {
    return isOf(copy) && affected.stream().anyMatch(range -> range.holds(copy.version()));
  }

  /** Whether it was found in this library, whatever its version. */
  boolean isOf(Library copy) {
    return copy.group().isEmpty()
        ? library.endsWith(":" + copy.artifact())
        : library.equals(copy.group() + ":" + copy.artifact());
  }

  /** By their numbers; alpha, beta and such come before the release, Final and jre are it. */
  static int compare(String left, String right) {
    String[] one = parts(left);
    String[] other = parts(right);
    for (int i = 0; i < Math.max(one.length, other.length); i++) {
      int order = Long.compare(rank(one, i), rank(other, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static String[] parts(String version) {
    return version.split("[.+_-]|(?<=\\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\\d)", -1);
  }

  private static long rank(String[] parts, int i) {
    if (i >= parts.length) {
      return 0;
    }
    String part = parts[i].toLowerCase(Locale.ROOT);
    if (part.matches("\\d{1,9}")) {
      return Long.parseLong(part);
    }
    return part.matches("alpha|beta|a|b|m|rc|cr|snapshot|pre|preview") ? -1 : 0;
  }
}
