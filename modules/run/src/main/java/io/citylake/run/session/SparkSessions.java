package io.citylake.run.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.settings.Settings;
import io.citylake.engine.JobGroups;
import io.citylake.lake.metadata.SmallData;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The Spark of one workspace, started by whoever asks for a session first, and the sessions on it.
 * What a thread does with a session after it asked for one, {@link #cancelJobs()} stops, and SQL is
 * read by that session's settings. Any number of threads may use it.
 */
public final class SparkSessions implements AutoCloseable {
  /** Of whichever sessions the thread entered one last. */
  private static final ThreadLocal<@Nullable Group> PRESENT = new ThreadLocal<>();

  private static final String POOL = "spark.scheduler.pool";

  private final Settings settings;
  private final SparkStarter starter;
  private final String jobGroup = "citylake-" + UUID.randomUUID();
  private final AtomicLong groups = new AtomicLong();
  private final Set<Group> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;
  private volatile @Nullable SparkSession standard;

  @GuardedBy("this")
  private @Nullable SparkSession small;

  /** Set under the lock, and read without it: a start may take minutes. */
  private volatile @Nullable CityLakeException failure;

  @GuardedBy("this")
  private final List<Consumer<SparkContext>> awaiting = new ArrayList<>();

  public SparkSessions(Settings settings, SparkStarter starter) {
    this.settings = settings;
    this.starter = starter;
  }

  /**
   * The session for queries of any size.
   *
   * @throws CityLakeException CLUSTER_UNAVAILABLE; CANCELLED after {@link #cancelJobs()}
   */
  public synchronized SparkSession standard() {
    requireWanted();
    SparkSession session = standard;
    if (session == null) {
      session = started();
      standard = session;
      // What was cancelled while Spark started had no session to be told of.
      requireWanted();
      SparkContext context = session.sparkContext();
      awaiting.forEach(each -> each.accept(context));
      awaiting.clear();
    }
    return entered(session);
  }

  /** A cluster that isn't there is waited for once, not by each job again. */
  @GuardedBy("this")
  private SparkSession started() {
    CityLakeException before = failure;
    if (before != null) {
      throw new CityLakeException(before.code(), before.getMessage(), before);
    }
    SortedMap<String, String> spark = SparkSettings.of(settings);
    ScratchDirectories.require(spark);
    try {
      return starter.start(spark);
    } catch (CityLakeException e) {
      throw e;
    } catch (Exception e) {
      // Spark's own exceptions are checked ones that Scala doesn't declare.
      if (!settings.isOnCluster()) {
        throw e;
      }
      failure =
          new CityLakeException(
              ErrorCode.CLUSTER_UNAVAILABLE,
              "Cannot start Spark on %s: %s; see that its master runs and can be reached, and that it can call this machine back (spark.driver.host in conf/citylake.yaml)"
                  .formatted(settings.master(), firstLine(e)),
              e);
      throw failure;
    }
  }

  /**
   * Why Spark can't be had any more: the cluster wasn't there when it was asked for, and is not
   * asked again. Whoever lives on opens a new lake.
   */
  public Optional<CityLakeException> startFailure() {
    return Optional.ofNullable(failure);
  }

  /** Whether the cluster gave this application up, so that whatever is asked of it fails. */
  public boolean isLost() {
    SparkSession session = standard;
    return session != null && session.sparkContext().isStopped() && settings.isOnCluster();
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** Gives Spark to somebody: at once where it was started, else as soon as somebody starts it. */
  public synchronized void onceStarted(Consumer<SparkContext> use) {
    SparkSession session = standard;
    if (session == null) {
      awaiting.add(use);
    } else {
      use.accept(session.sparkContext());
    }
  }

  /** The group of what is asked of these sessions. */
  public String jobGroup() {
    return jobGroup;
  }

  /** A session of its own for queries that read little, with the standard one's settings else. */
  public SparkSession newSmall() {
    return SmallSession.of(standard(), settings);
  }

  /**
   * The session that suits a job.
   *
   * @param bytes that it reads; 0 where that is not known
   * @param target of the table that it writes to
   */
  public synchronized SparkSession suiting(long bytes, DataSize target) {
    SparkSession any = standard();
    if (bytes == 0 || !SmallData.includes(bytes + target.bytes())) {
      return any;
    }
    SparkSession session = small;
    if (session == null) {
      session = SmallSession.of(any, settings);
      small = session;
    }
    return entered(session);
  }

  /**
   * What the calling thread asks of these sessions from now on is a group of its own, which can be
   * stopped apart, until it is closed by the same thread.
   */
  public Group enterGroup() {
    Group group = new Group(JobGroups.within(jobGroup, groups.incrementAndGet()), PRESENT.get());
    open.add(group);
    PRESENT.set(group);
    if (cancelled) {
      group.cancel();
    }
    return group;
  }

  /** What one thread asks for, of all that is asked of these sessions. */
  public final class Group implements AutoCloseable {
    private final String name;
    private final @Nullable Group around;
    private volatile boolean stopped;

    private Group(String name, @Nullable Group around) {
      this.name = name;
      this.around = around;
    }

    private boolean isOf(SparkSessions sessions) {
      return SparkSessions.this == sessions;
    }

    /** Stops what of it runs, and whatever its thread still asks for. */
    public void cancel() {
      stopped = true;
      SparkSession session = standard;
      if (session != null) {
        stop(session, name);
      }
    }

    @Override
    public void close() {
      open.remove(this);
      PRESENT.set(around);
    }
  }

  private static void stop(SparkSession session, String group) {
    // A stage may start one Spark job after the other; none of them may come after this.
    // One that is gone runs nothing, and refuses to be told.
    if (!session.sparkContext().isStopped()) {
      session.sparkContext().cancelJobGroupAndFutureJobs(group, "cancelled by the user");
    }
  }

  /** Without an active session, SQL in columns is read in the zone of the machine. */
  private SparkSession entered(SparkSession session) {
    Group entered = PRESENT.get();
    Group group = entered != null && entered.isOf(this) ? entered : null;
    JobGroups.enter(session.sparkContext(), group == null ? jobGroup : group.name, "citylake");
    if (!starter.pool().isEmpty()) {
      session.sparkContext().setLocalProperty(POOL, starter.pool());
    }
    if (group != null && group.stopped) {
      // It was stopped before Spark was there.
      stop(session, group.name);
    }
    SparkSession.setActiveSession(session);
    return session;
  }

  /** Stops what runs, and whatever its threads still ask for. */
  public void cancelJobs() {
    cancelled = true;
    SparkSession session = standard;
    if (session != null) {
      stop(session, jobGroup);
    }
    open.forEach(Group::cancel);
  }

  private void requireWanted() {
    if (cancelled) {
      throw new CityLakeException(
          ErrorCode.CANCELLED, "Cannot go on with Spark: what asked for it was cancelled");
    }
  }

  /** Ends Spark where it was started. */
  @Override
  public void close() {
    SparkSession session = standard;
    if (session != null) {
      starter.stop(session);
    }
  }
}
