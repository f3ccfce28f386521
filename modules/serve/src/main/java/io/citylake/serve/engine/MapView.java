package io.citylake.serve.engine;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The map of a workspace, as far as a caller is told of it. Safe for threads. */
public final class MapView {
  private final Workspace workspace;
  private final SortedMap<TableName, DatasetContract> datasets;
  private final Visibility visibility;
  private final DossierView dossiers;

  MapView(Workspace workspace, Visibility visibility, DossierView dossiers) {
    this.workspace = workspace;
    this.dossiers = dossiers;
    this.datasets = SystemDatasets.with(workspace.datasets());
    this.visibility = visibility;
  }

  /**
   * A layer for a caller.
   *
   * @param columns that it asks for this caller, beside coordinates
   * @param clear those that he reads as they are stored
   * @param contracts of those of them that the table's contract has
   * @param dossier of which kind its rows' things are; null where there is none for this caller
   */
  public record LayerView(
      MapLayer layer,
      List<String> columns,
      Set<String> clear,
      List<ColumnContract> contracts,
      DossierView.@Nullable Link dossier) {
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
    Map<TableName, Set<String>> chosenBy = NamedInSql.columns(layer.where(), table, datasets);
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
    DossierView.Link link = dossiers.find(caller, layer, dataset).orElse(null);
    Set<String> told = new LinkedHashSet<>(layer.told());
    if (link != null) {
      told.add(link.column());
    }
    for (String each : told) {
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
        dataset.columns().stream().filter(each -> columns.contains(each.name())).toList(),
        link != null && asked.contains(link.column()) ? link : null);
  }

  private boolean reads(Caller caller, TableName table, Set<String> columns) {
    return visibility.shows(caller, table)
        && visibility
            .unmasked(caller, table, columns)
            .filter(clear -> clear.containsAll(columns))
            .isPresent();
  }
}
