package io.citylake.schedule.alert;

import io.citylake.model.CityLakeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks and sends on threads of its own: a target that is slow holds up neither what runs nor
 * another receiver.
 */
public final class AlertWatch {
  private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);
  private static final Duration LOOK = Duration.ofSeconds(15);
  private static final Duration POST = Duration.ofSeconds(2);

  /** What is under way then is sent by whoever is next. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AlertRound round;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newScheduledThreadPool(2, task -> thread(task, "citylake-alerts"));
  private final ExecutorService senders =
      Executors.newCachedThreadPool(task -> thread(task, "citylake-alert-sender"));

  private AlertWatch(AlertRound round) {
    this.round = round;
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Looks and sends for as long as some work takes. The first look comes before it, so that what
   * happened while nobody looked is known.
   */
  public static void during(AlertRound round, Runnable work) {
    AlertWatch watch = new AlertWatch(round);
    try {
      watch.look();
      watch.repeat(watch::look, LOOK);
      watch.repeat(watch::post, POST);
      work.run();
    } finally {
      watch.close();
    }
  }

  private void repeat(Runnable work, Duration pause) {
    // It ends with its executor, and what fails in it is caught there.
    Future<?> unused =
        clock.scheduleWithFixedDelay(
            work, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    guarded("look for alerts", round::look);
  }

  private void post() {
    guarded(
        "send alerts",
        () -> {
          for (String receiver : round.compose()) {
            if (busy.add(receiver)) {
              senders.execute(() -> send(receiver));
            }
          }
        });
  }

  private void send(String receiver) {
    try {
      guarded("send alerts to " + receiver, () -> round.send(receiver));
    } finally {
      busy.remove(receiver);
    }
  }

  private static void guarded(String what, Runnable work) {
    try {
      work.run();
    } catch (CityLakeException e) {
      LOG.warn("Cannot {}; trying again", what, e);
    } catch (RuntimeException e) {
      LOG.error("Cannot {}; trying again", what, e);
    }
  }

  private void close() {
    clock.shutdownNow();
    senders.shutdown();
    try {
      if (!senders.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        senders.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    guarded("give back messages", round::release);
  }
}
