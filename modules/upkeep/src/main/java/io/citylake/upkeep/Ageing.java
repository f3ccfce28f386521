package io.citylake.upkeep;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Erasure.LegalHold;
import io.citylake.contract.dataset.Retention;
import io.citylake.contract.settings.MaintainSettings.History;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.lease.Leases.Lease;
import io.citylake.model.TableName;
import io.citylake.upkeep.Journal.Action;
import io.citylake.upkeep.Journal.Figures;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Parts;
import io.citylake.upkeep.retain.OverAge;
import io.citylake.upkeep.retain.RowRemoval;
import io.citylake.upkeep.retain.RowRemoval.Found;
import io.citylake.upkeep.retain.RowRemoval.Outcome;
import io.citylake.upkeep.retain.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/**
 * Takes out rows that are older than their contracts keep them, and refused rows that were settled
 * long ago. One thread.
 */
final class Ageing {
  private static final String RETAIN = "retain";
  private static final String SETTLED = "prune-quarantine";

  private final Parts parts;
  private final History history;
  private final Journal journal;
  private final Serving serving;

  Ageing(Parts parts, History history, Journal journal) {
    this.parts = parts;
    this.history = history;
    this.journal = journal;
    this.serving = new Serving(parts.lake());
  }

  void run(SortedSet<TableName> tables, Mode mode) {
    for (DatasetContract dataset : parts.datasets()) {
      if (tables.contains(dataset.name())) {
        Retention retention = dataset.retention();
        if (retention != null) {
          journal.attempt(dataset.name(), RETAIN, () -> retain(dataset, retention, mode));
        }
        Duration keep = history.quarantine();
        if (keep != null && exists(dataset.name().quarantine())) {
          TableName quarantine = dataset.name().quarantine();
          journal.attempt(quarantine, SETTLED, () -> settled(dataset, keep, mode));
        }
      }
    }
  }

  private boolean exists(TableName table) {
    return parts.lake().catalog().tableExists(Lake.identifier(table));
  }

  private void retain(DatasetContract dataset, Retention retention, Mode mode) {
    LocalDate today = today();
    Optional<LegalHold> hold =
        dataset.erasure().holds().stream().filter(each -> today.isBefore(each.until())).findFirst();
    if (hold.isPresent()) {
      journal.left(
          journal.action(dataset.name(), RETAIN, ""),
          "a legal hold of %s until %s forbids it".formatted(hold.get().by(), hold.get().until()));
      return;
    }
    LocalDate keptFrom = retention.keptFrom(today);
    Removal removal =
        new Removal(
            dataset, RETAIN, "rows of %s before %s".formatted(retention.by(), keptFrom), mode);
    // The displaced ones first, as they may come back in place of those that go.
    TableName displaced = dataset.name().displaced();
    if (exists(displaced)) {
      removal.of(displaced, over(displaced, retention, keptFrom), false);
    }
    removal.of(
        dataset.name(),
        over(dataset.name(), retention, keptFrom),
        Tombstones.areNeeded(dataset, retention) && exists(dataset.name().tombstones()));
    serve(dataset, mode);
  }

  /** Also what an upkeep took out that died before it was served. */
  private void serve(DatasetContract dataset, Mode mode) {
    if (mode == Mode.ACT) {
      serving.takenOut(dataset.name(), journal.now());
    }
  }

  private OverAge over(TableName table, Retention retention, LocalDate keptFrom) {
    return OverAge.of(parts.lake().loadTable(table).schema(), retention, keptFrom, parts.zone());
  }

  /** The earlier of two clocks, so that one that is ahead takes out nothing. */
  private LocalDate today() {
    Instant here = journal.now();
    Instant there = parts.shared().instant();
    return LocalDate.ofInstant(here.isBefore(there) ? here : there, parts.zone());
  }

  private void settled(DatasetContract dataset, Duration keep, Mode mode) {
    Instant before = journal.now().minus(keep);
    new Removal(dataset, SETTLED, "refused rows, settled before " + before, mode)
        .of(dataset.name().quarantine(), OverAge.settled(before), false);
    serve(dataset, mode);
  }

  /** Rows that go from the tables of one dataset, for one reason. */
  private final class Removal {
    private final DatasetContract dataset;
    private final String name;
    private final String what;
    private final Mode mode;

    Removal(DatasetContract dataset, String name, String what, Mode mode) {
      this.dataset = dataset;
      this.name = name;
      this.what = what;
      this.mode = mode;
    }

    void of(TableName name, OverAge over, boolean tombstones) {
      Table table = parts.lake().loadTable(name);
      Found found = new RowRemoval(parts.spark().get(), table, over).find();
      if (found.rows() == 0) {
        return;
      }
      Action action = action(name, found);
      if (mode == Mode.PLAN) {
        journal.tell(
            action, mode, new Figures(found.rows(), null, found.bytes(), null, null, null));
        return;
      }
      Found some = found.within(journal.affordable());
      if (!some.parts().isEmpty() && !journal.spend(action, some.bytes())) {
        some = new Found(found.main(), found.whole(), List.of());
      }
      if (some.rows() == 0) {
        return;
      }
      if (remove(table, over, some, tombstones) == Outcome.OVERTAKEN) {
        journal.tell(action, "overtaken", Figures.NONE, "the table was changed meanwhile");
        return;
      }
      journal.tell(
          action,
          mode,
          new Figures(found.rows(), found.rows() - some.rows(), some.bytes(), null, null, null));
    }

    private Action action(TableName of, Found found) {
      return journal.action(
          of, name, "%,d %s in %,d files".formatted(found.rows(), what, found.files()));
    }

    /** Beside runs, and where one was first, with the table kept from them. */
    private Outcome remove(Table table, OverAge over, Found found, boolean tombstones) {
      SparkSession spark = parts.spark().get();
      if (!tombstones
          && new RowRemoval(spark, table, over).remove(found, what, this::reserve)
              == Outcome.DONE) {
        return Outcome.DONE;
      }
      try (Lease held = reserve()) {
        if (tombstones) {
          Tombstones.leave(
              spark, dataset, over, parts.lake().loadTable(dataset.name().tombstones()), what);
        }
        RowRemoval again = new RowRemoval(spark, table, over);
        long most = Math.max(found.bytes(), journal.affordable());
        return again.remove(again.find().within(most), what, () -> held);
      }
    }

    private Lease reserve() {
      return parts.leases().acquire(dataset.name(), parts.runs().get(), parts.stopped());
    }
  }
}
