package io.citylake.run.graph;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.run.DiskCache;
import io.citylake.transform.step.QueryColumns;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which queries name columns of their contracts only. It is remembered, since Spark's analyser
 * takes a second to begin; a mistake never is. One thread uses it.
 */
final class CheckedColumns {
  /** Another check begins a new file. */
  private static final String CHECK = "query-columns-1";

  private static final String SOUND = "sound";

  private final Workspace workspace;
  private final DiskCache memory;
  private @Nullable QueryColumns columns;

  private CheckedColumns(Workspace workspace, DiskCache memory) {
    this.workspace = workspace;
    this.memory = memory;
  }

  static CheckedColumns of(Workspace workspace) {
    return new CheckedColumns(workspace, DiskCache.ofSpark(workspace.settings(), CHECK));
  }

  /**
   * @param target whose columns the query has to give; null where it may give any
   * @throws io.citylake.model.CityLakeException CONTRACT_INVALID
   */
  void require(
      String sql, String file, SortedSet<TableName> inputs, @Nullable DatasetContract target) {
    StringBuilder all = new StringBuilder(sql);
    for (TableName input : inputs) {
      DatasetContract dataset = workspace.datasets().get(input);
      all.append('\n').append(input).append(shape(dataset));
    }
    all.append('\n').append(shape(target));
    memory.find(
        Sha256.hex(all.toString()),
        () -> {
          columns().require(sql, file, target);
          return SOUND;
        },
        text -> text,
        text -> text);
  }

  void remember() {
    memory.remember();
  }

  private QueryColumns columns() {
    QueryColumns present = columns;
    if (present == null) {
      present = new QueryColumns(workspace);
      columns = present;
    }
    return present;
  }

  private static String shape(@Nullable DatasetContract dataset) {
    if (dataset == null) {
      return "";
    }
    StringBuilder text = new StringBuilder(dataset.writeMode().toString());
    dataset
        .columns()
        .forEach(
            column -> text.append(' ').append(column.name()).append(':').append(column.type()));
    return text.toString();
  }
}
