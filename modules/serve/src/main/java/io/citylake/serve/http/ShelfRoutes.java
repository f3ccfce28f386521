package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.callerOf;

import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.Caller;
import io.citylake.govern.lineage.TableLinks;
import io.citylake.govern.lineage.TableLinks.PanelName;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import io.citylake.serve.engine.CatalogSearch;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.Catalogue;
import io.citylake.serve.engine.Releases;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What there is to ask: themes, datasets, applications, releases. */
final class ShelfRoutes {
  private static final int RELEASES = 100;
  private static final int FOUND = 100;
  private static final int LONGEST_SEARCH = 200;

  private final CatalogView shelf;
  private final CatalogSearch search;
  private final TableLinks links;
  private final Releases releases;

  ShelfRoutes(Catalogue catalogue, Releases releases) {
    this.shelf = catalogue.shelf();
    this.search = catalogue.search();
    this.links = catalogue.links();
    this.releases = releases;
  }

  /** Written down before anything is told. */
  private Caller reader(Context context) {
    Caller caller = callerOf(context);
    String theme = context.queryParam("theme");
    shelf.told(caller, context.path() + (theme == null ? "" : "?theme=" + theme));
    return caller;
  }

  void themes(Context context) {
    Caller caller = reader(context);
    JsonBody.write(
        context, shelf.themes(caller).stream().map(theme -> theme(caller, theme)).toList());
  }

  void datasets(Context context) {
    Caller caller = reader(context);
    String theme = context.queryParam("theme");
    List<DatasetContract> found =
        theme == null ? shelf.datasets(caller) : shelf.datasets(caller, theme);
    JsonBody.write(context, found.stream().map(ShelfRoutes::dataset).toList());
  }

  void dataset(Context context) {
    Caller caller = reader(context);
    DatasetContract dataset = shelf.loadDataset(caller, context.pathParam("dataset"));
    Map<String, @Nullable Object> body = dataset(dataset);
    body.put("grain", dataset.grain());
    body.put("key", shelf.key(caller, dataset));
    body.put("columns", shelf.columns(caller, dataset).stream().map(ShelfRoutes::column).toList());
    JsonBody.write(context, body);
  }

  /** By words in Chinese, pinyin or English, the best first. */
  void search(Context context) {
    Caller caller = callerOf(context);
    String words = context.queryParam("q");
    if (words == null || words.isBlank() || words.length() > LONGEST_SEARCH) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot search: q must have 1 to %d characters".formatted(LONGEST_SEARCH));
    }
    String theme = context.queryParam("theme");
    shelf.told(caller, context.path() + "?q=" + words + (theme == null ? "" : "&theme=" + theme));
    JsonBody.write(
        context,
        search.find(caller, words, theme, FOUND).stream().map(ShelfRoutes::dataset).toList());
  }

  /** Tables that the caller isn't told of are left out, and what reads such a table too. */
  void lineage(Context context) {
    Caller caller = reader(context);
    DatasetContract dataset = shelf.loadDataset(caller, context.pathParam("dataset"));
    TableLinks.Links found = links.of(dataset.name());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    Set<TableName> told =
        shelf.datasets(caller).stream().map(DatasetContract::name).collect(Collectors.toSet());
    body.put("upstream", told(caller, found.upstream()));
    body.put("downstream", told(caller, found.downstream()));
    body.put(
        "tasks",
        found.tasks().stream()
            .filter(task -> told.containsAll(links.inputs(task)))
            .map(JobName::toString)
            .toList());
    body.put(
        "panels",
        found.panels().stream()
            .filter(panel -> told.containsAll(links.inputs(panel)))
            .map(panel -> panel(caller, panel))
            .toList());
    JsonBody.write(context, body);
  }

  private List<Map<String, @Nullable Object>> told(Caller caller, SortedSet<TableName> tables) {
    return shelf.datasets(caller).stream()
        .filter(each -> tables.contains(each.name()))
        .map(ShelfRoutes::dataset)
        .toList();
  }

  private Map<String, @Nullable Object> panel(Caller caller, PanelName name) {
    Application application = shelf.loadApplication(caller, name.application());
    Panel panel =
        application.panels().stream()
            .filter(each -> each.name().equals(name.panel()))
            .findFirst()
            .orElseThrow();
    Map<String, @Nullable Object> body = titled(name.panel(), panel.title());
    body.put("application", titled(application.name(), application.title()));
    return body;
  }

  void applications(Context context) {
    Caller caller = reader(context);
    JsonBody.write(context, shelf.applications(caller).stream().map(ScreenDocument::head).toList());
  }

  void application(Context context) {
    Caller caller = reader(context);
    Application application = shelf.loadApplication(caller, context.pathParam("application"));
    JsonBody.write(context, new ScreenDocument(shelf, caller).of(application));
  }

  void releases(Context context) {
    reader(context);
    JsonBody.write(context, releases.list(RELEASES).stream().map(ShelfRoutes::release).toList());
  }

  /** One release, as far as its tables are known to the caller, beside the one before it. */
  void release(Context context) {
    Caller caller = reader(context);
    Release release = load(context.pathParam("release"));
    Optional<Release> before =
        releases.at(release.at().minusMillis(1)).filter(each -> each.id() < release.id());
    List<Map<String, @Nullable Object>> tables = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (DatasetContract each : shelf.datasets(caller)) {
      TableSnapshot now = release.tables().get(each.name());
      TableSnapshot then =
          before.map(Release::tables).map(all -> all.get(each.name())).orElse(null);
      if (now != null) {
        Map<String, @Nullable Object> body = dataset(each);
        // Of 64 bits, which a number of JavaScript has no room for.
        body.put("snapshot", Long.toString(now.snapshotId()));
        body.put("change", then == null ? "new" : now.equals(then) ? "same" : "changed");
        tables.add(body);
      } else if (then != null) {
        gone.add(each.name().toString());
      }
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("id", release.id());
    body.put("at", release.at().toString());
    body.put("before", before.map(Release::id).orElse(null));
    body.put("tables", tables);
    body.put("gone", gone);
    JsonBody.write(context, body);
  }

  private Release load(String number) {
    return Optional.of(number)
        .filter(each -> each.matches("[1-9]\\d{0,17}"))
        .flatMap(each -> releases.find(Long.parseLong(each)))
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND, "Cannot find the release: there is none any more"));
  }

  private Map<String, @Nullable Object> theme(Caller caller, Theme theme) {
    Map<String, @Nullable Object> body = titled(theme.name(), theme.title());
    body.put("owner", theme.owner());
    body.put("datasets", shelf.datasets(caller, theme.name()).size());
    return body;
  }

  private static Map<String, @Nullable Object> dataset(DatasetContract dataset) {
    Map<String, @Nullable Object> body = titled(dataset.name().toString(), dataset.title());
    body.put("theme", dataset.name().theme());
    body.put("layer", dataset.layer());
    body.put("owner", dataset.owner());
    body.put("updateCycle", dataset.updateCycle());
    return body;
  }

  static Map<String, @Nullable Object> column(ColumnContract column) {
    Map<String, @Nullable Object> body = titled(column.name(), column.title());
    body.put("type", column.type().toString());
    body.put("unit", column.unit());
    body.put("grade", column.grade());
    return body;
  }

  private static Map<String, @Nullable Object> release(Release release) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("id", release.id());
    body.put("at", release.at().toString());
    body.put("tables", release.tables().size());
    return body;
  }

  static Map<String, @Nullable Object> titled(String name, Title title) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("title", title.zh());
    body.put("titleEn", title.en());
    return body;
  }
}
