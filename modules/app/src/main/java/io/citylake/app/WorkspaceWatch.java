package io.citylake.app;

import io.citylake.app.LiveWorkspace.News;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a workspace looked at every few seconds, on a thread of its own, during some work. */
public final class WorkspaceWatch {
  private static final Logger LOG = LoggerFactory.getLogger(WorkspaceWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private WorkspaceWatch() {}

  /**
   * Works while it is looked at.
   *
   * @param told hears of each changed workspace, taken or not, on the watch's thread
   */
  public static void during(LiveWorkspace live, Consumer<News> told, Runnable work) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "citylake-workspace");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Future<?> unused =
          clock.scheduleWithFixedDelay(
              () -> look(live, told), EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
      work.run();
    } finally {
      clock.shutdownNow();
    }
  }

  private static void look(LiveWorkspace live, Consumer<News> told) {
    try {
      live.look().ifPresent(told);
    } catch (RuntimeException e) {
      LOG.error("Cannot look at the workspace; trying again", e);
    }
  }
}
