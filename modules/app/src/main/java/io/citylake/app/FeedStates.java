package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.receive.spool.Damage;
import io.citylake.receive.spool.SpoolNews;
import io.citylake.receive.spool.SpoolPosition;
import io.citylake.receive.spool.SpoolView;
import io.citylake.receive.spool.SpoolView.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the jobs that read feeds are: what their tables say, held against the spools. Starts no
 * Spark. Any thread.
 */
public final class FeedStates {
  private static final Logger LOG = LoggerFactory.getLogger(FeedStates.class);

  /** So much is counted; what is behind is more than that. */
  private static final long COUNTED_BYTES = 64L << 20;

  private final Lake lake;

  public FeedStates(Lake lake) {
    this.lake = lake;
  }

  /**
   * What waits for a job.
   *
   * @param messages that it has not published
   * @param more whether there are more than were counted
   * @param oldest when the first of them arrived; null where none waits
   * @param newest when the last of those that were counted arrived
   * @param lost how many messages among them are damaged
   * @param spoolBytes of the feed's spool
   */
  public record State(
      Job job,
      String feed,
      Standing standing,
      long messages,
      boolean more,
      @Nullable Instant oldest,
      @Nullable Instant newest,
      long lost,
      long spoolBytes) {
    /** Whether a run has something to do, be it to say why it can't. */
    public boolean isDue() {
      return messages > 0 || standing != Standing.GOES_ON;
    }
  }

  /** The jobs that read feeds, by their names. */
  public static List<Job> jobs(Workspace workspace) {
    return workspace.jobs().values().stream()
        .filter(job -> job.source() instanceof SourceSpec.FeedMessages)
        .toList();
  }

  /** The feed that a job reads. */
  static String feed(Job job) {
    return ((SourceSpec.FeedMessages) job.source()).feed();
  }

  /** The spool of a job's feed. */
  SpoolView spool(Job job) {
    return spool(feed(job));
  }

  private SpoolView spool(String feed) {
    return new SpoolView(Feed.spool(lake.settings().stateDir(), feed), feed);
  }

  /** How far a job is. */
  public State of(Job job) {
    return of(job, COUNTED_BYTES);
  }

  /** Whether anything waits for a job, and since when: only the first message is looked at. */
  State glance(Job job) {
    return of(job, 1);
  }

  /** Of a job that can't be looked at. */
  static State unknown(Job job) {
    return new State(job, feed(job), Standing.GOES_ON, 0, false, null, null, 0, 0);
  }

  private State of(Job job, long mostBytes) {
    SpoolView spool = spool(job);
    Optional<SpoolPosition> position = position(job);
    Standing standing = spool.standing(position);
    Optional<SpoolNews> news =
        standing == Standing.GOES_ON ? spool.since(position, mostBytes) : Optional.empty();
    return new State(
        job,
        feed(job),
        standing,
        news.map(SpoolNews::messages).orElse(0L),
        news.map(SpoolNews::more).orElse(false),
        news.map(SpoolNews::oldest).map(Instant::ofEpochMilli).orElse(null),
        news.map(SpoolNews::newest).map(Instant::ofEpochMilli).orElse(null),
        news.map(FeedStates::lost).orElse(0L),
        spool.bytes());
  }

  private static long lost(SpoolNews news) {
    return news.damages().stream().mapToLong(Damage::lost).sum();
  }

  private Optional<SpoolPosition> position(Job job) {
    Table table;
    try {
      table = lake.loadTable(job.target());
    } catch (CityLakeException e) {
      if (e.code() == ErrorCode.TABLE_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    Position position = PositionStore.read(table, TableRefs.refresh(table), job.name());
    return SpoolPosition.parse(position);
  }

  /**
   * Lets go what every job has published that reads a feed: the receiver removes whole segments of
   * it. Where it is not known how far all of them are, what was let go before is taken back as far
   * as it is there: for a job that has read nothing, one whose table and spool don't fit together,
   * and for every feed while a job's file can't be read, which may be one that reads it.
   */
  public void release(Workspace workspace) {
    if (!workspace.broken().tasks().isEmpty()) {
      withdraw();
      return;
    }
    Map<String, List<Job>> readers = new TreeMap<>();
    for (Job job : jobs(workspace)) {
      readers.computeIfAbsent(feed(job), each -> new ArrayList<>()).add(job);
    }
    readers.forEach((feed, jobs) -> release(spool(feed), feed, () -> passed(jobs)));
  }

  /** Takes back for every feed what was let go. */
  void withdraw() {
    for (String feed : Feed.spools(lake.settings().stateDir())) {
      release(spool(feed), feed, OptionalLong::empty);
    }
  }

  private static void release(SpoolView spool, String feed, Supplier<OptionalLong> before) {
    try {
      spool.release(before);
    } catch (RuntimeException e) {
      // What is kept longer harms nobody.
      LOG.warn("What was published of feed {} is kept for now", feed, e);
    }
  }

  /** Before which message all have passed; empty where that is not known of each. */
  private OptionalLong passed(List<Job> jobs) {
    OptionalLong least = OptionalLong.empty();
    for (Job job : jobs) {
      Optional<SpoolPosition> position = position(job);
      if (position.isEmpty() || spool(job).standing(position) != Standing.GOES_ON) {
        return OptionalLong.empty();
      }
      long next = position.get().next();
      least = OptionalLong.of(Math.min(next, least.orElse(next)));
    }
    return least;
  }
}
