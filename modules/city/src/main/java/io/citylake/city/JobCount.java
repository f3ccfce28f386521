package io.citylake.city;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts a job's truth while its source is written. Not thread-safe. */
final class JobCount {
  private final String job;
  private final List<String> files = new ArrayList<>();
  private final SortedMap<String, Long> reasons = new TreeMap<>();
  private final SortedMap<String, Long> warnings = new TreeMap<>();
  private final SortedMap<String, BigDecimal> sums = new TreeMap<>();
  private final SortedMap<String, Long> remarks = new TreeMap<>();
  private long records;
  private long accepted;
  private long duplicates;
  private long skipped;
  private long warned;
  private long rows;

  JobCount(String job) {
    this.job = job;
  }

  void file(String name) {
    files.add(name);
  }

  /** A record that the table takes and shows. */
  void accept() {
    records++;
    accepted++;
    rows++;
  }

  void duplicate() {
    records++;
    duplicates++;
  }

  void bad(String label) {
    records++;
    reasons.merge(label, 1L, Long::sum);
  }

  void skip() {
    skipped++;
  }

  void warn(String label) {
    warned++;
    warnings.merge(label, 1L, Long::sum);
  }

  void remark(String what) {
    remarks.merge(what, 1L, Long::sum);
  }

  void sum(String column, BigDecimal value) {
    sums.merge(column, value, BigDecimal::add);
  }

  /** For upsert: good records, of which the newest of each key counts and the living ones show. */
  void upserted(long good, long keys, long living) {
    records += good;
    accepted += keys;
    duplicates += good - keys;
    rows += living;
  }

  JobTruth truth() {
    return new JobTruth(
        job,
        files,
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
}
