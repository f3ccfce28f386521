package io.citylake.serve.flight;

import io.citylake.contract.settings.ServeLimits;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.Shares;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where clients put something. Whoever takes it waits for its client on one of the threads of
 * calls, so that there are fewer places than threads, for each user fewer yet, and each is given
 * back in time. Safe for threads.
 */
final class PutPlaces implements AutoCloseable {
  private static final int SHARE = 4;

  private final Semaphore places;
  private final Shares ofUsers;
  private final Duration time;
  private final ScheduledThreadPoolExecutor alarms =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "citylake-put-timer");
            thread.setDaemon(true);
            return thread;
          });

  PutPlaces(ServeLimits limits) {
    this.places = new Semaphore(limits.puts());
    this.ofUsers = new Shares(Math.max(1, limits.puts() / SHARE));
    this.time = limits.bodyTime();
    alarms.setRemoveOnCancelPolicy(true);
  }

  /**
   * Takes a place for the present thread, which is interrupted when its time is over.
   *
   * @throws CityLakeException LIMIT_EXCEEDED where there is none
   */
  Place take(String user) {
    if (!ofUsers.tryTake(user)) {
      throw none();
    }
    if (!places.tryAcquire()) {
      ofUsers.giveBack(user);
      throw none();
    }
    return new Place(user);
  }

  private static CityLakeException none() {
    return new CityLakeException(
        ErrorCode.LIMIT_EXCEEDED,
        "Cannot take what is put: as many clients put something as may; try again later");
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }

  /** One that was taken. Closed once, by the thread that took it. */
  final class Place {
    private final String user;
    private final Thread holder = Thread.currentThread();
    private final Future<?> alarm;
    private boolean over;

    private Place(String user) {
      this.user = user;
      this.alarm = alarms.schedule(this::interrupt, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void interrupt() {
      if (!over) {
        over = true;
        holder.interrupt();
      }
    }

    synchronized void close() {
      alarm.cancel(false);
      if (over) {
        // Meant for what was read, not for the thread's next call.
        Thread.interrupted();
      }
      over = true;
      places.release();
      ofUsers.giveBack(user);
    }
  }
}
