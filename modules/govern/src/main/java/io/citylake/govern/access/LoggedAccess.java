package io.citylake.govern.access;

import java.util.List;

/**
 * One line of the log.
 *
 * @param sequence counts from 1, through all files
 * @param entry with its statement, reason and purpose masked
 * @param subjects hashes of the numbers that were masked
 * @param previous SHA-256 of the line before, in hexadecimal; zeros for the first
 */
public record LoggedAccess(
    long sequence, AccessEntry entry, List<String> subjects, String previous) {
  public LoggedAccess {
    subjects = List.copyOf(subjects);
  }
}
