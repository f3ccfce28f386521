package io.citylake.serve.engine;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.Caller;
import io.citylake.govern.catalogue.DatasetSearch;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds datasets by words, among those that a caller is told of. The index is made when somebody
 * first searches. Safe for threads.
 */
public final class CatalogSearch implements AutoCloseable {
  private final Workspace workspace;
  private final CatalogView shelf;
  private @Nullable DatasetSearch index;

  public CatalogSearch(Workspace workspace, CatalogView shelf) {
    this.workspace = workspace;
    this.shelf = shelf;
  }

  /** The best first; what the caller isn't told of takes no place. */
  public List<DatasetContract> find(Caller caller, String words, int most) {
    Map<TableName, DatasetContract> told =
        shelf.datasets(caller).stream()
            .collect(Collectors.toMap(DatasetContract::name, Function.identity()));
    return index().find(words, Integer.MAX_VALUE).stream()
        .map(told::get)
        .filter(Objects::nonNull)
        .limit(most)
        .toList();
  }

  private synchronized DatasetSearch index() {
    DatasetSearch known = index;
    if (known == null) {
      known = new DatasetSearch(workspace);
      index = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    if (index != null) {
      index.close();
      index = null;
    }
  }
}
