package io.citylake.publish.plan;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.Lake;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;

/** Guards runs against tables that are not yet what their contracts say. */
public final class AppliedCheck {
  private final Planner planner;

  public AppliedCheck(Lake lake) {
    this.planner = new Planner(lake);
  }

  /**
   * Called before a run begins.
   *
   * @throws CityLakeException PLAN_PENDING where the dataset's tables are not yet what it says
   */
  public void require(DatasetContract dataset) {
    List<String> pending = planner.pending(dataset);
    if (!pending.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.PLAN_PENDING,
          "Cannot write to %s: the catalog is not yet what its contract says (%s); run citylake apply first"
              .formatted(dataset.name(), String.join("; ", pending)));
    }
  }
}
