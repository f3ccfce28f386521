package io.citylake.transform.step;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.model.Position;
import java.time.ZoneId;

/**
 * A step that is due.
 *
 * @param target the contract of its table
 * @param catalog Spark's name of the lake
 * @param zone of the workspace: where the query's days and hours are
 * @param before how far the table is
 */
public record StepRequest(
    Step step,
    DatasetContract target,
    String catalog,
    ZoneId zone,
    Position before,
    Rebuild rebuild) {
  /** Whether the whole table is made anew although a part would do. */
  public enum Rebuild {
    WHERE_NEEDED,
    ALWAYS
  }
}
