package io.citylake.govern.lineage;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.TableName;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** Finds out what queries read. */
public interface QueryAnalyzer {
  /**
   * The tables that a query names; nothing is analysed for it.
   *
   * @param file where the query stands, for messages
   */
  SortedSet<TableName> inputs(String sql, String file);

  /**
   * Where each column of a query's answer comes from.
   *
   * @param datasets the query's inputs
   * @throws io.citylake.model.CityLakeException where the query doesn't fit them
   */
  SortedMap<String, Origins> columns(String sql, String file, List<DatasetContract> datasets);
}
