package io.citylake.lake.rollback;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a table going back.
 *
 * @param jobs that load again what they have loaded since
 * @param steps that follow the table and make theirs anew, by the names that holds have
 */
public record Consequences(List<ReadAgain> jobs, SortedSet<String> steps) {
  private static final int MOST_RUNS = 10_000;

  /**
   * Runs of a job that the table will not show any more: the next run reads their deliveries again,
   * as far as they are still there.
   *
   * @param since the last run that it shows still; null where none
   * @param rows that they had accepted, by the ledger
   */
  public record ReadAgain(JobName job, @Nullable RunId since, int runs, long rows) {}

  /**
   * Asks ledger and holds.
   *
   * @param holds of the table
   */
  public static Consequences of(
      Lake lake, TableName table, TableMetadata now, TableMetadata then, List<SnapshotHold> holds) {
    RunLedger ledger = RunLedger.open(lake.database());
    List<ReadAgain> jobs = new ArrayList<>();
    for (JobName job : LakeProperties.jobs(now)) {
      RunId since = LakeProperties.publishedRun(then, job).orElse(null);
      if (LakeProperties.publishedRun(now, job).equals(Optional.ofNullable(since))) {
        continue;
      }
      List<RunRecord> lost =
          ledger.list(Optional.of(job), MOST_RUNS).stream()
              .filter(run -> run.target().equals(table) && run.outcome() == RunOutcome.PUBLISHED)
              .filter(run -> since == null || run.run().compareTo(since) > 0)
              .toList();
      long rows = lost.stream().mapToLong(run -> run.tally().accepted()).sum();
      jobs.add(new ReadAgain(job, since, lost.size(), rows));
    }
    SortedSet<String> steps = new TreeSet<>();
    holds.stream()
        .filter(hold -> hold.kind() == Kind.STEP && hold.table().equals(table))
        .forEach(hold -> steps.add(hold.owner()));
    return new Consequences(jobs, steps);
  }

  /** A sentence each, for people. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (ReadAgain each : jobs) {
      sentences.add(
          "Job %s reads again what came since %s: %,d runs, %,d rows accepted; what is not there any more stays away."
              .formatted(
                  each.job(),
                  each.since() == null ? "its beginning" : "run " + each.since(),
                  each.runs(),
                  each.rows()));
    }
    for (String step : steps) {
      sentences.add("Step %s makes its table anew with its next run.".formatted(step));
    }
    return sentences;
  }
}
