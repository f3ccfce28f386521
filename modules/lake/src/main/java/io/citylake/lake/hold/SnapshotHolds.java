package io.citylake.lake.hold;

import io.citylake.model.TableName;
import java.util.List;

/**
 * Who still needs which snapshots, by all sources. Whoever expires snapshots asks first and keeps
 * what is named; what begins to be read in between is the latest of its table, which nobody
 * expires. Safe for threads.
 */
public final class SnapshotHolds {
  private final List<HoldSource> sources;

  public SnapshotHolds(List<HoldSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * By table, kind and owner.
   *
   * @throws io.citylake.model.CityLakeException where a source can't tell
   */
  public List<SnapshotHold> list() {
    return sources.stream().flatMap(source -> source.list().stream()).sorted().toList();
  }

  /** Those of one table. */
  public List<SnapshotHold> of(TableName table) {
    return list().stream().filter(hold -> hold.table().equals(table)).toList();
  }
}
