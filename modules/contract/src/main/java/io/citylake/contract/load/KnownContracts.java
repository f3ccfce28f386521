package io.citylake.contract.load;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.ServiceColumns.ServiceColumn;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The themes and tables that policies may speak of, with the columns of the tables that can be
 * read.
 */
final class KnownContracts {
  private final SortedSet<String> themes = new TreeSet<>();
  private final SortedSet<TableName> tables = new TreeSet<>();

  /** By table and column; no type where it can't be read. */
  private final Map<TableName, Map<String, Optional<ColumnType>>> columns = new TreeMap<>();

  /** By table and column: the kinds of persons' numbers. */
  private final Map<TableName, Map<String, String>> identifiers = new TreeMap<>();

  private KnownContracts() {
    themes.add(TableName.SYSTEM);
    SystemDatasets.all().forEach(this::add);
  }

  private void add(TableName name, DatasetContract dataset) {
    Map<String, Optional<ColumnType>> types = new LinkedHashMap<>();
    for (ColumnContract column : dataset.columns()) {
      types.put(column.name(), Optional.of(column.type()));
      identifier(name, column.name(), Optional.ofNullable(column.identifier()));
    }
    for (ServiceColumn each : dataset.serviceColumns()) {
      types.putIfAbsent(each.name(), Optional.of(each.type()));
    }
    tables.add(name);
    columns.put(name, types);
  }

  /** Those of a workspace that is without a mistake in them. */
  static KnownContracts of(Workspace workspace) {
    KnownContracts known = new KnownContracts();
    known.themes.addAll(workspace.themes().keySet());
    workspace.datasets().forEach(known::add);
    return known;
  }

  static KnownContracts of(Drafts drafts) {
    return new KnownContracts().with(drafts);
  }

  /** These, with what files say instead as far as it can be read, and what only they have. */
  KnownContracts with(Drafts drafts) {
    KnownContracts both = new KnownContracts();
    both.themes.addAll(themes);
    both.themes.addAll(drafts.themes().keySet());
    both.tables.addAll(tables);
    both.tables.addAll(drafts.datasets().keySet());
    both.columns.putAll(columns);
    both.identifiers.putAll(identifiers);
    drafts
        .datasets()
        .forEach(
            (name, view) ->
                view.map(ColumnIndex::new)
                    .ifPresent(
                        index -> {
                          Map<String, Optional<ColumnType>> types = new LinkedHashMap<>();
                          index.names().forEach(each -> types.put(each, index.type(each)));
                          service(
                              types,
                              view.get()
                                  .find("write-mode", WriteMode.class)
                                  .orElse(WriteMode.APPEND));
                          both.columns.put(name, types);
                          both.identifiers.remove(name);
                          index
                              .names()
                              .forEach(
                                  each ->
                                      both.identifier(
                                          name,
                                          each,
                                          index.find(each).flatMap(IdentifierChecks::kind)));
                        }));
    return both;
  }

  /** Those that a table has besides, which can be granted and filtered as any. */
  private static void service(Map<String, Optional<ColumnType>> types, WriteMode mode) {
    for (ServiceColumn each : ServiceColumns.of(mode)) {
      types.putIfAbsent(each.name(), Optional.of(each.type()));
    }
  }

  private void identifier(TableName table, String column, Optional<String> kind) {
    kind.ifPresent(
        each -> identifiers.computeIfAbsent(table, t -> new TreeMap<>()).put(column, each));
  }

  Optional<String> identifier(TableName table, String column) {
    return Optional.ofNullable(identifiers.getOrDefault(table, Map.of()).get(column));
  }

  SortedSet<String> identifiers() {
    SortedSet<String> kinds = new TreeSet<>();
    identifiers.values().forEach(each -> kinds.addAll(each.values()));
    return kinds;
  }

  /** A column that holds a person's number. */
  record Holder(TableName table, String column) {}

  /** Where such numbers are. */
  List<Holder> columnsOf(String kind) {
    List<Holder> found = new ArrayList<>();
    identifiers.forEach(
        (table, columns) ->
            columns.forEach(
                (column, each) -> {
                  if (each.equals(kind)) {
                    found.add(new Holder(table, column));
                  }
                }));
    return found;
  }

  Set<String> themes() {
    return Collections.unmodifiableSet(themes);
  }

  boolean has(TableName table) {
    return tables.contains(table);
  }

  List<String> tableNames() {
    return tables.stream().map(TableName::toString).toList();
  }

  /** The tables whose columns can be read. */
  List<TableName> readable() {
    return new ArrayList<>(columns.keySet());
  }

  /** Those of them that themes hold. */
  List<TableName> readableOfThemes() {
    return columns.keySet().stream().filter(each -> !each.isSystem()).toList();
  }

  boolean isReadable(TableName table) {
    return columns.containsKey(table);
  }

  Collection<String> columnNames(TableName table) {
    return columns.getOrDefault(table, Map.of()).keySet();
  }

  boolean has(TableName table, String column) {
    return columnNames(table).contains(column);
  }

  /** Empty where there is no such column, or its type can't be read. */
  Optional<ColumnType> type(TableName table, String column) {
    return columns.getOrDefault(table, Map.of()).getOrDefault(column, Optional.empty());
  }
}
