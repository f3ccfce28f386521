package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.callerOf;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.AccessView;
import io.citylake.serve.engine.AccessView.Wanted;
import io.citylake.serve.http.Route.Access;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who asked for what. */
final class AccessRoutes {
  private static final int MOST_SHOWN = 500;

  private final AccessView log;

  AccessRoutes(AccessView log) {
    this.log = log;
  }

  List<Route> routes() {
    return List.of(
        new Route(HandlerType.GET, HttpFront.API + "/access-log", Access.CALLERS, this::list));
  }

  private void list(Context context) {
    JsonBody.write(
        context,
        log.list(
            callerOf(context),
            new Wanted(
                find(context, "user"),
                find(context, "action"),
                find(context, "since").map(AccessRoutes::instant),
                find(context, "until").map(AccessRoutes::instant),
                most(context.queryParam("most")))));
  }

  private static Optional<String> find(Context context, String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(each -> !each.isBlank());
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw usage("a time must be ISO 8601 with its offset, such as 2026-01-31T08:00:00+08:00");
    }
  }

  private static int most(@Nullable String wish) {
    if (wish == null) {
      return 100;
    }
    if (!wish.matches("[1-9]\\d{0,2}") || Integer.parseInt(wish) > MOST_SHOWN) {
      throw usage("most must be a number of lines from 1 to " + MOST_SHOWN);
    }
    return Integer.parseInt(wish);
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot search the access log: " + why);
  }
}
