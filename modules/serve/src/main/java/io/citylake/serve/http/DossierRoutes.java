package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.statingCallerOf;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dossier.Dossier;
import io.citylake.contract.dossier.Dossier.Help;
import io.citylake.contract.dossier.Dossier.Need;
import io.citylake.contract.dossier.DossierQuery;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.DossierView;
import io.citylake.serve.engine.DossierView.FactView;
import io.citylake.serve.engine.DossierView.KindView;
import io.citylake.serve.http.Route.Access;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What all themes know of a thing. A thing's number comes in the body, never in an address, which
 * others keep; what is asked goes the way of any statement of the caller's.
 */
final class DossierRoutes {
  private static final int MOST = 1_000;
  private static final int STANDARD = 20;

  private final CatalogView shelf;
  private final DossierView dossiers;
  private final Answers answers;

  /** Answers a statement of the caller's. */
  @FunctionalInterface
  interface Answers {
    void answer(Context context, Caller caller, DossierQuery query, long most);
  }

  DossierRoutes(CatalogView shelf, Answers answers) {
    this.shelf = shelf;
    this.dossiers = shelf.dossiers();
    this.answers = answers;
  }

  List<Route> routes() {
    String path = HttpFront.API + "/dossiers";
    return List.of(
        new Route(HandlerType.GET, path, Access.CALLERS, this::kinds),
        new Route(HandlerType.POST, path + "/find", Access.CALLERS, this::find),
        new Route(HandlerType.GET, path + "/{kind}", Access.CALLERS, this::kind),
        new Route(HandlerType.POST, path + "/{kind}/rows", Access.CALLERS, this::rows),
        new Route(HandlerType.POST, path + "/{kind}/nearest", Access.CALLERS, this::nearest));
  }

  /** Written down before anything is told. */
  private Caller reader(Context context) {
    Caller caller = statingCallerOf(context);
    shelf.told(caller, context.path());
    return caller;
  }

  private void kinds(Context context) {
    Caller caller = reader(context);
    List<KindView> kinds = dossiers.kinds(caller);
    JsonBody.write(context, kinds.stream().map(each -> about(caller, each)).toList());
  }

  private Map<String, @Nullable Object> about(Caller caller, KindView kind) {
    Dossier dossier = kind.dossier();
    Map<String, @Nullable Object> body = ShelfRoutes.titled(dossier.name(), dossier.title());
    body.put("persons", kind.isOfPersons());
    body.put("tables", kind.facts().size());
    body.put("help", help(caller, kind));
    return body;
  }

  private @Nullable Map<String, @Nullable Object> help(Caller caller, KindView kind) {
    Help help = kind.dossier().help();
    if (help == null || !dossiers.helps(caller, kind)) {
      return null;
    }
    Set<String> able = new LinkedHashSet<>();
    List<String> things = new ArrayList<>();
    for (Need each : help.needs()) {
      each.able().values().forEach(able::addAll);
      if (dossiers.need(caller, kind.dossier(), each.thing()).isPresent()) {
        things.add(each.thing());
      }
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("able", able);
    body.put("things", things);
    body.put("columns", DossierView.helpColumns(kind).stream().map(ShelfRoutes::column).toList());
    return body;
  }

  private void kind(Context context) {
    Caller caller = reader(context);
    KindView kind = dossiers.load(caller, context.pathParam("kind"));
    List<KindView> kinds = dossiers.kinds(caller);
    Map<String, @Nullable Object> body = about(caller, kind);
    body.put("facts", kind.facts().stream().map(each -> fact(kinds, each)).toList());
    JsonBody.write(context, body);
  }

  private Map<String, @Nullable Object> fact(List<KindView> kinds, FactView fact) {
    DatasetContract dataset = fact.fact().dataset();
    Map<String, @Nullable Object> body =
        ShelfRoutes.titled(dataset.name().toString(), dataset.title());
    body.put("theme", dataset.name().theme());
    body.put("layer", dataset.layer());
    body.put("grade", fact.grade());
    body.put("time", fact.time());
    SortedMap<String, String> kindOf = dossiers.kindsOf(kinds, dataset.name());
    List<Map<String, @Nullable Object>> columns = new ArrayList<>();
    for (ColumnContract each : fact.columns()) {
      Map<String, @Nullable Object> column = ShelfRoutes.column(each);
      column.put("masked", !fact.clear().contains(each.name()));
      column.put("dossier", kindOf.get(each.name()));
      columns.add(column);
    }
    body.put("columns", columns);
    body.put("sql", fact.query("", 1_000).sql());
    return body;
  }

  private void find(Context context) {
    Caller caller = statingCallerOf(context);
    String text = JsonBody.read(context, Set.of("text")).text("text");
    DossierQuery query =
        dossiers
            .named(caller, text)
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.DOSSIER_NOT_FOUND,
                        "Cannot look for things: there is no kind of them that you may see"));
    answers.answer(context, caller, query, MOST);
  }

  private void rows(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("id", "table", "most"));
    Caller caller = statingCallerOf(context);
    long most = Math.min(MOST, body.count("most").orElse(STANDARD));
    KindView kind = dossiers.load(caller, context.pathParam("kind"));
    DossierQuery query = dossiers.rows(kind, body.text("table"), body.text("id"), most + 1);
    answers.answer(context, caller, query, most);
  }

  private void nearest(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("at", "able", "thing", "id"));
    Caller caller = statingCallerOf(context);
    String kind = context.pathParam("kind");
    List<Object> at = body.values("at");
    DossierQuery query =
        at.isEmpty()
            ? dossiers.nearest(caller, kind, body.text("thing"), body.text("id"))
            : dossiers.nearest(
                caller, kind, degrees(at, 0, 180), degrees(at, 1, 90), body.texts("able"));
    answers.answer(context, caller, query, MOST);
  }

  private static double degrees(List<Object> at, int index, int most) {
    if (at.size() == 2 && at.get(index) instanceof Number number) {
      double degrees = new BigDecimal(number.toString()).doubleValue();
      if (Math.abs(degrees) <= most) {
        return degrees;
      }
    }
    throw new CityLakeException(
        ErrorCode.USAGE,
        "Cannot look for what is nearest: 'at' must be longitude and latitude in degrees");
  }
}
