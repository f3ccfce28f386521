package io.citylake.upkeep;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.settings.MaintainSettings.Orphans;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.metadata.SnapshotRemoval;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.upkeep.Journal.Action;
import io.citylake.upkeep.Journal.Figures;
import io.citylake.upkeep.compact.FileRewrite;
import io.citylake.upkeep.compact.RewriteCandidate;
import io.citylake.upkeep.compact.RewriteCandidates;
import io.citylake.upkeep.expire.ReleaseThinning;
import io.citylake.upkeep.expire.SnapshotExpiry;
import io.citylake.upkeep.orphan.OrphanFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileInfo;
import org.apache.spark.sql.SparkSession;

/**
 * Takes out rows that are older than their contracts keep them, compacts files, gives up releases
 * and snapshots that nobody needs, removes files that nothing names, and forgets what is old of the
 * lake's own past. Nothing else changes a row. What goes wrong with one table is told and keeps
 * none of the others back. One thread.
 */
public final class Maintenance {
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
   * @param datasets the contracts by which rows get old
   * @param runs makes the ids under which tables are reserved
   * @param shared the clock that all processes of the lake share: rows are as old as both say
   * @param zone whose days releases are thinned by, and rows get old by
   * @param logs where the logs of runs are
   * @param stopped asked before each action; what is left then is for the next time
   */
  public record Parts(
      Lake lake,
      Collection<DatasetContract> datasets,
      Supplier<SparkSession> spark,
      SnapshotHolds holds,
      Leases leases,
      Supplier<RunId> runs,
      Clock clock,
      Clock shared,
      ZoneId zone,
      Path logs,
      BooleanSupplier stopped) {}

  /**
   * Of what it is.
   *
   * @param whole whether the lake's own releases and past are of it, too
   */
  public record Scope(SortedSet<TableName> tables, boolean whole) {
    /** All of a lake. */
    public static Scope lake(Collection<TableName> tables) {
      return new Scope(new TreeSet<>(tables), true);
    }

    /** Nothing but some tables. */
    public static Scope only(Collection<TableName> tables) {
      return new Scope(new TreeSet<>(tables), false);
    }
  }

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

  /** Goes through all that it does, what gains most first. */
  public void run(Scope scope, Mode mode) {
    Journal journal = new Journal(parts, policy, told);
    SortedSet<TableName> chosen = scope.tables();
    if (scope.whole()) {
      journal.attempt(null, "thin-releases", () -> thinReleases(journal, mode));
      new Forgetting(parts, policy.history(), journal).run(mode);
    }
    new Ageing(parts, policy.history(), journal).run(chosen, mode);
    compact(journal, chosen, mode);
    expire(journal, chosen, mode);
    if (policy.orphans() != Orphans.IGNORE) {
      for (TableName table : chosen) {
        journal.attempt(table, "remove-orphans", () -> removeOrphans(journal, table, mode));
      }
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

  private void thinReleases(Journal journal, Mode mode) {
    ReleaseStore releases = ReleaseStore.open(parts.lake());
    var times = releases.times();
    SortedSet<Long> superfluous =
        ReleaseThinning.superfluous(times, policy.releases(), journal.now(), parts.zone());
    if (superfluous.isEmpty()) {
      return;
    }
    Action action =
        journal.action(
            null,
            "thin-releases",
            "%,d of %,d releases are older than %s and not the last of their hour or day"
                .formatted(
                    superfluous.size(), times.size(), Journal.text(policy.releases().all())));
    if (mode == Mode.ACT) {
      releases.drop(superfluous);
    }
    journal.tell(action, mode, Figures.of(times.size(), (long) times.size() - superfluous.size()));
  }

  private void compact(Journal journal, SortedSet<TableName> tables, Mode mode) {
    List<Wanted> wanted = new ArrayList<>();
    for (TableName table : tables) {
      journal.attempt(
          table,
          "compact",
          () ->
              RewriteCandidates.find(load(table))
                  .forEach(each -> wanted.add(new Wanted(table, each))));
    }
    wanted.sort(
        Comparator.comparingLong((Wanted each) -> each.candidate().gain())
            .reversed()
            .thenComparing(Wanted::table));
    Serving serving = new Serving(parts.lake());
    for (Wanted each : wanted) {
      journal.attempt(each.table(), "compact", () -> compact(journal, each, mode, serving));
    }
    serving.release(journal);
  }

  private void compact(Journal journal, Wanted wanted, Mode mode, Serving serving) {
    RewriteCandidate candidate = wanted.candidate();
    Action action = journal.action(wanted.table(), "compact", candidate.reason());
    if (!journal.spend(action, candidate.bytes())) {
      return;
    }
    if (mode == Mode.PLAN) {
      journal.tell(
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
            .run(() -> parts.leases().acquire(wanted.table(), parts.runs().get(), parts.stopped()));
    if (result.overtaken() != null) {
      journal.tell(action, "overtaken", Figures.NONE, result.overtaken());
      return;
    }
    serving.rewritten(wanted.table());
    journal.tell(
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

  private void expire(Journal journal, SortedSet<TableName> tables, Mode mode) {
    Map<TableName, List<SnapshotHold>> holds = new TreeMap<>();
    journal.attempt(
        null,
        "expire-snapshots",
        () -> {
          // Of all at once: asking for each table would read every table's metadata each time.
          holds.putAll(
              parts.holds().list().stream().collect(Collectors.groupingBy(SnapshotHold::table)));
          for (TableName table : tables) {
            journal.attempt(
                table,
                "expire-snapshots",
                () -> expire(journal, table, holds.getOrDefault(table, List.of()), mode));
          }
        });
  }

  private void expire(Journal journal, TableName name, List<SnapshotHold> holds, Mode mode) {
    Table table = load(name);
    TableMetadata metadata = TableRefs.operations(table).current();
    Instant before = journal.now().minus(policy.keepSnapshots());
    SortedSet<Long> superfluous = SnapshotExpiry.superfluous(metadata, holds, before);
    if (superfluous.isEmpty()) {
      return;
    }
    long all = metadata.snapshots().size();
    Action action =
        journal.action(
            name,
            "expire-snapshots",
            "%,d of %,d snapshots are older than %s and nobody needs them"
                .formatted(superfluous.size(), all, Journal.text(policy.keepSnapshots())));
    if (mode == Mode.ACT) {
      SnapshotRemoval.expire(table, superfluous);
    }
    journal.tell(action, mode, Figures.of(all, all - superfluous.size()));
  }

  private void removeOrphans(Journal journal, TableName name, Mode mode) {
    Table table = load(name);
    List<FileInfo> found = OrphanFiles.find(table, journal.now().minus(policy.orphanAge()));
    if (found.isEmpty()) {
      return;
    }
    Action action =
        journal.action(
            name,
            "remove-orphans",
            "%,d files older than %s are named by no metadata"
                .formatted(found.size(), Journal.text(policy.orphanAge())));
    boolean acts = mode == Mode.ACT && policy.orphans() == Orphans.REMOVE;
    if (acts) {
      found.forEach(file -> table.io().deleteFile(file.location()));
    }
    long bytes = found.stream().mapToLong(FileInfo::size).sum();
    journal.tell(
        action,
        acts ? Mode.ACT : Mode.PLAN,
        new Figures((long) found.size(), acts ? 0L : null, bytes, acts ? 0L : null, null, null));
  }
}
