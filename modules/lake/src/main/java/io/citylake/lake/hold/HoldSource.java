package io.citylake.lake.hold;

import java.util.List;

/** One kind of need for snapshots. Safe for threads. */
public interface HoldSource {
  /**
   * Every need that there is now, in any order.
   *
   * @throws io.citylake.model.CityLakeException where that can't be told; nobody may take that for
   *     none
   */
  List<SnapshotHold> list();
}
