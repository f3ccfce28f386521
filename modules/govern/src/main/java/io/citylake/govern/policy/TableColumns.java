package io.citylake.govern.policy;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.TableName;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A table as policies see it: its columns' grades.
 *
 * @param declared the contract's columns, whether this state of the table has them or not
 * @param grades of the contract's columns, and of those that the platform adds
 * @param identifiers the kinds of persons' numbers, by the columns that hold them
 */
public record TableColumns(
    TableName table,
    String layer,
    SortedSet<String> declared,
    SortedMap<String, Integer> grades,
    SortedMap<String, String> identifiers) {
  private static final int OF_PLATFORM = 1;

  public TableColumns {
    declared = Collections.unmodifiableSortedSet(new TreeSet<>(declared));
    grades = Collections.unmodifiableSortedMap(new TreeMap<>(grades));
    identifiers = Collections.unmodifiableSortedMap(new TreeMap<>(identifiers));
  }

  /** A table with all its columns, and without a person's number. */
  public TableColumns(TableName table, String layer, SortedMap<String, Integer> grades) {
    this(table, layer, new TreeSet<>(grades.keySet()), grades, new TreeMap<>());
  }

  /** With all columns that the contract and the platform give it. */
  public static TableColumns whole(DatasetContract dataset) {
    return of(
        dataset,
        Stream.concat(
                dataset.columns().stream().map(ColumnContract::name),
                ServiceColumns.names(dataset.serviceColumns()).stream())
            .toList());
  }

  /**
   * Of a state of the table.
   *
   * @param present the columns of that state; one that the contract doesn't know has no grade, and
   *     only administrators read it
   */
  public static TableColumns of(DatasetContract dataset, Iterable<String> present) {
    SortedMap<String, Integer> grades = new TreeMap<>();
    SortedMap<String, String> identifiers = new TreeMap<>();
    SortedSet<String> declared = new TreeSet<>();
    for (ColumnContract each : dataset.columns()) {
      declared.add(each.name());
      if (each.identifier() != null) {
        identifiers.put(each.name(), each.identifier());
      }
    }
    List<String> service = ServiceColumns.names(dataset.serviceColumns());
    for (String column : present) {
      dataset
          .findColumn(column)
          .map(ColumnContract::grade)
          .ifPresentOrElse(
              grade -> grades.put(column, grade),
              () -> {
                if (column.startsWith("_") || service.contains(column)) {
                  grades.put(column, OF_PLATFORM);
                }
              });
    }
    return new TableColumns(dataset.name(), dataset.layer(), declared, grades, identifiers);
  }
}
