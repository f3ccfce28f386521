package io.citylake.city;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job must report after it has loaded its generated source once, into an empty table.
 *
 * @param job as {@code theme.job}
 * @param files under the landing directory, {@code /} between names, sorted
 * @param records that are data; {@code records = accepted + quarantined + duplicates}
 * @param accepted for upsert: the keys whose newest record counts, deletions included
 * @param duplicates records sent twice; for upsert the records that a newer one of the same key
 *     supersedes
 * @param skipped repeated headers, totals and footnotes
 * @param warned accepted records with a warning, superseded ones of an upsert included
 * @param rows that the table shows afterwards
 * @param reasons bad records by {@code column:rule}; a bad record has exactly one reason
 * @param warnings warned records by {@code column:rule}
 * @param sums over the rows that the table shows, by column
 * @param remarks what the data also holds, and no rule of a single row finds: late, stuck, ...
 */
public record JobTruth(
    String job,
    List<String> files,
    long records,
    long accepted,
    long duplicates,
    long skipped,
    long warned,
    long rows,
    SortedMap<String, Long> reasons,
    SortedMap<String, Long> warnings,
    SortedMap<String, BigDecimal> sums,
    SortedMap<String, Long> remarks) {
  public JobTruth {
    files = files.stream().sorted().toList();
    reasons = copy(reasons);
    warnings = copy(warnings);
    sums = copy(sums);
    remarks = copy(remarks);
  }

  /** The same of another job, which loads the same records otherwise. */
  public JobTruth as(String other) {
    return new JobTruth(
        other,
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

  public long quarantined() {
    return reasons.values().stream().mapToLong(Long::longValue).sum();
  }

  private static <V> SortedMap<String, V> copy(Map<String, V> from) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(from));
  }
}
