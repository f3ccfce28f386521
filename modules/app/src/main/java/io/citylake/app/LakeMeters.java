package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.catalogue.DatasetFacts;
import io.citylake.lake.catalog.Lake;
import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.run.LakeHistory;
import io.citylake.run.quarantine.QuarantineCounts;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the lake is: slots by state, refused rows that are open by theme, and how old the newest data
 * of tables is. Looked up every half minute on a thread of its own, so that a scrape waits for
 * nothing; how long ago that succeeded is a metric too.
 *
 * <p>Tables are those that declare an update cycle, in the order of their names and at most 200 of
 * them, which bounds the series that Prometheus keeps; how many are left off is told.
 */
public final class LakeMeters implements MeterBinder, AutoCloseable {
  static final int MOST_TABLES = 200;
  private static final Logger LOG = LoggerFactory.getLogger(LakeMeters.class);
  private static final long EVERY_SECONDS = 30;

  private final Workspace workspace;
  private final Lake lake;
  private final LakeFacts facts;
  private final QuarantineCounts quarantine;
  private final Clock clock;
  private final Map<TableName, Known> known = new HashMap<>();
  // By System.nanoTime: how long ago that was must not hang on a clock that is set.
  private volatile long looked = System.nanoTime();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "citylake-lake-meters");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param clock by which data is old
   */
  public LakeMeters(Workspace workspace, LakeHistory history, Clock clock) {
    this.workspace = workspace;
    this.lake = history.lake();
    this.facts = new LakeFacts(workspace, lake, history.ledger());
    this.quarantine = new QuarantineCounts(lake);
    this.clock = clock;
  }

  /** How far a table's data goes, as of its state at a place; null where it has none. */
  private record Known(String location, @Nullable Instant newest) {}

  @Override
  public void bindTo(MeterRegistry registry) {
    Series slots =
        new Series(
            MultiGauge.builder("citylake.slots")
                .description("Slots of the schedule, by state")
                .register(registry));
    Series open =
        new Series(
            MultiGauge.builder("citylake.quarantine.open.rows")
                .description("Refused rows that nobody has dealt with, by theme")
                .register(registry));
    Series ages =
        new Series(
            MultiGauge.builder("citylake.freshness.age")
                .baseUnit("seconds")
                .description("How old the newest data of a table is")
                .register(registry));
    int leftOff = Math.max(0, cycled().size() - MOST_TABLES);
    Gauge.builder("citylake.freshness.left.off", () -> leftOff)
        .description("Tables with an update cycle whose age is not told, to bound the series")
        .register(registry);
    TimeGauge.builder("citylake.lake.look.age", this, TimeUnit.SECONDS, LakeMeters::lookAge)
        .description("How long ago the lake was last looked at for these metrics")
        .register(registry);
    Runnable look =
        () -> {
          try {
            slots.set(slots());
            open.set(open());
            ages.set(ages());
            looked = System.nanoTime();
          } catch (RuntimeException e) {
            LOG.warn("Cannot look at the lake for its metrics; it is tried again", e);
          }
        };
    look.run();
    var turns = timer.scheduleWithFixedDelay(look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    LOG.debug("The lake is looked at for its metrics ({})", turns);
  }

  private double lookAge() {
    return (System.nanoTime() - looked) / 1e9;
  }

  private double age(Instant since) {
    return Duration.between(since, clock.instant()).toMillis() / 1000.0;
  }

  /**
   * The series of one metric. Those that stay are the same ones with other values, so that a scrape
   * that comes meanwhile misses none.
   */
  private static final class Series {
    private final MultiGauge gauge;
    private final ConcurrentMap<Tags, Supplier<Number>> values = new ConcurrentHashMap<>();

    Series(MultiGauge gauge) {
      this.gauge = gauge;
    }

    void set(Map<Tags, Supplier<Number>> now) {
      values.putAll(now);
      gauge.register(
          now.keySet().stream().map(tags -> MultiGauge.Row.of(tags, () -> value(tags))).toList());
      values.keySet().retainAll(now.keySet());
    }

    private Number value(Tags tags) {
      return values.getOrDefault(tags, () -> Double.NaN).get();
    }
  }

  private Map<Tags, Supplier<Number>> slots() {
    Map<SlotState, Long> counts = SlotCounts.byState(lake.database());
    Map<Tags, Supplier<Number>> series = new HashMap<>();
    for (SlotState state : SlotState.values()) {
      long count = counts.getOrDefault(state, 0L);
      series.put(Tags.of("state", state.toString()), () -> count);
    }
    return series;
  }

  private Map<Tags, Supplier<Number>> open() {
    SortedMap<String, Long> counts = new TreeMap<>();
    workspace.themes().keySet().forEach(theme -> counts.put(theme, 0L));
    quarantine
        .of(QuarantineQuery.open())
        .forEach(each -> counts.merge(each.table().theme(), each.rows(), Long::sum));
    Map<Tags, Supplier<Number>> series = new HashMap<>();
    counts.forEach((theme, open) -> series.put(Tags.of("theme", theme), () -> open));
    return series;
  }

  private List<DatasetContract> cycled() {
    return workspace.datasets().values().stream()
        .filter(each -> each.updateCycle() != null)
        .toList();
  }

  /** They grow from one scrape to the next. */
  private Map<Tags, Supplier<Number>> ages() {
    SortedMap<TableName, String> locations = lake.locations();
    Map<Tags, Supplier<Number>> series = new HashMap<>();
    for (DatasetContract dataset : cycled().subList(0, Math.min(MOST_TABLES, cycled().size()))) {
      TableName name = dataset.name();
      Instant newest = newest(name, locations.get(name));
      series.put(
          Tags.of("theme", name.theme(), "table", name.table()),
          () -> newest == null ? Double.NaN : age(newest));
    }
    return series;
  }

  /** Looked up once for each state of a table. */
  private @Nullable Instant newest(TableName table, @Nullable String location) {
    if (location == null) {
      return null;
    }
    Known before = known.get(table);
    if (before == null || !before.location().equals(location)) {
      DatasetFacts now = facts.of(table);
      before = new Known(location, now.dataUntil() == null ? now.updatedAt() : now.dataUntil());
      known.put(table, before);
    }
    return before.newest();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
