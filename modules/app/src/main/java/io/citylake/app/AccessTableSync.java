package io.citylake.app;

import io.citylake.govern.access.AccessTable;
import io.citylake.lake.catalog.Lake;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the access log into {@code _sys.access_log} while the server runs, and once more at its
 * end. What fails is tried again at the next turn: the files have it all.
 */
public final class AccessTableSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessTableSync.class);
  private static final long EVERY_SECONDS = 60;

  private final AccessTable table;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "citylake-access-table");
            thread.setDaemon(true);
            return thread;
          });

  public AccessTableSync(Lake lake) {
    this.table = new AccessTable(lake.catalog(), lake.settings().stateDir());
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void run() {
    try {
      table.sync();
    } catch (RuntimeException e) {
      LOG.warn("Cannot bring the access log into {}; it is tried again", AccessTable.NAME, e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    run();
  }
}
