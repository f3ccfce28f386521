package io.citylake.city;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts the truth of a job, or of a part of it, while its source is written. Counts of parts merge
 * by addition, in any order. Not thread-safe: each part has its own. Serializable, because parts
 * are made on many machines.
 */
public final class JobCount implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String job;
  private final TreeSet<String> files = new TreeSet<>();
  private final TreeMap<String, Long> reasons = new TreeMap<>();
  private final TreeMap<String, Long> warnings = new TreeMap<>();
  private final TreeMap<String, BigDecimal> sums = new TreeMap<>();
  private final TreeMap<String, Long> remarks = new TreeMap<>();
  private final ExpectedAnswers findings = new ExpectedAnswers();
  private long records;
  private long accepted;
  private long duplicates;
  private long skipped;
  private long warned;
  private long rows;

  public JobCount(String job) {
    this.job = job;
  }

  /** What was counted before. */
  JobCount(JobTruth truth, ExpectedAnswers findings) {
    this(truth.job());
    files.addAll(truth.files());
    reasons.putAll(truth.reasons());
    warnings.putAll(truth.warnings());
    sums.putAll(truth.sums());
    remarks.putAll(truth.remarks());
    this.findings.merge(findings);
    records = truth.records();
    accepted = truth.accepted();
    duplicates = truth.duplicates();
    skipped = truth.skipped();
    warned = truth.warned();
    rows = truth.rows();
  }

  public String job() {
    return job;
  }

  /** A file that the job loads, under the landing directory; several parts may name one file. */
  public void file(String name) {
    files.add(name);
  }

  /** A record that the table takes and shows. */
  public void accept() {
    accept(1);
  }

  public void accept(long times) {
    records += times;
    accepted += times;
    rows += times;
  }

  public void duplicate() {
    duplicate(1);
  }

  public void duplicate(long times) {
    records += times;
    duplicates += times;
  }

  /** A record that is refused, for exactly one reason: {@code column:rule}. */
  public void bad(String label) {
    bad(label, 1);
  }

  public void bad(String label, long times) {
    records += times;
    add(reasons, label, times);
  }

  public void skip() {
    skipped++;
  }

  /** An accepted record that breaks a rule of severity warn: {@code column:rule}. */
  public void warn(String label) {
    warned++;
    add(warnings, label, 1);
  }

  /** What the data also holds, and no rule of a single row finds. */
  public void remark(String what) {
    remark(what, 1);
  }

  public void remark(String what, long times) {
    add(remarks, what, times);
  }

  /** Of a column over the rows that the table shows. Feeds add up first and say it once a part. */
  public void sum(String column, BigDecimal value) {
    // Never in thousands: so it is written, and read again, as it is.
    sums.merge(column, value.scale() < 0 ? value.setScale(0) : value, BigDecimal::add);
  }

  /** For upsert: good records, of which the newest of each key counts and the living ones show. */
  public void upserted(long good, long keys, long living) {
    records += good;
    accepted += keys;
    duplicates += good - keys;
    rows += living;
  }

  /**
   * Planted truth that {@code jobs/<theme>/reconcile/<question>.sql} must find; values of one
   * question and subject add up, over parts too.
   *
   * @param question as {@code theme.question}
   */
  public void find(String question, String subject, BigDecimal value) {
    findings.add(question, subject, value);
  }

  /** Planted truth that is a text; who says it again must say the same. */
  public void find(String question, String subject, String value) {
    findings.say(question, subject, value);
  }

  /** Of the good records so many gave way to a newer one of their key. */
  public void superseded(long times) {
    accepted -= times;
    rows -= times;
    duplicates += times;
  }

  /** Adds what another part of the same job counted. */
  void merge(JobCount other) {
    files.addAll(other.files);
    other.reasons.forEach((label, times) -> add(reasons, label, times));
    other.warnings.forEach((label, times) -> add(warnings, label, times));
    other.sums.forEach(this::sum);
    other.remarks.forEach((what, times) -> add(remarks, what, times));
    findings.merge(other.findings);
    records += other.records;
    accepted += other.accepted;
    duplicates += other.duplicates;
    skipped += other.skipped;
    warned += other.warned;
    rows += other.rows;
  }

  ExpectedAnswers findings() {
    return findings;
  }

  public JobTruth truth() {
    return new JobTruth(
        job,
        List.copyOf(files),
        records,
        accepted,
        duplicates,
        skipped,
        warned,
        rows,
        reasons,
        warnings,
        sums,
        remarks);
  }

  private static void add(SortedMap<String, Long> counts, String label, long times) {
    if (times > 0) {
      counts.merge(label, times, Long::sum);
    }
  }
}
