package io.citylake.contract.dossier;

import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Personal;
import io.citylake.contract.dossier.Dossier.Column;
import io.citylake.contract.dossier.Dossier.Register;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows tell of a thing.
 *
 * @param named columns that name it, each with how the number stands there
 * @param time column by which the newest rows come first; null for none
 */
public record DossierFact(DatasetContract dataset, List<Named> named, @Nullable String time) {
  public DossierFact {
    named = List.copyOf(named);
  }

  /** A column that names the thing. */
  public record Named(String column, Personal.Form form) {}

  /**
   * The tables that tell of things of a kind, the register first and the rest by name. What names
   * one is the register's key; what an audit {@code references} says to be one of such a column's
   * values; columns of the kind's names; and those of {@code also}. A person is named by columns
   * that are declared {@code personal}.
   */
  public static List<DossierFact> of(
      Dossier dossier, SortedMap<TableName, DatasetContract> datasets) {
    SortedMap<TableName, List<Named>> named =
        dossier.persons() == null
            ? ofThings(dossier, datasets)
            : ofPersons(dossier.persons(), datasets);
    Register register = dossier.register();
    List<DossierFact> facts = new ArrayList<>();
    named.forEach(
        (table, columns) -> {
          DatasetContract dataset = datasets.get(table);
          boolean own = register != null && table.equals(register.table());
          if (dataset != null && !table.isSystem() && (own || !dossier.except().contains(table))) {
            facts.add(own ? 0 : facts.size(), new DossierFact(dataset, columns, time(dataset)));
          }
        });
    return facts;
  }

  private static SortedMap<TableName, List<Named>> ofPersons(
      Personal.Kind kind, SortedMap<TableName, DatasetContract> datasets) {
    SortedMap<TableName, List<Named>> found = new TreeMap<>();
    for (DatasetContract dataset : datasets.values()) {
      for (ColumnContract column : dataset.columns()) {
        for (Personal each : column.personal()) {
          if (each.kind() == kind && column.type() == ColumnType.Simple.STRING) {
            found
                .computeIfAbsent(dataset.name(), t -> new ArrayList<>())
                .add(new Named(column.name(), each.form()));
          }
        }
      }
    }
    return found;
  }

  /** The columns that name a thing of a kind, whatever their tables tell of it. */
  public static SortedMap<TableName, SortedSet<String>> naming(
      Dossier dossier, SortedMap<TableName, DatasetContract> datasets) {
    Register register = dossier.register();
    if (register == null) {
      return new TreeMap<>();
    }
    ColumnType type = type(datasets, register.table(), register.key()).orElse(null);
    SortedMap<TableName, SortedSet<String>> found = new TreeMap<>();
    add(found, register.table(), register.key());
    for (Column each : dossier.also()) {
      add(found, each.table(), each.column());
    }
    for (DatasetContract dataset : datasets.values()) {
      if (dossier.themes().isEmpty() || dossier.themes().contains(dataset.name().theme())) {
        dataset.columns().stream()
            .filter(each -> dossier.names().contains(each.name()) && each.type().equals(type))
            .forEach(each -> add(found, dataset.name(), each.name()));
      }
    }
    while (follow(found, datasets.values())) {
      // Each turn follows one reference more.
    }
    return found;
  }

  private static SortedMap<TableName, List<Named>> ofThings(
      Dossier dossier, SortedMap<TableName, DatasetContract> datasets) {
    Register register = dossier.register();
    if (register == null) {
      return new TreeMap<>();
    }
    SortedMap<TableName, SortedSet<String>> found = naming(dossier, datasets);
    SortedMap<TableName, List<Named>> named = new TreeMap<>();
    found.forEach(
        (table, columns) -> {
          DatasetContract dataset = datasets.get(table);
          boolean asked =
              table.equals(register.table())
                  || dossier.also().stream().anyMatch(each -> each.table().equals(table));
          if (dataset != null && (asked || dossier.layers().contains(dataset.layer()))) {
            named.put(
                table, columns.stream().map(each -> new Named(each, Personal.Form.CLEAR)).toList());
          }
        });
    return named;
  }

  /** Whether anything came of it. */
  private static boolean follow(
      Map<TableName, SortedSet<String>> found, Iterable<DatasetContract> datasets) {
    boolean more = false;
    for (DatasetContract dataset : datasets) {
      for (Audit each : dataset.audits()) {
        if (each instanceof Audit.References to
            && found.getOrDefault(to.table(), new TreeSet<>()).contains(to.to())) {
          more |= add(found, dataset.name(), to.column());
        }
      }
    }
    return more;
  }

  private static boolean add(
      Map<TableName, SortedSet<String>> found, TableName table, String column) {
    return found.computeIfAbsent(table, each -> new TreeSet<>()).add(column);
  }

  private static Optional<ColumnType> type(
      Map<TableName, DatasetContract> datasets, TableName table, String column) {
    return Optional.ofNullable(datasets.get(table))
        .flatMap(each -> each.findColumn(column))
        .map(ColumnContract::type);
  }

  /** Of the key before the rest, and what is to the second before days. */
  private static @Nullable String time(DatasetContract dataset) {
    Stream<ColumnContract> key =
        dataset.key().stream()
            .flatMap(each -> dataset.findColumn(each).stream())
            .filter(each -> isTime(each.type()) || each.name().endsWith("year"));
    Stream<ColumnContract> instants =
        dataset.columns().stream().filter(each -> each.type() == ColumnType.Simple.TIMESTAMP);
    Stream<ColumnContract> days =
        dataset.columns().stream().filter(each -> each.type() == ColumnType.Simple.DATE);
    // A list of what there is says nothing of when, unless each row is of a time.
    return (dataset.layer().equals("dim") ? Stream.of(key) : Stream.of(key, instants, days))
        .flatMap(each -> each)
        .map(ColumnContract::name)
        .findFirst()
        .orElse(null);
  }

  private static boolean isTime(ColumnType type) {
    return type == ColumnType.Simple.DATE || type == ColumnType.Simple.TIMESTAMP;
  }

  /** Whether rows are of persons each: a person's number is part of what names a row. */
  public boolean isOfPersons() {
    return dataset.columns().stream()
        .filter(each -> dataset.key().contains(each.name()))
        .flatMap(each -> each.personal().stream())
        .anyMatch(each -> each.kind().isNumber());
  }
}
