package io.citylake.model;

import java.io.Serializable;
import java.util.List;

/**
 * Turns raw records into typed rows or refusals, by one job's mapping and one dataset's rules. It
 * travels to the executors, holds no session and no table, and its answers depend on nothing but
 * the record, the origin and the run's business time. A reader binds it once for each header and
 * then asks it for every record.
 */
public interface RowJudge extends Serializable {
  /** How many columns its answers have: those of the dataset, in the contract's order. */
  int columns();

  /**
   * Looks up the job's source names in a header.
   *
   * @throws CityLakeException SOURCE_HEADER_MISSING where a mapped name that is not optional is
   *     absent
   */
  BoundJudge bind(RowOrigin origin, List<String> names);

  /** A judge for one header; used by one thread. */
  interface BoundJudge {
    /**
     * Fills {@code into}, which the caller has cleared. It never throws for what a record holds. It
     * gets no malformed record: whoever reads refuses those, since they may have no header that
     * could be bound.
     */
    void judge(RawRow row, JudgedRow into);
  }
}
