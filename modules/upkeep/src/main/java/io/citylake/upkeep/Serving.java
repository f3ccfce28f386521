package io.citylake.upkeep;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.TableMetadata;

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
    return ReleaseStore.open(lake).latest().filter(each -> isCurrent(each, table)).isPresent();
  }

  private boolean isCurrent(Release latest, TableName table) {
    // What the platform keeps beside a table is released with it.
    return isAsReleased(latest, table)
        && isAsReleased(latest, table.quarantine())
        && isAsReleased(latest, table.tombstones())
        && isAsReleased(latest, table.displaced());
  }

  /** Serves what was written anew. */
  void release(Instant now) {
    if (rewritten.isEmpty()) {
      return;
    }
    Optional<Release> latest = ReleaseStore.open(lake).latest();
    if (latest.isPresent()) {
      release(rewritten.stream().filter(each -> isCurrent(latest.get(), each)).toList(), now);
    }
  }

  /** Serves tables as they are. */
  void release(List<TableName> tables, Instant now) {
    if (!tables.isEmpty()) {
      ReleaseStore.open(lake).release(tables, now);
    }
  }

  private boolean isAsReleased(Release latest, TableName name) {
    if (!lake.catalog().tableExists(Lake.identifier(name))) {
      return !latest.tables().containsKey(name);
    }
    TableMetadata metadata = TableRefs.operations(lake.loadTable(name)).current();
    TableSnapshot released = latest.tables().get(name);
    return released == null
        ? metadata.currentSnapshot() == null
        : released.uuid().equals(metadata.uuid())
            && TableRefs.isRewrittenOnly(metadata, released.snapshotId());
  }
}
