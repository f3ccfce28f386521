package io.citylake.serve.engine;

import io.citylake.govern.lineage.LineageGraph.Kind;
import io.citylake.govern.lineage.LineageNode;
import io.citylake.model.TableName;
import java.util.List;

/** Which column comes from which, whoever asks. Safe for threads. */
public interface ColumnLinks {
  /**
   * One link.
   *
   * @param through the job, step or application that makes it, as {@code step water.ads_day}
   */
  record Link(LineageNode from, LineageNode to, Kind kind, String through) {}

  /** Those into and out of the columns of a table; empty where nothing is known. */
  List<Link> of(TableName table);

  /** Where nobody analyses queries. */
  static ColumnLinks none() {
    return table -> List.of();
  }
}
