package io.citylake.app;

import io.citylake.govern.access.AccessTable;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.lake.catalog.Lake;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the access log into {@code _sys.access_log} while the server runs, and its head to the
 * target of the settings, and both once more at its end. What fails is tried again at the next
 * turn: the files have it all.
 */
public final class AccessTableSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessTableSync.class);
  private static final long EVERY_SECONDS = 60;
  private static final long HEAD_EVERY_SECONDS = 10;

  private final AccessTable table;
  private final HashChainedLog log;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "citylake-access-table");
            thread.setDaemon(true);
            return thread;
          });

  public AccessTableSync(Lake lake, HashChainedLog log, Clock clock) {
    this.table = new AccessTable(lake.catalog(), lake.settings().stateDir());
    this.log = log;
    this.clock = clock;
  }

  public void start() {
    var table =
        timer.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    var head =
        timer.scheduleWithFixedDelay(
            this::sendHead, HEAD_EVERY_SECONDS, HEAD_EVERY_SECONDS, TimeUnit.SECONDS);
    LOG.debug("The access log is brought on ({}, {})", table, head);
  }

  private void sendHead() {
    try {
      log.sendHead(clock.instant());
    } catch (RuntimeException | Error e) {
      // The sender warned when it was lost.
      LOG.debug("Cannot send the access log's head", e);
    }
  }

  private void run() {
    try {
      table.sync();
    } catch (RuntimeException | Error e) {
      // The timer would end its turns at an error without a word, and nobody asks it.
      LOG.warn("Cannot bring the access log into {}; it is tried again", AccessTable.NAME, e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    sendHead();
    run();
  }
}
