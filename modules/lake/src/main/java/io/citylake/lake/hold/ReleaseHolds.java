package io.citylake.lake.hold;

import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.ReleaseStore.ReleasedState;
import io.citylake.lake.hold.SnapshotHold.Kind;
import java.util.List;

/** What can be asked for by a release's number or time. */
public final class ReleaseHolds implements HoldSource {
  private final ReleaseStore releases;

  public ReleaseHolds(ReleaseStore releases) {
    this.releases = releases;
  }

  @Override
  public List<SnapshotHold> list() {
    return releases.states().stream().map(ReleaseHolds::hold).toList();
  }

  private static SnapshotHold hold(ReleasedState state) {
    String owner =
        state.first() == state.last()
            ? Long.toString(state.first())
            : state.first() + "-" + state.last();
    return new SnapshotHold(state.table(), state.state(), Kind.RELEASE, owner, null);
  }
}
