package io.citylake.run;

import io.citylake.model.JobName;
import io.citylake.run.JobResult.Status;
import io.citylake.run.RunRequest.FailurePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Runs jobs one after the other; a job whose needs failed is skipped. */
public final class Round {
  private final Deployment deployment;
  private final RunListener listener;

  Round(Deployment deployment, RunListener listener) {
    this.deployment = deployment;
    this.listener = listener;
  }

  /**
   * Runs the jobs in the given order, which must respect {@link JobGraph}.
   *
   * @throws io.citylake.model.CityLakeException PLAN_FOREIGN, with nothing written
   */
  public RoundResult run(List<JobName> jobs, RunRequest request) {
    deployment.requireOwnCatalog();
    Instant start = deployment.clock().instant();
    JobGraph graph = JobGraph.of(deployment.workspace());
    List<JobResult> results = new ArrayList<>();
    Set<JobName> failed = new TreeSet<>();
    for (int i = 0; i < jobs.size(); i++) {
      JobName job = jobs.get(i);
      listener.jobStarted(i + 1, jobs.size(), job);
      Optional<String> obstacle = obstacle(graph, job, failed, request);
      JobResult result =
          obstacle.isPresent()
              ? JobResult.skipped(job, obstacle.get())
              : new JobRunner(deployment, deployment.workspace().loadJob(job), listener)
                  .load(request);
      if (result.status() == Status.ERROR) {
        failed.add(job);
      }
      results.add(result);
      listener.jobEnded(i + 1, jobs.size(), result);
    }
    Instant end = deployment.clock().instant();
    Duration took = Duration.between(start, end);
    return new RoundResult(
        results,
        took,
        deployment.cancelled(),
        RunArtifact.write(
            deployment.workspace().home(), end, request, results, took.toMillis() / 1000.0));
  }

  private Optional<String> obstacle(
      JobGraph graph, JobName job, Set<JobName> failed, RunRequest request) {
    if (deployment.cancelled()) {
      return Optional.of("Not run: the round was cancelled");
    }
    if (!failed.isEmpty() && request.onFailure() == FailurePolicy.STOP) {
      return Optional.of("Not run: an earlier job failed and --fail-fast was given");
    }
    Set<JobName> needs = new TreeSet<>(graph.upstreamOf(job));
    needs.retainAll(failed);
    return needs.isEmpty()
        ? Optional.empty()
        : Optional.of("Not run: it needs " + needs + ", which failed");
  }
}
