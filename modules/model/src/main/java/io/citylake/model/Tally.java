package io.citylake.model;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of the records and the files of a run. The balance {@code read = accepted +
 * quarantined + duplicates} is checked at construction of every run's total by {@link #balanced()}.
 *
 * @param read records that the source delivered
 * @param accepted records that the table took
 * @param quarantined records that were refused and kept
 * @param duplicates records seen before, or older than what the table holds
 * @param skipped lines that are no records by the job's own words: repeated headers, totals,
 *     footnotes; outside the balance
 * @param warned accepted records with at least one warning
 * @param fatal quarantined records that broke a rule of severity {@code fail}: with any, nothing
 *     may be published
 * @param reasons records by {@link Reason#label()} of each refusal, sorted
 * @param warnings records by label of each warning, sorted
 * @param conflicts rows kept beside the table that have the key of a row that stands, and other
 *     content; where the first delivery's row of a key stands
 * @param files null where the source has no files
 * @param copied of a full copy, how many rows of each source passed the checks, whether they
 *     brought something new or not; empty for all else
 */
public record Tally(
    long read,
    long accepted,
    long quarantined,
    long duplicates,
    long skipped,
    long warned,
    long fatal,
    Map<String, Long> reasons,
    Map<String, Long> warnings,
    long conflicts,
    @Nullable FileCounts files,
    Map<String, Long> copied)
    implements Serializable {

  public Tally {
    reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
    warnings = Collections.unmodifiableMap(new TreeMap<>(warnings));
    copied = Collections.unmodifiableMap(new TreeMap<>(copied));
  }

  /** Of records alone. */
  public Tally(
      long read,
      long accepted,
      long quarantined,
      long duplicates,
      long skipped,
      long warned,
      long fatal,
      Map<String, Long> reasons,
      Map<String, Long> warnings) {
    this(
        read,
        accepted,
        quarantined,
        duplicates,
        skipped,
        warned,
        fatal,
        reasons,
        warnings,
        0,
        null,
        Map.of());
  }

  public static Tally none() {
    return new Tally(0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());
  }

  /**
   * Quarantined records but for those that name an erased person, which are no fault of a source.
   */
  public long refused() {
    return quarantined - reasons.getOrDefault(Reason.withheld().label(), 0L);
  }

  public boolean balanced() {
    return read == accepted + quarantined + duplicates;
  }

  public Tally plus(Tally other) {
    return new Tally(
        read + other.read,
        accepted + other.accepted,
        quarantined + other.quarantined,
        duplicates + other.duplicates,
        skipped + other.skipped,
        warned + other.warned,
        fatal + other.fatal,
        sum(reasons, other.reasons),
        sum(warnings, other.warnings),
        conflicts + other.conflicts,
        sum(files, other.files),
        sum(copied, other.copied));
  }

  /**
   * Moves accepted records to duplicates, once a merge has found out which of them the table knew.
   */
  public Tally withDuplicates(long more) {
    return new Tally(
        read,
        accepted - more,
        quarantined,
        duplicates + more,
        skipped,
        warned,
        fatal,
        reasons,
        warnings,
        conflicts,
        files,
        copied);
  }

  public Tally withConflicts(long count) {
    return new Tally(
        read,
        accepted,
        quarantined,
        duplicates,
        skipped,
        warned,
        fatal,
        reasons,
        warnings,
        count,
        files,
        copied);
  }

  public Tally withFiles(@Nullable FileCounts counts) {
    return new Tally(
        read,
        accepted,
        quarantined,
        duplicates,
        skipped,
        warned,
        fatal,
        reasons,
        warnings,
        conflicts,
        counts,
        copied);
  }

  public Tally withCopied(Map<String, Long> rows) {
    return new Tally(
        read,
        accepted,
        quarantined,
        duplicates,
        skipped,
        warned,
        fatal,
        reasons,
        warnings,
        conflicts,
        files,
        rows);
  }

  private static @Nullable FileCounts sum(@Nullable FileCounts left, @Nullable FileCounts right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.plus(right);
  }

  private static Map<String, Long> sum(Map<String, Long> left, Map<String, Long> right) {
    Map<String, Long> total = new TreeMap<>(left);
    right.forEach((label, count) -> total.merge(label, count, Long::sum));
    return total;
  }
}
