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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The map of a workspace, as far as a caller is told of it. Safe for threads. */
public final class MapView {
  private final Workspace workspace;
  private final Visibility visibility;

  MapView(Workspace workspace, Visibility visibility) {
    this.workspace = workspace;
    this.visibility = visibility;
  }

  /**
   * A layer for a caller.
   *
   * @param columns that it asks for this caller, beside coordinates
   * @param contracts of those of them that the table's contract has
   */
  public record LayerView(MapLayer layer, List<String> columns, List<ColumnContract> contracts) {
    public LayerView {
      columns = List.copyOf(columns);
      contracts = List.copyOf(contracts);
    }

    /** Whether the caller reads it. */
    public boolean has(@Nullable String column) {
      return column != null && columns.contains(column);
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

  /** Those of whose tables the caller reads what places the rows. */
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

  private Optional<LayerView> view(Caller caller, MapLayer layer) {
    TableName table = layer.table();
    Place place = layer.place();
    boolean shown =
        reads(caller, table, layer.needed().stream())
            && (place == null
                || reads(
                    caller,
                    place.table(),
                    Stream.of(place.key(), layer.longitude(), layer.latitude())));
    DatasetContract dataset =
        workspace.datasets().getOrDefault(table, SystemDatasets.all().get(table));
    if (!shown || dataset == null) {
      return Optional.empty();
    }
    List<String> columns =
        layer.told().stream().filter(each -> visibility.reads(caller, table, each)).toList();
    return Optional.of(
        new LayerView(
            layer,
            columns,
            dataset.columns().stream().filter(each -> columns.contains(each.name())).toList()));
  }

  private boolean reads(Caller caller, TableName table, Stream<String> columns) {
    return visibility.shows(caller, table)
        && columns.allMatch(each -> visibility.reads(caller, table, each));
  }
}
