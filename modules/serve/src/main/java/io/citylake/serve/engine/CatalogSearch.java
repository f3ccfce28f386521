package io.citylake.serve.engine;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.Caller;
import io.citylake.govern.catalogue.DatasetSearch;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
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

  /**
   * The best first; what the caller isn't told of takes no place, and by a column that he isn't
   * told of nothing is found.
   *
   * @param theme of all that are found; null for any
   */
  public List<DatasetContract> find(Caller caller, String words, @Nullable String theme, int most) {
    List<DatasetContract> among =
        theme == null ? shelf.datasets(caller) : shelf.datasets(caller, theme);
    Map<TableName, DatasetContract> told =
        among.stream().collect(Collectors.toMap(DatasetContract::name, Function.identity()));
    BiPredicate<TableName, String> shows =
        (table, column) -> told.containsKey(table) && shelf.shows(caller, table, column);
    return index().find(words, Integer.MAX_VALUE, shows).stream()
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
