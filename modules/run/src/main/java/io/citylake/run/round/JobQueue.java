package io.citylake.run.round;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Task;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.run.graph.JobGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hands a round's jobs to its threads, in their order. A job waits for the earlier ones that it
 * needs, and for earlier ones of the same table; so the first that has not ended can always go on.
 * Any number of threads may use it.
 */
final class JobQueue {
  @GuardedBy("this")
  private final List<Turn> waiting = new ArrayList<>();

  @GuardedBy("this")
  private final Set<JobName> open = new HashSet<>();

  /** A job whose turn it is; numbers start at 1. */
  record Turn(int number, JobName job, Set<JobName> after) {}

  JobQueue(List<JobName> jobs, JobGraph graph, Workspace workspace) {
    for (JobName job : jobs) {
      // A job that is broken writes nowhere.
      Optional<TableName> target = workspace.findTask(job).map(Task::target);
      Set<JobName> after = new HashSet<>(graph.upstreamOf(job));
      open.stream()
          .filter(earlier -> target.isPresent())
          .filter(earlier -> workspace.findTask(earlier).map(Task::target).equals(target))
          .forEach(after::add);
      after.retainAll(open);
      waiting.add(new Turn(waiting.size() + 1, job, after));
      open.add(job);
    }
  }

  /** The next job that need not wait; empty once all were handed out. Waits for one. */
  synchronized Optional<Turn> take() throws InterruptedException {
    while (!waiting.isEmpty()) {
      for (Iterator<Turn> each = waiting.iterator(); each.hasNext(); ) {
        Turn turn = each.next();
        if (Collections.disjoint(turn.after(), open)) {
          each.remove();
          return Optional.of(turn);
        }
      }
      wait();
    }
    return Optional.empty();
  }

  /** Says that a job that was taken has ended, however it did. */
  synchronized void ended(Turn turn) {
    open.remove(turn.job());
    notifyAll();
  }

  /** Hands out no more. */
  synchronized void close() {
    waiting.clear();
    notifyAll();
  }
}
