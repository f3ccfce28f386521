package io.citylake.serve;

import io.citylake.lake.hold.ReleaseReaders.Reading;
import io.citylake.model.Release;
import io.citylake.serve.engine.Releases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the newest release that is warm. A newer one is warmed beside it, and then takes its place
 * for every query at once. Safe for threads.
 */
final class WarmReleases implements Releases, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmReleases.class);
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final Releases newest;
  private final ToIntFunction<Release> warmth;
  private final Duration pause;
  private final Thread thread = new Thread(this::watch, "citylake-warm");
  private volatile Release served;
  // Of the thread, and of whoever has joined it.
  private volatile Reading reading;
  private volatile boolean ready;

  /**
   * @param newest asked after each pause for what was released since
   * @param warmth warms a release and says how many panels answered
   */
  WarmReleases(Releases newest, ToIntFunction<Release> warmth, Duration pause) {
    this.newest = newest;
    this.pause = pause;
    this.warmth = warmth;
    this.served = newest.latest();
    this.reading = newest.read(served);
  }

  /** Begins to warm, and to look for newer releases. */
  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether the first release is warm. */
  boolean ready() {
    return ready;
  }

  @Override
  public Release latest() {
    return served;
  }

  @Override
  public Optional<Release> find(long id) {
    return newest.find(id);
  }

  @Override
  public Optional<Release> at(Instant time) {
    return newest.at(time);
  }

  @Override
  public List<Release> list(int limit) {
    return newest.list(limit);
  }

  @Override
  public Reading read(Release release) {
    return newest.read(release);
  }

  private void watch() {
    LOG.info("release={} served, panels={} warm", served.id(), warmth.applyAsInt(served));
    ready = true;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(pause.toMillis());
        look();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The catalog may be away for a while; what is served stays.
        LOG.warn("Cannot look for a newer release: {}", e.getMessage());
      }
    }
  }

  private void look() {
    Release found = newest.latest();
    if (found.id() != served.id()) {
      Reading over = newest.read(found);
      try {
        int panels = warmth.applyAsInt(found);
        served = found;
        Reading before = reading;
        reading = over;
        over = before;
        LOG.info("release={} served, panels={} warm", found.id(), panels);
      } finally {
        over.close();
      }
    }
  }

  /** Called before the engine is closed, which ends the query that runs. */
  @Override
  public void close() {
    thread.interrupt();
  }

  /** Waits for the thread, after the engine was closed. */
  void join() {
    try {
      thread.join(GOODBYE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reading.close();
  }
}
