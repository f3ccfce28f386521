package io.citylake.govern.gate;

import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.Optional;

/** The earlier states that may be asked for: those that some release served. Safe for threads. */
public interface ReleasedStates {
  /** Empty where no release served the table at this snapshot. */
  Optional<TableSnapshot> find(TableName table, long snapshotId);

  /** What the last release up to then served; empty where there was none. */
  Optional<TableSnapshot> find(TableName table, Instant at);

  /** Nothing but the present. */
  static ReleasedStates none() {
    return new ReleasedStates() {
      @Override
      public Optional<TableSnapshot> find(TableName table, long snapshotId) {
        return Optional.empty();
      }

      @Override
      public Optional<TableSnapshot> find(TableName table, Instant at) {
        return Optional.empty();
      }
    };
  }
}
