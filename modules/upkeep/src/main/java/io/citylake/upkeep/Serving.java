package io.citylake.upkeep;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
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

  /**
   * Serves a table of which nothing but upkeep has taken rows out since it was released; else the
   * round that published to it does. Whatever is published meanwhile isn't served by this.
   */
  void takenOut(TableName table, Instant now) {
    ReleaseStore releases = ReleaseStore.open(lake);
    releases
        .latest()
        .ifPresent(
            latest ->
                states(latest, table, TableRefs::isUpkeepOnly)
                    .ifPresent(states -> releases.releaseRewritten(latest, states, now)));
  }

  /**
   * The states of a table and of what the platform keeps beside it, which is released with it;
   * empty where one of them shows other rows than were released.
   */
  private Optional<SortedMap<TableName, TableSnapshot>> asReleased(Release latest, TableName name) {
    return states(
        latest,
        name,
        (metadata, since) -> since != null && TableRefs.isRewrittenOnly(metadata, since));
  }

  /**
   * The same, by what may have happened since.
   *
   * @param may of a table, and of the snapshot that was released; null for a table without one
   */
  private Optional<SortedMap<TableName, TableSnapshot>> states(
      Release latest, TableName name, BiPredicate<TableMetadata, @Nullable Long> may) {
    SortedMap<TableName, TableSnapshot> states = new TreeMap<>();
    for (TableName each : name.withCompanions()) {
      TableSnapshot released = latest.tables().get(each);
      TableMetadata metadata = findMetadata(each);
      Snapshot main = metadata == null ? null : metadata.currentSnapshot();
      if (metadata == null || main == null) {
        if (released != null) {
          return Optional.empty();
        }
      } else if ((released == null || released.uuid().equals(metadata.uuid()))
          && may.test(metadata, released == null ? null : released.snapshotId())) {
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
