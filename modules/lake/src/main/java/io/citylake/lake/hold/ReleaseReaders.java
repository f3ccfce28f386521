package io.citylake.lake.hold;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the catalog database which releases this process reads, for {@link ReaderHolds}. The
 * first reading of a release costs a transaction; those that follow cost nothing while one of them
 * goes on, or until the next renewal. A database that can't be reached stops no reading: it is told
 * at the next renewal. Safe for threads.
 */
public final class ReleaseReaders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseReaders.class);

  private final CatalogDatabase database;
  private final ReaderTimes times;
  private final String owner;
  private final Map<Long, Held> held = new HashMap<>();
  private @Nullable ScheduledExecutorService renewer;
  private @Nullable Future<?> renewal;

  /**
   * @param owner the process that reads
   */
  public ReleaseReaders(CatalogDatabase database, ReaderTimes times, Owner owner) {
    this.database = database;
    this.times = times;
    this.owner = "%s:%d".formatted(owner.host(), owner.pid());
  }

  /** That somebody reads a release; closing it again changes nothing. */
  public interface Reading extends AutoCloseable {
    @Override
    void close();
  }

  /** Keeps a release's snapshots until the reading is closed. */
  public Reading read(Release release) {
    Held of = enter(release);
    of.sayOnce();
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        leave(of);
      }
    };
  }

  /** Ends what this process has said, at once. */
  @Override
  public void close() {
    List<Held> all;
    synchronized (this) {
      if (renewal != null && renewer != null) {
        renewal.cancel(false);
        renewer.shutdownNow();
      }
      all = new ArrayList<>(held.values());
      held.clear();
    }
    all.forEach(Held::end);
  }

  private synchronized Held enter(Release release) {
    if (renewer == null) {
      renewer = Executors.newSingleThreadScheduledExecutor(ReleaseReaders::daemon);
      long period = times.renewal().toMillis();
      renewal = renewer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
    }
    Held of = held.computeIfAbsent(release.id(), id -> new Held(release));
    of.readers++;
    return of;
  }

  private synchronized void leave(Held of) {
    of.readers--;
  }

  /** Called at each renewal, and by tests. */
  void renew() {
    List<Held> read = new ArrayList<>();
    List<Held> done = new ArrayList<>();
    synchronized (this) {
      held.values().forEach(each -> (each.readers > 0 ? read : done).add(each));
      held.values().removeAll(done);
    }
    done.forEach(Held::end);
    read.forEach(Held::say);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "citylake-readers");
    thread.setDaemon(true);
    return thread;
  }

  /** One release that is read, under an id of its own. */
  private final class Held {
    private final Release release;
    private final String id = UUID.randomUUID().toString();
    // Guarded by the outer object.
    private int readers;
    private volatile boolean said;

    Held(Release release) {
      this.release = release;
    }

    /** Whoever comes while the first one says it waits for that. */
    void sayOnce() {
      if (!said) {
        synchronized (this) {
          if (!said) {
            say();
            said = true;
          }
        }
      }
    }

    void say() {
      try {
        database.inTransaction(
            connection -> {
              if (extended(connection) != release.tables().size()) {
                delete(connection);
                insert(connection);
              }
              return null;
            });
      } catch (RuntimeException e) {
        LOG.warn("Cannot say that release {} is read: {}", release.id(), e.getMessage());
      }
    }

    void end() {
      try {
        database.inTransaction(
            connection -> {
              delete(connection);
              return null;
            });
      } catch (RuntimeException e) {
        LOG.warn("Cannot say that release {} isn't read any more; that expires", release.id(), e);
      }
    }

    private int extended(Connection connection) throws SQLException {
      try (PreparedStatement update =
          connection.prepareStatement(
              "UPDATE citylake_holds SET expires_at = %s + ? WHERE holder = ?"
                  .formatted(database.dialect().now()))) {
        update.setLong(1, times.expiry().toMillis());
        update.setString(2, id);
        return update.executeUpdate();
      }
    }

    /** What others left behind goes with it. */
    private void delete(Connection connection) throws SQLException {
      try (PreparedStatement delete =
          connection.prepareStatement(
              "DELETE FROM citylake_holds WHERE holder = ? OR expires_at <= "
                  + database.dialect().now())) {
        delete.setString(1, id);
        delete.executeUpdate();
      }
    }

    private void insert(Connection connection) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO citylake_holds"
                  + " (holder, owner, table_name, table_uuid, snapshot_id, expires_at)"
                  + " VALUES (?, ?, ?, ?, ?, %s + ?)".formatted(database.dialect().now()))) {
        for (Map.Entry<TableName, TableSnapshot> each : release.tables().entrySet()) {
          insert.setString(1, id);
          insert.setString(2, owner);
          insert.setString(3, each.getKey().toString());
          insert.setString(4, each.getValue().uuid());
          insert.setLong(5, each.getValue().snapshotId());
          insert.setLong(6, times.expiry().toMillis());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }
}
