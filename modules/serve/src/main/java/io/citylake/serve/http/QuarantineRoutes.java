package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.statingCallerOf;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.QuarantineDesk;
import io.citylake.serve.engine.QuarantineDesk.Fix;
import io.citylake.serve.engine.QuarantineDesk.Wanted;
import io.citylake.serve.http.Route.Access;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refused rows: what there is, and what is done with them. */
final class QuarantineRoutes {
  private static final String PATH = HttpFront.API + "/quarantine";
  private static final int MOST_SHOWN = 200;

  private final QuarantineDesk desk;

  QuarantineRoutes(QuarantineDesk desk) {
    this.desk = desk;
  }

  List<Route> routes() {
    return List.of(
        new Route(HandlerType.GET, PATH, Access.CALLERS, this::counts),
        new Route(HandlerType.GET, PATH + "/{dataset}", Access.CALLERS, this::rows),
        new Route(HandlerType.POST, PATH + "/{dataset}/fix", Access.CALLERS, this::fix),
        new Route(HandlerType.POST, PATH + "/{dataset}/replay", Access.CALLERS, this::replay),
        new Route(HandlerType.POST, PATH + "/{dataset}/discard", Access.CALLERS, this::discard));
  }

  private void counts(Context context) {
    JsonBody.write(context, desk.counts(statingCallerOf(context)));
  }

  private void rows(Context context) {
    String status = context.queryParam("status");
    JsonBody.write(
        context,
        desk.rows(
            statingCallerOf(context),
            new Wanted(
                context.pathParam("dataset"),
                context.queryParam("reason"),
                status == null ? "open" : status.equals("all") ? null : status,
                context.queryParams("id"),
                most(context.queryParam("most")))));
  }

  private static int most(@Nullable String wish) {
    if (wish == null) {
      return 50;
    }
    if (!wish.matches("[1-9]\\d{0,2}") || Integer.parseInt(wish) > MOST_SHOWN) {
      throw usage("most must be a number of rows from 1 to " + MOST_SHOWN);
    }
    return Integer.parseInt(wish);
  }

  private void fix(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("id", "values", "seen", "why"));
    Map<String, String> values = body.textsByKey("values");
    if (values.isEmpty()) {
      throw usage("'values' must name a field at least");
    }
    desk.fix(
        statingCallerOf(context),
        context.pathParam("dataset"),
        new Fix(body.text("id"), values, body.textsByKey("seen")),
        body.why());
    context.status(204);
  }

  private void replay(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("ids", "why"));
    JsonBody.write(
        context,
        desk.replay(statingCallerOf(context), context.pathParam("dataset"), ids(body), body.why()));
  }

  private void discard(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("ids", "why"));
    JsonBody.write(
        context,
        desk.discard(
            statingCallerOf(context), context.pathParam("dataset"), ids(body), body.why()));
  }

  private static List<String> ids(JsonBody body) {
    List<String> ids =
        body.values("ids").stream()
            .map(each -> each instanceof String text ? text : "")
            .distinct()
            .toList();
    if (ids.isEmpty() || ids.size() > QuarantineDesk.MOST_CHANGED || ids.contains("")) {
      throw usage("'ids' must be 1 to %d texts".formatted(QuarantineDesk.MOST_CHANGED));
    }
    return ids;
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot read the request: " + why);
  }
}
