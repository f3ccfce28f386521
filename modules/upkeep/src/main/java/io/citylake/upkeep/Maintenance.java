package io.citylake.upkeep;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.history.MaintenanceLog;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.metadata.SnapshotRemoval;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.upkeep.compact.FileRewrite;
import io.citylake.upkeep.compact.RewriteCandidate;
import io.citylake.upkeep.compact.RewriteCandidates;
import io.citylake.upkeep.expire.ReleaseThinning;
import io.citylake.upkeep.expire.SnapshotExpiry;
import io.citylake.upkeep.orphan.OrphanFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileInfo;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts files, gives up releases and snapshots that nobody needs, and removes files that nothing
 * names. No row changes. What goes wrong with one table is told and keeps none of the others back.
 * One thread.
 */
public final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private final Parts parts;
  private final UpkeepPolicy policy;
  private final Consumer<Entry> told;
  private final TableRecovery recovery;

  /** Whether it acts, or only says what it would do. */
  public enum Mode {
    ACT,
    PLAN
  }

  /**
   * What it works with.
   *
   * @param runs makes the ids under which tables are reserved
   * @param zone whose days releases are thinned by
   */
  public record Parts(
      Lake lake,
      Supplier<SparkSession> spark,
      SnapshotHolds holds,
      Leases leases,
      Supplier<RunId> runs,
      Clock clock,
      ZoneId zone) {}

  /**
   * @param told hears of each action as soon as it has ended
   */
  public Maintenance(Parts parts, UpkeepPolicy policy, Consumer<Entry> told) {
    this.parts = parts;
    this.policy = policy;
    this.told = told;
    this.recovery = new TableRecovery(parts.lake());
  }

  /** A candidate and whose it is. */
  private record Wanted(TableName table, RewriteCandidate candidate) {}

  /**
   * Goes through all that it does, what gains most first.
   *
   * @param orphans whether files that nothing names are removed; else they are only counted
   */
  public void run(Collection<TableName> tables, Mode mode, Mode orphans) {
    Instant until = parts.clock().instant().plus(policy.budget());
    SortedSet<TableName> chosen = new TreeSet<>(tables);
    thinReleases(mode);
    compact(chosen, mode, until);
    expire(chosen, mode, until);
    for (TableName table : chosen) {
      attempt(table, "remove-orphans", until, () -> removeOrphans(table, mode, orphans));
    }
  }

  /**
   * A table that is as it was committed last: what an older copy of the catalog's database doesn't
   * name would be taken for superfluous.
   */
  private Table load(TableName name) {
    Table table = parts.lake().loadTable(name);
    recovery.requireCurrent(name, TableRefs.operations(table).current().metadataFileLocation());
    return table;
  }

  private void thinReleases(Mode mode) {
    attempt(
        null,
        "thin-releases",
        Instant.MAX,
        () -> {
          ReleaseStore releases = ReleaseStore.open(parts.lake());
          var times = releases.times();
          SortedSet<Long> superfluous =
              ReleaseThinning.superfluous(times, policy, now(), parts.zone());
          if (superfluous.isEmpty()) {
            return;
          }
          Instant began = now();
          if (mode == Mode.ACT) {
            releases.drop(superfluous);
          }
          tell(
              new Action(
                  null,
                  "thin-releases",
                  "%,d of %,d releases are older than %s and not the last of their hour or day"
                      .formatted(superfluous.size(), times.size(), text(policy.allReleases())),
                  began),
              mode,
              new Figures(
                  (long) times.size(),
                  (long) times.size() - superfluous.size(),
                  null,
                  null,
                  null,
                  null));
        });
  }

  private void compact(SortedSet<TableName> tables, Mode mode, Instant until) {
    List<Wanted> wanted = new ArrayList<>();
    for (TableName table : tables) {
      attempt(
          table,
          "compact",
          until,
          () ->
              RewriteCandidates.find(load(table))
                  .forEach(each -> wanted.add(new Wanted(table, each))));
    }
    wanted.sort(
        Comparator.comparingLong((Wanted each) -> each.candidate().gain())
            .reversed()
            .thenComparing(Wanted::table));
    SortedSet<TableName> rewritten = new TreeSet<>();
    for (Wanted each : wanted) {
      attempt(each.table(), "compact", until, () -> compact(each, mode, rewritten));
    }
    serve(rewritten);
  }

  private void compact(Wanted wanted, Mode mode, SortedSet<TableName> rewritten) {
    RewriteCandidate candidate = wanted.candidate();
    Action action = new Action(wanted.table(), "compact", candidate.reason(), now());
    if (mode == Mode.PLAN) {
      tell(
          action,
          mode,
          new Figures(
              candidate.files(),
              (long) candidate.group().expectedOutputFiles(),
              candidate.bytes(),
              null,
              null,
              null));
      return;
    }
    Table table = load(wanted.table());
    FileRewrite.Result result =
        new FileRewrite(parts.spark().get(), table, candidate)
            .run(() -> parts.leases().acquire(wanted.table(), parts.runs().get()));
    if (result.overtaken() != null) {
      tell(action, "overtaken", Figures.NONE, result.overtaken());
      return;
    }
    rewritten.add(wanted.table());
    tell(
        action,
        mode,
        new Figures(
            candidate.files(),
            result.files(),
            candidate.bytes(),
            result.bytes(),
            result.rows(),
            result.hash()));
  }

  /**
   * Has what is served read the new files: of tables that show what they showed when they were
   * released, and of no other, which a round has published and not released yet.
   */
  private void serve(SortedSet<TableName> rewritten) {
    if (rewritten.isEmpty()) {
      return;
    }
    ReleaseStore releases = ReleaseStore.open(parts.lake());
    releases
        .latest()
        .ifPresent(
            latest -> {
              SortedMap<TableName, TableSnapshot> same = new TreeMap<>();
              for (TableName table : rewritten) {
                asReleased(latest, table).ifPresent(same::putAll);
              }
              if (!same.isEmpty()) {
                releases.releaseRewritten(latest, same, now());
              }
            });
  }

  /**
   * The states of a table and of what the platform keeps beside it, which is released with it;
   * empty where one of them shows other rows than were released. What is served is what was looked
   * at here, whatever is published meanwhile.
   */
  private Optional<SortedMap<TableName, TableSnapshot>> asReleased(Release latest, TableName name) {
    SortedMap<TableName, TableSnapshot> states = new TreeMap<>();
    for (TableName each : List.of(name, name.quarantine(), name.tombstones(), name.displaced())) {
      TableSnapshot released = latest.tables().get(each);
      TableMetadata metadata = findMetadata(each);
      Snapshot main = metadata == null ? null : metadata.currentSnapshot();
      if (metadata == null || main == null) {
        if (released != null) {
          return Optional.empty();
        }
      } else if (released != null
          && released.uuid().equals(metadata.uuid())
          && TableRefs.isRewrittenOnly(metadata, released.snapshotId())) {
        states.put(each, new TableSnapshot(metadata.uuid(), main.snapshotId()));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(states);
  }

  private @Nullable TableMetadata findMetadata(TableName name) {
    return parts.lake().catalog().tableExists(Lake.identifier(name))
        ? TableRefs.operations(parts.lake().loadTable(name)).current()
        : null;
  }

  private void expire(SortedSet<TableName> tables, Mode mode, Instant until) {
    Map<TableName, List<SnapshotHold>> holds = new TreeMap<>();
    attempt(
        null,
        "expire-snapshots",
        until,
        () -> {
          // Of all at once: asking for each table would read every table's metadata each time.
          holds.putAll(
              parts.holds().list().stream().collect(Collectors.groupingBy(SnapshotHold::table)));
          for (TableName table : tables) {
            attempt(
                table,
                "expire-snapshots",
                until,
                () -> expire(table, holds.getOrDefault(table, List.of()), mode));
          }
        });
  }

  private void expire(TableName name, List<SnapshotHold> holds, Mode mode) {
    Table table = load(name);
    TableMetadata metadata = TableRefs.operations(table).current();
    SortedSet<Long> superfluous =
        SnapshotExpiry.superfluous(metadata, holds, now().minus(policy.keepSnapshots()));
    if (superfluous.isEmpty()) {
      return;
    }
    long all = metadata.snapshots().size();
    Action action =
        new Action(
            name,
            "expire-snapshots",
            "%,d of %,d snapshots are older than %s and nobody needs them"
                .formatted(superfluous.size(), all, text(policy.keepSnapshots())),
            now());
    if (mode == Mode.ACT) {
      SnapshotRemoval.expire(table, superfluous);
    }
    tell(action, mode, new Figures(all, all - superfluous.size(), null, null, null, null));
  }

  private void removeOrphans(TableName name, Mode mode, Mode orphans) {
    Table table = load(name);
    List<FileInfo> found = OrphanFiles.find(table, now().minus(policy.orphanAge()));
    if (found.isEmpty()) {
      return;
    }
    Action action =
        new Action(
            name,
            "remove-orphans",
            "%,d files older than %s are named by no metadata"
                .formatted(found.size(), text(policy.orphanAge())),
            now());
    boolean acts = mode == Mode.ACT && orphans == Mode.ACT;
    if (acts) {
      found.forEach(file -> table.io().deleteFile(file.location()));
    }
    long bytes = found.stream().mapToLong(FileInfo::size).sum();
    tell(
        action,
        acts ? Mode.ACT : Mode.PLAN,
        new Figures((long) found.size(), acts ? 0L : null, bytes, acts ? 0L : null, null, null));
  }

  /** What is done to which table, and why. */
  private record Action(@Nullable TableName table, String name, String reason, Instant began) {}

  /** Before and after: of files, or of what else the action is about. */
  private record Figures(
      @Nullable Long before,
      @Nullable Long after,
      @Nullable Long bytesBefore,
      @Nullable Long bytesAfter,
      @Nullable Long rows,
      @Nullable String hash) {
    static final Figures NONE = new Figures(null, null, null, null, null, null);
  }

  private void attempt(@Nullable TableName table, String action, Instant until, Runnable work) {
    Instant began = now();
    if (began.isAfter(until)) {
      tell(
          new Action(
              table, action, "the budget of %s is used up".formatted(text(policy.budget())), began),
          "left",
          Figures.NONE,
          null);
      return;
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("Cannot {} {}", action, table == null ? "the lake" : table, e);
      tell(
          new Action(table, action, "", began),
          "failed",
          Figures.NONE,
          String.valueOf(e.getMessage()));
    }
  }

  private void tell(Action action, Mode mode, Figures figures) {
    tell(action, mode == Mode.ACT ? "done" : "planned", figures, null);
  }

  private void tell(Action action, String outcome, Figures figures, @Nullable String message) {
    Entry entry =
        new Entry(
            parts.runs().get().value(),
            action.table(),
            action.name(),
            action.reason(),
            action.began(),
            now(),
            outcome,
            figures.before(),
            figures.after(),
            figures.bytesBefore(),
            figures.bytesAfter(),
            figures.rows(),
            figures.hash(),
            message);
    if (!outcome.equals("planned") && !outcome.equals("left")) {
      new MaintenanceLog(parts.lake().database()).record(entry);
    }
    told.accept(entry);
  }

  private Instant now() {
    return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
