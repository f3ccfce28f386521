package io.citylake.upkeep;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Has what is served read what upkeep made: of tables that showed what they had shown when they
 * were released, and of no other, which a round has published and not released yet. One thread.
 */
final class Serving {
  private final Lake lake;
  private final SortedSet<TableName> rewritten = new TreeSet<>();

  Serving(Lake lake) {
    this.lake = lake;
  }

  /** Of this table files were written anew, and no row changed. */
  void rewritten(TableName table) {
    rewritten.add(table);
  }

  /** Whether what is served shows what a table shows now; asked before its rows change. */
  boolean isCurrent(TableName table) {
    return ReleaseStore.open(lake)
        .latest()
        .flatMap(latest -> asReleased(latest, table))
        .isPresent();
  }

  /** Serves what was written anew, as it was looked at here, whatever is published meanwhile. */
  void release(Journal journal) {
    if (rewritten.isEmpty()) {
      return;
    }
    ReleaseStore releases = ReleaseStore.open(lake);
    releases
        .latest()
        .ifPresent(
            latest -> {
              NavigableMap<TableName, TableSnapshot> same = new TreeMap<>();
              for (TableName table : rewritten) {
                asReleased(latest, table).ifPresent(same::putAll);
              }
              if (!same.isEmpty()) {
                releases.releaseRewritten(latest, same, journal.now());
              }
            });
  }

  /** Serves a table as it is. */
  void release(TableName table, Instant now) {
    ReleaseStore.open(lake).release(List.of(table), now);
  }

  /**
   * The states of a table and of what the platform keeps beside it, which is released with it;
   * empty where one of them shows other rows than were released.
   */
  private Optional<Map<TableName, TableSnapshot>> asReleased(Release latest, TableName name) {
    Map<TableName, TableSnapshot> states = new TreeMap<>();
    for (TableName each : name.withCompanions()) {
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
    return lake.catalog().tableExists(Lake.identifier(name))
        ? TableRefs.operations(lake.loadTable(name)).current()
        : null;
  }
}
