package io.citylake.serve.engine;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.map.BaseMap;
import io.citylake.contract.map.LayerQuery;
import io.citylake.contract.map.MapLayer;
import io.citylake.contract.map.MapLayer.Place;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The map of a workspace, as far as a caller is told of it. Safe for threads. */
public final class MapView {
  private final Workspace workspace;
  private final SortedMap<TableName, DatasetContract> datasets;
  private final Visibility visibility;

  MapView(Workspace workspace, Visibility visibility) {
    this.workspace = workspace;
    this.datasets = SystemDatasets.with(workspace.datasets());
    this.visibility = visibility;
  }

  /**
   * A layer for a caller.
   *
   * @param columns that it asks for this caller, beside coordinates
   * @param clear those that he reads as they are stored
   * @param contracts of those of them that the table's contract has
   */
  public record LayerView(
      MapLayer layer, List<String> columns, Set<String> clear, List<ColumnContract> contracts) {
    public LayerView {
      columns = List.copyOf(columns);
      clear = Set.copyOf(clear);
      contracts = List.copyOf(contracts);
    }

    /** Whether the caller reads it. */
    public boolean has(@Nullable String column) {
      return column != null && columns.contains(column);
    }

    /** Whether rows can be told apart by it: of a mask that would mislead. */
    public boolean tellsApart(@Nullable String column) {
      return column != null && columns.contains(column) && clear.contains(column);
    }

    /** The type of a column that the contract has. */
    public Optional<ColumnContract> find(String column) {
      return contracts.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    /** What the layer asks, for going on from it by hand. */
    public String sql() {
      return LayerQuery.text(layer, columns);
    }
  }

  public BaseMap base() {
    return workspace.map().base();
  }

  /** Where the files of the map are. */
  public Path home() {
    return workspace.home();
  }

  /** Those of whose tables the caller reads, unmasked, what chooses and places the rows. */
  public List<LayerView> layers(Caller caller) {
    return workspace.map().layers().values().stream()
        .flatMap(layer -> view(caller, layer).stream())
        .toList();
  }

  /**
   * One layer.
   *
   * @throws CityLakeException TABLE_NOT_FOUND, also where it is there but not for the caller
   */
  public LayerView load(Caller caller, String name) {
    return Optional.ofNullable(workspace.map().layers().get(name))
        .flatMap(layer -> view(caller, layer))
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Cannot find the layer: the map has none of this name that you may see"));
  }

  /**
   * A layer is there for whoever reads, as they are stored, the columns that choose and place its
   * rows: of masks a box, a condition or a cell would tell, or place rows where none is.
   */
  private Optional<LayerView> view(Caller caller, MapLayer layer) {
    TableName table = layer.table();
    Place place = layer.place();
    DatasetContract dataset = datasets.get(table);
    Map<TableName, Set<String>> chosenBy = chosenBy(layer);
    Set<String> needed = new TreeSet<>(layer.needed());
    needed.addAll(chosenBy.getOrDefault(table, Set.of()));
    chosenBy.remove(table);
    if (place != null) {
      chosenBy
          .computeIfAbsent(place.table(), each -> new TreeSet<>())
          .addAll(List.of(place.key(), layer.longitude(), layer.latitude()));
    }
    boolean shown =
        reads(caller, table, needed)
            && chosenBy.entrySet().stream()
                .allMatch(each -> reads(caller, each.getKey(), each.getValue()));
    return shown && dataset != null
        ? Optional.of(view(caller, layer, dataset, needed))
        : Optional.empty();
  }

  private LayerView view(
      Caller caller, MapLayer layer, DatasetContract dataset, Set<String> needed) {
    TableName table = layer.table();
    Set<String> asked = new TreeSet<>(needed);
    List<String> columns = new ArrayList<>();
    for (String each : layer.told()) {
      Set<String> more = new TreeSet<>(asked);
      more.add(each);
      // What one role gives may not go with what another gives.
      Set<String> clear = visibility.unmasked(caller, table, more).orElse(Set.of());
      if (clear.containsAll(needed) && (clear.contains(each) || layer.isRead(each))) {
        asked.add(each);
        columns.add(each);
      }
    }
    return new LayerView(
        layer,
        columns,
        visibility.unmasked(caller, table, asked).orElse(Set.of()),
        dataset.columns().stream().filter(each -> columns.contains(each.name())).toList());
  }

  /** The columns that the layer's condition names, be it of its table or of one that it asks. */
  private Map<TableName, Set<String>> chosenBy(MapLayer layer) {
    Map<TableName, Set<String>> columns = new TreeMap<>();
    if (layer.where() == null) {
      return columns;
    }
    NamedInSql named = new NamedInSql(layer.where());
    for (DatasetContract each : datasets.values()) {
      if (each.name().equals(layer.table()) || named.has(each.name())) {
        columns.put(
            each.name(),
            Stream.concat(
                    each.columns().stream().map(ColumnContract::name),
                    ServiceColumns.names(each.serviceColumns()).stream())
                .filter(named::hasColumn)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return columns;
  }

  private boolean reads(Caller caller, TableName table, Set<String> columns) {
    return visibility.shows(caller, table)
        && visibility
            .unmasked(caller, table, columns)
            .filter(clear -> clear.containsAll(columns))
            .isPresent();
  }
}
