package io.citylake.run.batch;

import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.publish.Staging;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps runs in the order in which they read. Rows of what has no files stand in the order of the
 * runs' beginnings, which a clock tells that may have been set back since, or be another machine's.
 * A commit is refused only where the clock is behind by more than a minute.
 */
final class RunOrder {
  private RunOrder() {}

  /**
   * Requires that no run whose rows the table shows began later; called before anything is written.
   *
   * @throws CityLakeException RUN_BEFORE_LAST
   */
  static void require(Job job, BatchContext context, Staging staging) {
    if (job.source() instanceof SourceSpec.Files) {
      return;
    }
    Instant start = context.run().start();
    Optional<RunId> later = staging.latestRun().filter(last -> last.start().isAfter(start));
    if (later.isPresent()) {
      Duration ahead = Duration.between(start, later.get().start());
      throw new CityLakeException(
          ErrorCode.RUN_BEFORE_LAST,
          "Cannot load %s: by this machine's clock this run began %.3f s before run %s, whose rows %s shows already, and what it reads now would stand behind those; set the clock right, or, where another machine's was ahead, wait that long, and run again"
              .formatted(
                  job.name(), ahead.toMillis() / 1000.0, later.get(), context.dataset().name()));
    }
  }
}
