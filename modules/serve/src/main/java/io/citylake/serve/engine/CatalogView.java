package io.citylake.serve.engine;

import io.citylake.contract.Theme;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.PanelColumn;
import io.citylake.contract.application.PanelColumns;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.ServiceColumns.ServiceColumn;
import io.citylake.contract.job.Job;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.govern.lineage.LineageNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the workspace declares, as far as a caller is told of it. Safe for threads. */
public final class CatalogView {
  private static final int MOST_TOLD = 1_000;

  private final Workspace workspace;
  private final Visibility visibility;
  private final AccessJournal journal;
  private final DossierView dossiers;

  public CatalogView(Workspace workspace, Visibility visibility, AccessJournal journal) {
    this.workspace = workspace;
    this.visibility = visibility;
    this.journal = journal;
    this.dossiers = new DossierView(workspace, visibility);
  }

  /**
   * Writes down that somebody is told of it; called before he is.
   *
   * @param what he asked, in one line; of one that is longer than 1,000 characters the beginning is
   *     written down
   */
  public void told(Caller caller, String what) {
    String begun = what.length() > MOST_TOLD ? what.substring(0, MOST_TOLD) + "…" : what;
    journal.record(caller, Action.CATALOGUE, begun, "answered", "");
  }

  /** The columns of a dataset's key that the caller is told of, in the key's order. */
  public List<String> key(Caller caller, DatasetContract dataset) {
    return dataset.key().stream()
        .filter(each -> visibility.shows(caller, dataset.name(), each))
        .toList();
  }

  /** Those with a dataset that the caller is told of. */
  public List<Theme> themes(Caller caller) {
    return Stream.concat(workspace.themes().values().stream(), Stream.of(SystemDatasets.THEME))
        .filter(theme -> !datasets(caller, theme.name()).isEmpty())
        .toList();
  }

  public List<DatasetContract> datasets(Caller caller) {
    return Stream.concat(
            workspace.datasets().values().stream(), SystemDatasets.all().values().stream())
        .filter(dataset -> visibility.shows(caller, dataset.name()))
        .toList();
  }

  public List<DatasetContract> datasets(Caller caller, String theme) {
    return datasets(caller).stream().filter(each -> each.name().theme().equals(theme)).toList();
  }

  /**
   * One dataset.
   *
   * @throws CityLakeException TABLE_NOT_FOUND, also where it is there but not for the caller
   */
  public DatasetContract loadDataset(Caller caller, String name) {
    return datasets(caller).stream()
        .filter(each -> each.name().toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Cannot find the dataset: there is none of this name that you may see"));
  }

  /** Whether the caller is told of the column. */
  public boolean shows(Caller caller, TableName table, String column) {
    return visibility.shows(caller, table, column);
  }

  /** Whether the caller is told which sources the rows of a table came from. */
  public boolean readsOrigin(Caller caller, TableName table) {
    return visibility.shows(caller, table, ServiceColumns.SOURCE);
  }

  /** What the jobs that fill a table read, as people name it, by the jobs. */
  public SortedMap<JobName, String> sources(TableName table) {
    SortedMap<JobName, String> sources = new TreeMap<>();
    for (Job each : workspace.jobs().values()) {
      if (each.target().equals(table)) {
        sources.put(each.name(), LineageNode.place(workspace.home(), each.source()));
      }
    }
    return sources;
  }

  public List<ColumnContract> columns(Caller caller, DatasetContract dataset) {
    TableName table = dataset.name();
    return dataset.columns().stream()
        .filter(column -> visibility.shows(caller, table, column.name()))
        .toList();
  }

  /** What the platform adds to the columns of the contract. */
  public List<ServiceColumn> serviceColumns(Caller caller, DatasetContract dataset) {
    return dataset.serviceColumns().stream()
        .filter(column -> visibility.shows(caller, dataset.name(), column.name()))
        .toList();
  }

  /**
   * The statement that asks some rows of a dataset, with those columns that the caller may read as
   * it asks.
   */
  public String sample(Caller caller, DatasetContract dataset, int rows) {
    String columns =
        dataset.columns().stream()
            .map(ColumnContract::name)
            .filter(column -> visibility.reads(caller, dataset.name(), column))
            .map(column -> "`" + column + "`")
            .collect(Collectors.joining(", "));
    // Where there is none, the gate says what is missing.
    return "SELECT %s FROM %s LIMIT %d"
        .formatted(columns.isEmpty() ? "*" : columns, dataset.name(), rows);
  }

  /** What the workspace says of the map, as far as the caller is told of it. */
  public MapView map() {
    return new MapView(workspace, visibility, dossiers);
  }

  /** What the workspace says of kinds of things, as far as the caller is told of it. */
  public DossierView dossiers() {
    return dossiers;
  }

  /** All of them, for whoever asks them for everybody. */
  public Collection<Application> applications() {
    return workspace.applications().values();
  }

  /** Screens of which the caller is told of some table: their words tell of what there is. */
  public List<Application> applications(Caller caller) {
    return applications().stream()
        .filter(each -> each.panels().stream().anyMatch(panel -> shows(caller, panel)))
        .toList();
  }

  /** Whether the caller is told of some table that a panel asks. */
  public boolean shows(Caller caller, Panel panel) {
    NamedInSql named = new NamedInSql(panel.sql());
    return datasets(caller).stream().anyMatch(each -> named.has(each.name()));
  }

  /** How the columns of a panel are told, of tables' columns those that the caller is told of. */
  public Map<String, PanelColumn> columns(Caller caller, Panel panel) {
    return PanelColumns.of(
        panel,
        workspace.datasets().values(),
        (table, column) -> visibility.shows(caller, table, column));
  }

  /**
   * One application.
   *
   * @throws CityLakeException TABLE_NOT_FOUND, also where it is there but not for the caller
   */
  public Application loadApplication(Caller caller, String name) {
    return applications(caller).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Cannot find the application: there is none of this name that you may see"));
  }
}
