package io.citylake.run.graph;

import io.citylake.contract.Workspace;
import io.citylake.model.CityLakeException;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.run.DiskCache;
import io.citylake.transform.step.QuerySql;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which tables queries read. It is remembered; what can't be read never is. One thread uses it. */
public final class QueryInputs {
  /** Another reader of queries begins a new file. */
  private static final String READER = "query-inputs-1";

  private final DiskCache memory;

  private QueryInputs(DiskCache memory) {
    this.memory = memory;
  }

  public static QueryInputs of(Workspace workspace) {
    return new QueryInputs(DiskCache.ofSpark(workspace.settings(), READER));
  }

  /**
   * The tables that a query reads.
   *
   * @param source where the query stands, for messages
   * @throws CityLakeException CONTRACT_INVALID where it is no single query over named tables
   */
  public SortedSet<TableName> of(String sql, String source) {
    return memory.find(
        Sha256.hex(sql),
        () -> QuerySql.parse(sql, source).inputs(),
        QueryInputs::read,
        QueryInputs::written);
  }

  /** Keeps what was asked for, for the next command. */
  public void remember() {
    memory.remember();
  }

  private static String written(SortedSet<TableName> tables) {
    return tables.stream().map(TableName::toString).collect(Collectors.joining(","));
  }

  private static SortedSet<TableName> read(String text) {
    SortedSet<TableName> tables = new TreeSet<>();
    for (String name : text.split(",", -1)) {
      if (!name.isEmpty()) {
        tables.add(TableName.parse(name));
      }
    }
    return tables;
  }
}
