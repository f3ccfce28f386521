package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.callerOf;

import io.citylake.govern.Caller;
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
  private static final int LONGEST_REASON = 500;
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

  private static Caller caller(Context context) {
    return callerOf(context).withPurpose(context.header("X-Purpose"));
  }

  private void counts(Context context) {
    JsonBody.write(context, desk.counts(caller(context)));
  }

  private void rows(Context context) {
    String status = context.queryParam("status");
    JsonBody.write(
        context,
        desk.rows(
            caller(context),
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
        caller(context),
        context.pathParam("dataset"),
        new Fix(body.text("id"), values, body.textsByKey("seen")),
        why(body));
    context.status(204);
  }

  private void replay(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("ids", "why"));
    JsonBody.write(
        context, desk.replay(caller(context), context.pathParam("dataset"), ids(body), why(body)));
  }

  private void discard(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("ids", "why"));
    JsonBody.write(
        context, desk.discard(caller(context), context.pathParam("dataset"), ids(body), why(body)));
  }

  /** In one line, as all that is decided over HTTP. */
  private static String why(JsonBody body) {
    String why = body.find("why").orElse("").replaceAll("\\p{Cntrl}", " ").strip();
    if (why.isEmpty() || why.length() > LONGEST_REASON) {
      throw usage("'why' must say why, in 1 to %d characters".formatted(LONGEST_REASON));
    }
    return why;
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
