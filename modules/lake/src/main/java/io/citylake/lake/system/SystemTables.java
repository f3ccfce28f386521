package io.citylake.lake.system;

import io.citylake.model.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which of the platform's own tables this process can read, by the address of the catalog that they
 * tell of. Spark makes catalogs by name and hands tasks what can be sent, so both find the rows
 * here; a process that only runs tasks has none. Safe for threads.
 */
public final class SystemTables {
  private static final ConcurrentMap<String, SortedMap<TableName, SystemRows>> KNOWN =
      new ConcurrentHashMap<>();

  private SystemTables() {}

  /**
   * Offers these from now on.
   *
   * @return withdraws them
   */
  public static Runnable offer(String catalog, Map<TableName, SystemRows> tables) {
    SortedMap<TableName, SystemRows> offered = new TreeMap<>(tables);
    KNOWN.put(catalog, offered);
    // Of two lakes on one catalog, which the second closes, the first one's stay its own.
    return () -> KNOWN.remove(catalog, offered);
  }

  static SortedMap<TableName, SystemRows> list(String catalog) {
    return KNOWN.getOrDefault(catalog, new TreeMap<>());
  }

  static Optional<SystemRows> find(String catalog, TableName table) {
    return Optional.ofNullable(list(catalog).get(table));
  }
}
