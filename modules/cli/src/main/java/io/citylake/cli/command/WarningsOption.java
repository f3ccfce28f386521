package io.citylake.cli.command;

import io.citylake.run.batch.JobResult;
import java.util.List;
import picocli.CommandLine.Option;

/** What becomes of jobs that passed and leave somebody something to do. */
final class WarningsOption {
  private static final int FAILED = 1;
  private static final int ATTENTION = 3;

  @Option(
      names = "--warnings-ok",
      description =
          "Exit 0 also where somebody has to act: a path that no file matches, a run that refused everything, rows of another definition.")
  private boolean ok;

  int exitStatus(boolean passed, List<JobResult> jobs) {
    if (!passed) {
      return FAILED;
    }
    return !ok && jobs.stream().anyMatch(JobResult::needsAttention) ? ATTENTION : 0;
  }
}
