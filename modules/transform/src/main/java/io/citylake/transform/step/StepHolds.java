package io.citylake.transform.step;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.hold.HoldSource;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * The snapshots that derived tables were made from: without one of them, its step makes the whole
 * table anew. A table keeps what it says of a step that is gone from the workspace, until the table
 * is dropped. Reads the metadata of every table.
 */
public final class StepHolds implements HoldSource {
  private final Lake lake;

  public StepHolds(Lake lake) {
    this.lake = lake;
  }

  @Override
  public List<SnapshotHold> list() {
    List<SnapshotHold> holds = new ArrayList<>();
    lake.forEachTable(
        (name, table) ->
            PositionStore.list(table, TableRefs.operations(table).current())
                .forEach((job, position) -> collect(job, position, holds)));
    return holds;
  }

  private static void collect(JobName step, Position position, List<SnapshotHold> into) {
    StepPosition.parse(position)
        .ifPresent(
            made ->
                made.inputs()
                    .forEach(
                        (input, state) -> {
                          // One that was empty needs nothing.
                          if (state.snapshot() >= 0) {
                            into.add(hold(step, input, state));
                          }
                        }));
  }

  private static SnapshotHold hold(JobName step, TableName input, StepPosition.State state) {
    TableSnapshot snapshot = new TableSnapshot(state.table(), state.snapshot());
    return new SnapshotHold(input, snapshot, Kind.STEP, step.toString(), null);
  }
}
