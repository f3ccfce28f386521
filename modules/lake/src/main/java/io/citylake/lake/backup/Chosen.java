package io.citylake.lake.backup;

import io.citylake.model.TableName;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tables of a backup that somebody asks for. */
public final class Chosen {
  private Chosen() {}

  /**
   * Each with what the platform keeps beside it.
   *
   * @param tables empty for all
   * @throws io.citylake.model.CityLakeException ARCHIVE_UNFIT where one of them is not in it
   */
  public static SortedMap<TableName, PointTable> of(Point point, SortedSet<TableName> tables) {
    SortedMap<TableName, PointTable> all = point.byName();
    if (tables.isEmpty()) {
      return all;
    }
    SortedMap<TableName, PointTable> chosen = new TreeMap<>();
    all.forEach(
        (name, table) -> {
          if (tables.contains(name.target())) {
            chosen.put(name, table);
          }
        });
    for (TableName table : tables) {
      if (!chosen.containsKey(table)) {
        throw Archive.unfit("backup %s has no table %s".formatted(point.id(), table));
      }
    }
    return chosen;
  }

  /** The tables of a theme. */
  public static SortedSet<TableName> theme(Point point, String theme) {
    SortedSet<TableName> tables = new TreeSet<>();
    point
        .byName()
        .keySet()
        .forEach(
            name -> {
              if (name.theme().equals(theme)) {
                tables.add(name.target());
              }
            });
    return tables;
  }
}
