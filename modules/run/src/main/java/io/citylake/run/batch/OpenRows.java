package io.citylake.run.batch;

import io.citylake.contract.job.Job;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantinedRow;
import java.util.List;
import java.util.Set;

/**
 * Refused rows of one job that somebody chose. What is done with them is decided by those that are
 * still open once the table is reserved: meanwhile others may have replayed or discarded them, or a
 * mended file may have taken their place.
 *
 * @param chosen ids of rows that were open when they were chosen
 */
public record OpenRows(QuarantineReader reader, Job job, Set<String> chosen) {
  public OpenRows {
    chosen = Set.copyOf(chosen);
  }

  /** Those that are open now. */
  List<QuarantinedRow> now() {
    QuarantineQuery open = QuarantineQuery.open().withTable(job.target()).withJob(job.name());
    return reader.list(open).stream().filter(row -> chosen.contains(row.id())).toList();
  }
}
