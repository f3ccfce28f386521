package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.callerOf;
import static io.citylake.serve.http.HttpCallers.statingCallerOf;

import io.citylake.contract.Title;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.BoundPanel;
import io.citylake.contract.application.BoundQuery;
import io.citylake.contract.application.PanelColumn;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dossier.DossierQuery;
import io.citylake.contract.map.LayerQuery;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.Answer;
import io.citylake.serve.engine.AsOf;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.MapView.LayerView;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.Releases;
import io.citylake.serve.engine.ServedQuery;
import io.citylake.serve.http.AnswerFormat.Wish;
import io.citylake.serve.http.CellValue.Numbers;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** What runs a query: the caller's own SQL, or a panel of a screen. */
final class QueryRoutes {
  private static final Pattern MOST = Pattern.compile("[1-9]\\d{0,9}");
  private static final Pattern SAMPLE_ROWS = Pattern.compile("[1-9]\\d?");

  private final QueryEngine engine;
  private final AsOf asOf;
  private final CatalogView shelf;
  private final ZoneId zone;
  private final BufferAllocator allocator;
  private final RunningQueries running;

  QueryRoutes(
      QueryEngine engine,
      Releases releases,
      CatalogView shelf,
      ZoneId zone,
      BufferAllocator allocator,
      RunningQueries running) {
    this.running = running;
    this.engine = engine;
    this.asOf = new AsOf(releases, zone);
    this.shelf = shelf;
    this.zone = zone;
    this.allocator = allocator;
  }

  /** {@code {"sql": ..., "parameters": [...], "purpose": ..., "asOf": ..., "most": ...}}. */
  void sql(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("sql", "parameters", "purpose", "asOf", "most"));
    Caller caller = callerOf(context).withPurpose(body.find("purpose").orElse(null));
    answer(
        context,
        caller,
        new Asked(
            body.text("sql"),
            body.values("parameters"),
            body.find("asOf").orElse(null),
            body.count("most").orElse(Long.MAX_VALUE)));
  }

  /** Ends a query of the caller's that was given a name. */
  void cancel(Context context) {
    running.cancel(callerOf(context), context.pathParam("query"));
    context.status(204);
  }

  /** A panel with its parameters from the query string; no SQL comes from the screen. */
  void panel(Context context) {
    Caller caller = statingCallerOf(context);
    Panel panel = panel(caller, context.pathParam("application"), context.pathParam("panel"));
    show(context, caller, panel, BoundPanel.of(panel, parameters(context), zone));
  }

  /** The same of the earlier time that the panel is compared with. */
  void earlier(Context context) {
    Caller caller = statingCallerOf(context);
    Panel panel = panel(caller, context.pathParam("application"), context.pathParam("panel"));
    Map<String, String> given = parameters(context);
    BoundPanel now = BoundPanel.of(panel, given, zone);
    show(context, caller, panel, BoundPanel.earlier(now.panel(), given, zone));
  }

  private void show(Context context, Caller caller, Panel panel, BoundPanel bound) {
    Asked asked =
        new Asked(
            bound.sql(), bound.values(), context.header("X-As-Of"), most(context.header("X-Most")));
    boolean english = !String.valueOf(context.header("Accept-Language")).startsWith("zh");
    answer(context, caller, asked, name -> heading(caller, panel, name, english));
  }

  /** What a column is called above its values, with their unit. */
  private String heading(Caller caller, Panel panel, String name, boolean english) {
    PanelColumn column = shelf.columns(caller, panel).get(name);
    Title title = column == null ? null : column.title();
    Title unit = column == null ? null : column.unit();
    String called = title == null ? name : english ? title.en() : title.zh();
    return unit == null ? called : "%s (%s)".formatted(called, english ? unit.en() : unit.zh());
  }

  /** What the window of a screen comes to. */
  void window(Context context) {
    Caller caller = statingCallerOf(context);
    Application screen = shelf.loadApplication(caller, context.pathParam("application"));
    ask(context, caller, BoundQuery.window(screen, parameters(context), zone));
  }

  /** What a parameter of a screen may be chosen from. */
  void choices(Context context) {
    Caller caller = statingCallerOf(context);
    Application screen = shelf.loadApplication(caller, context.pathParam("application"));
    ask(context, caller, BoundQuery.choices(screen, context.pathParam("parameter")));
  }

  private void ask(Context context, Caller caller, BoundQuery query) {
    long most = most(context.header("X-Most"));
    answer(
        context, caller, new Asked(query.sql(), query.values(), context.header("X-As-Of"), most));
  }

  /** What a layer of the map shows, by the same way as any statement of the caller's. */
  void features(Context context) {
    Caller caller = statingCallerOf(context);
    LayerView layer = shelf.map().load(caller, context.pathParam("layer"));
    FeatureWish wish = FeatureWish.read(context, layer, zone);
    LayerQuery query =
        LayerQuery.of(layer.layer(), layer.columns(), wish.window(), wish.most() + 1);
    answer(
        context,
        caller,
        new Asked(
            query.sql(), new ArrayList<>(query.values()), context.header("X-As-Of"), wish.most()));
  }

  /** What a dossier asks, by the same way. */
  void dossier(Context context, Caller caller, DossierQuery query, long most) {
    answer(
        context,
        caller,
        new Asked(query.sql(), new ArrayList<>(query.values()), context.header("X-As-Of"), most));
  }

  /** Some rows of a dataset, as the caller may see them. */
  void sample(Context context) {
    Caller caller = statingCallerOf(context);
    DatasetContract dataset = shelf.loadDataset(caller, context.pathParam("dataset"));
    String given = context.queryParam("rows");
    if (given != null && !SAMPLE_ROWS.matcher(given).matches()) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot show a sample: rows must be a number from 1 to 99");
    }
    int rows = given == null ? 10 : Integer.parseInt(given);
    answer(context, caller, new Asked(shelf.sample(caller, dataset, rows), List.of(), null));
  }

  private Panel panel(Caller caller, String application, String panel) {
    Application screen = shelf.loadApplication(caller, application);
    return screen.panels().stream()
        .filter(each -> each.name().equals(panel) && shelf.shows(caller, each))
        .findFirst()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Cannot find the panel: the application has none of this name"));
  }

  private static Map<String, String> parameters(Context context) {
    Map<String, String> given = new TreeMap<>();
    context
        .queryParamMap()
        .forEach(
            (name, values) -> {
              if (values.size() != 1) {
                throw new CityLakeException(
                    ErrorCode.USAGE, "Cannot run the panel: each parameter must be given once");
              }
              given.put(name, values.get(0));
            });
    return given;
  }

  private static long most(@Nullable String wish) {
    if (wish == null) {
      return Long.MAX_VALUE;
    }
    if (!MOST.matcher(wish).matches()) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot run the panel: X-Most must be a number of rows from 1 on");
    }
    return Long.parseLong(wish);
  }

  private static Numbers numbers(@Nullable String wish) {
    if (wish != null && !wish.equals("plain") && !wish.equals("text")) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot answer: X-Numbers can be text, the default, or plain");
    }
    return "plain".equals(wish) ? Numbers.PLAIN : Numbers.TEXT;
  }

  /**
   * What is asked.
   *
   * @param state which; null for the newest
   * @param most rows that are handed over
   */
  private record Asked(
      String sql, List<@Nullable Object> parameters, @Nullable String state, long most) {
    Asked(String sql, List<@Nullable Object> parameters, @Nullable String state) {
      this(sql, parameters, state, Long.MAX_VALUE);
    }
  }

  private void answer(Context context, Caller caller, Asked asked) {
    answer(context, caller, asked, UnaryOperator.identity());
  }

  private void answer(Context context, Caller caller, Asked asked, UnaryOperator<String> headings) {
    AnswerFormat format = AnswerFormat.accepted(context.header("Accept"));
    Wish wish = new Wish(numbers(context.header("X-Numbers")), asked.most(), headings);
    format.check(wish);
    try (RunningQueries.Running begun = running.begin(caller, context.header("X-Query"))) {
      ServedQuery query =
          engine.admit(
              caller,
              asked.sql(),
              () -> asOf.question(asked.sql(), asked.parameters(), asked.state()));
      begun.admitted(query);
      send(context, query, format, wish);
    }
  }

  private void send(Context context, ServedQuery query, AnswerFormat format, Wish wish) {
    try (Answer answer = engine.answer(query)) {
      if (format.isFile()) {
        answer.exported();
      }
      SendDeadline deadline = SendDeadline.start(context, answer.timeLeft());
      try {
        context.contentType(format.mediaType());
        format.write(
            answer, query.question().release().id(), wish, allocator, context.outputStream());
      } finally {
        deadline.end();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot send the answer: the client left", e);
    }
  }
}
