package io.citylake.lake.rollback;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.RunsAhead;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.TableRecovery.Kind;
import io.citylake.lake.catalog.TableRecovery.Remedy;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.lease.Leases.Lease;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.LiveRows;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a table show an earlier snapshot again, with each job as far as it was then: what came since
 * is read again by the next runs. It is one commit of the target, under the reservation that runs
 * take; a run under way is not published over it. What stands beside the table goes back first, so
 * that a rollback that was cut short is repeated. Nothing is deleted. One thread.
 */
public final class TableRollback {
  private static final Logger LOG = LoggerFactory.getLogger(TableRollback.class);

  private final Lake lake;

  public TableRollback(Lake lake) {
    this.lake = lake;
  }

  /**
   * What would be done.
   *
   * @param from the snapshot that the table shows
   * @param then the metadata file of the time that it goes back to
   * @param beside the tables beside it that go back with it
   */
  public record Plan(
      TableName table,
      long from,
      long to,
      OptionalLong rowsNow,
      OptionalLong rowsThen,
      String then,
      List<Remedy> beside,
      Consequences consequences) {}

  /**
   * Finds how a table goes back.
   *
   * @param to a snapshot's id, or a release's number
   * @param holds of the table
   * @throws CityLakeException TABLE_NOT_FOUND; ROLLBACK_REFUSED with the reason
   */
  public Plan plan(TableName name, String to, List<SnapshotHold> holds) {
    Table table = lake.loadTable(name);
    TableMetadata now = TableRefs.refresh(table);
    if (name.isCompanion()) {
      throw refused(name, "it goes back with " + name.target());
    }
    Long main = TableRefs.head(now, TableRefs.MAIN);
    long snapshot = snapshot(name, now, to);
    if (main == null || !TableRefs.extendsSnapshot(now, main, snapshot)) {
      throw refused(
          name, "snapshot %d is none that led to what it shows (%s)".formatted(snapshot, main));
    }
    if (main == snapshot) {
      throw refused(name, "it shows snapshot %d already".formatted(snapshot));
    }
    Set<String> lost = new HashSet<>(LakeProperties.publishedRuns(now));
    TableMetadata then = then(name, table.io(), now, snapshot, lost);
    lost.removeAll(LakeProperties.publishedRuns(then));
    if (LakeProperties.isRenamedSince(now, then)) {
      throw refused(name, "a job of it has another name since");
    }
    requirePositions(name, table, then);
    return new Plan(
        name,
        main,
        snapshot,
        LiveRows.count(table, now.snapshot(main)),
        LiveRows.count(table, now.snapshot(snapshot)),
        then.metadataFileLocation(),
        beside(name, lost, then.lastUpdatedMillis()),
        Consequences.of(lake, name, now, then, holds));
  }

  /**
   * Does it, and makes a release of it.
   *
   * @param by under whose name the table is reserved
   * @throws CityLakeException TABLE_BUSY; COMMIT_CONFLICT where the table was changed since the
   *     plan
   */
  public void apply(Plan plan, Leases leases, RunId by, Instant now) {
    Table table = lake.loadTable(plan.table());
    TableMetadata then = TableMetadataParser.read(table.io(), plan.then());
    try (Lease lease = leases.acquire(plan.table(), by)) {
      requireSame(TableRefs.refresh(table), plan);
      plan.beside().forEach(new TableRecovery(lake)::apply);
      lease.requireHeld();
      TableRefs.change(
          table,
          metadata -> {
            requireSame(metadata, plan);
            return LakeProperties.backTo(metadata, then, by);
          });
      LOG.warn("Table {} went back from snapshot {} to {}", plan.table(), plan.from(), plan.to());
    }
    ReleaseStore.open(lake).release(List.of(plan.table()), now);
  }

  private static void requireSame(TableMetadata metadata, Plan plan) {
    Long main = TableRefs.head(metadata, TableRefs.MAIN);
    if (main == null || main != plan.from()) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot roll table %s back: it was changed since that was planned (planned=%d, found=%s); plan again"
              .formatted(plan.table(), plan.from(), main));
    }
  }

  private long snapshot(TableName name, TableMetadata now, String to) {
    long number;
    try {
      number = Long.parseLong(to);
    } catch (NumberFormatException e) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot roll table %s back: '%s' is neither a snapshot nor a release".formatted(name, to),
          e);
    }
    if (now.snapshot(number) != null) {
      return number;
    }
    TableSnapshot state =
        ReleaseStore.open(lake)
            .find(number)
            .map(Release::tables)
            .map(all -> all.get(name))
            .orElse(null);
    if (state == null
        || !state.uuid().equals(now.uuid())
        || now.snapshot(state.snapshotId()) == null) {
      throw refused(
          name, "there is neither a snapshot nor a release %d that serves it".formatted(number));
    }
    return state.snapshotId();
  }

  /** The last metadata file that shows the snapshot; notes the runs that were named since. */
  private static TableMetadata then(
      TableName name, FileIO io, TableMetadata now, long snapshot, Set<String> since) {
    List<MetadataLogEntry> entries = new ArrayList<>(now.previousFiles());
    Collections.reverse(entries);
    for (MetadataLogEntry entry : entries) {
      TableMetadata earlier = read(io, entry.file());
      if (earlier == null) {
        break;
      }
      Long main = TableRefs.head(earlier, TableRefs.MAIN);
      if (main != null && main == snapshot) {
        return earlier;
      }
      since.addAll(LakeProperties.publishedRuns(earlier));
    }
    throw refused(
        name,
        "how far its jobs were at snapshot %d stood in a metadata file that is gone"
            .formatted(snapshot));
  }

  private static @Nullable TableMetadata read(FileIO io, String file) {
    try {
      return TableMetadataParser.read(io, file);
    } catch (RuntimeException e) {
      LOG.debug("Metadata file {} cannot be read", file, e);
      return null;
    }
  }

  private static void requirePositions(TableName name, Table table, TableMetadata then) {
    try {
      PositionStore.list(table, then);
    } catch (CityLakeException e) {
      throw refused(name, "how far its jobs were then is gone: " + e.getMessage());
    }
  }

  private List<Remedy> beside(TableName name, Set<String> lost, long since) {
    SortedMap<TableName, String> locations = lake.locations();
    RunsAhead ahead = new RunsAhead(lake.catalog().fileIo());
    List<Remedy> beside = new ArrayList<>();
    for (TableName each : name.companions()) {
      String location = locations.get(each);
      if (location != null) {
        try {
          ahead
              .before(each, location, lost, since)
              .ifPresent(to -> beside.add(new Remedy(each, Kind.AHEAD_OF_TARGET, location, to)));
        } catch (CityLakeException e) {
          throw refused(name, String.valueOf(e.getMessage()));
        }
      }
    }
    return beside;
  }

  private static CityLakeException refused(TableName name, String why) {
    return new CityLakeException(
        ErrorCode.ROLLBACK_REFUSED,
        "Cannot roll table %s back: %s; see its snapshots by citylake sql, restore it from a backup, or have its deliveries read again: citylake table recreate --from-deliveries %1$s"
            .formatted(name, why));
  }
}
