package io.citylake.run.round;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Task;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.run.Cancellation;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobResult.Status;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.graph.JobGraph;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs, several at once where none of them needs another's table; a job whose needs failed is
 * skipped, one whose file has mistakes has failed.
 */
public final class Round {
  private static final Logger LOG = LoggerFactory.getLogger(Round.class);

  private final PipelineServices services;
  private final Workspace workspace;
  private final Clock clock;
  private final Cancellation cancellation;
  private final RunListener listener;

  public Round(PipelineServices services, RunListener listener) {
    this.services = services;
    this.workspace = services.workspace();
    this.clock = services.clock();
    this.cancellation = services.cancellation();
    this.listener = new SerialListener(listener);
  }

  /**
   * Runs the jobs in the given order, which must respect {@link JobGraph}. Results come in this
   * order too, whichever ended first.
   *
   * @throws io.citylake.model.CityLakeException PLAN_FOREIGN, with nothing written
   */
  public RoundResult run(List<JobName> jobs, RunRequest request) {
    new WorkspaceIdentity(services.lake()).check();
    long began = System.nanoTime();
    Work work = new Work(jobs, request);
    int threads = Math.min(request.threads(), jobs.size());
    try (TaskProgress progress = new TaskProgress(listener, services.sessions().jobGroup())) {
      services.sessions().onceStarted(progress::listenTo);
      if (threads <= 1) {
        work.run();
      } else {
        onThreads(threads, work);
      }
    } catch (RuntimeException | Error fault) {
      try {
        ended(jobs, request, work.results(), began);
      } catch (RuntimeException e) {
        fault.addSuppressed(e);
      }
      throw fault;
    }
    return ended(jobs, request, work.results(), began);
  }

  /** What the jobs did is served and told, also where the round ends early. */
  private RoundResult ended(
      List<JobName> jobs, RunRequest request, List<TimedResult> timed, long began) {
    List<JobResult> results = timed.stream().map(TimedResult::result).toList();
    Instant end = clock.instant();
    if (request.mode() != Mode.DRY_RUN) {
      RoundRelease.make(services, jobs, results, end);
    }
    // The clock may have been set since.
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return written(request, timed, end, took);
  }

  /** Where the results can't be written, what the jobs did is told all the same. */
  private RoundResult written(
      RunRequest request, List<TimedResult> timed, Instant end, Duration took) {
    List<JobResult> results = timed.stream().map(TimedResult::result).toList();
    Path runs = workspace.settings().stateDir().resolve("logs").resolve("runs");
    @Nullable Path artifact = null;
    String unwritten = "";
    try {
      artifact =
          new RunArtifact(workspace.home(), runs)
              .write(end, request, timed, took.toMillis() / 1000.0);
    } catch (CityLakeException e) {
      LOG.error("The round's results are not written", e);
      unwritten = String.valueOf(e.getMessage());
    }
    return new RoundResult(results, took, cancellation.isCancelled(), artifact, unwritten);
  }

  private static void onThreads(int count, Work work) {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ends.add(threads.submit(work));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      // A failed job is a result; this is a fault of ours, or of the machine, and ends the round.
      if (e.getCause() instanceof Error fault) {
        throw fault;
      }
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException("Cannot run the round's jobs: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for the round's jobs: interrupted", e);
    } finally {
      work.queue.close();
      threads.shutdown();
    }
  }

  /** What each thread of a round does: one job after the other, until none is left. */
  private final class Work implements Runnable {
    private final RunRequest request;
    private final JobGraph graph = JobGraph.of(workspace);
    private final JobQueue queue;
    private final int count;

    @GuardedBy("this")
    private final SortedMap<Integer, TimedResult> results = new TreeMap<>();

    @GuardedBy("this")
    private final Set<JobName> failed = new TreeSet<>();

    Work(List<JobName> jobs, RunRequest request) {
      this.request = request;
      this.queue = new JobQueue(jobs, graph, workspace);
      this.count = jobs.size();
    }

    @Override
    public void run() {
      boolean sound = false;
      try {
        for (Optional<JobQueue.Turn> turn = queue.take(); turn.isPresent(); turn = queue.take()) {
          run(turn.get());
        }
        sound = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot wait for a job's turn: interrupted", e);
      } finally {
        if (!sound) {
          queue.close();
        }
      }
    }

    private void run(JobQueue.Turn turn) {
      try {
        listener.jobStarted(turn.number(), count, turn.job());
        Instant begin = clock.instant();
        JobResult result = result(turn.job());
        keep(turn, new TimedResult(result, begin, clock.instant()));
        listener.jobEnded(turn.number(), count, result);
      } finally {
        queue.ended(turn);
      }
    }

    private JobResult result(JobName job) {
      Optional<String> obstacle = obstacle(job);
      if (obstacle.isPresent()) {
        return JobResult.skipped(job, obstacle.get());
      }
      Optional<CityLakeException> mistake = graph.mistake(job);
      return mistake.isPresent() ? JobResult.failed(job, mistake.get()) : loaded(job);
    }

    /** Whatever a job meets, even at its very beginning or end, costs this job alone. */
    private JobResult loaded(JobName job) {
      Task task = workspace.loadTask(job);
      try (StoppableJob stoppable = new StoppableJob(services, task.timeout())) {
        return new JobRunner(stoppable.services(), task, listener).load(request);
      } catch (Exception e) {
        LOG.error("job={} failed", job, e);
        return JobResult.failed(job, e);
      }
    }

    private synchronized void keep(JobQueue.Turn turn, TimedResult timed) {
      results.put(turn.number(), timed);
      if (timed.result().status() == Status.ERROR) {
        failed.add(turn.job());
      }
    }

    synchronized List<TimedResult> results() {
      return List.copyOf(results.values());
    }

    private synchronized Optional<String> obstacle(JobName job) {
      if (cancellation.isCancelled()) {
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
}
