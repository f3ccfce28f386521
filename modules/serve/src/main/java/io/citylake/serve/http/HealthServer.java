package io.citylake.serve.http;

import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.http.Route.Access;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Health and metrics alone, on threads of their own: they answer whatever befalls the rest. */
public final class HealthServer implements AutoCloseable {
  /** What a process says that does its work. */
  public static final String READY = "ready";

  private static final int THREADS = 8;

  private final Javalin server;

  private HealthServer(Javalin server) {
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param status {@link #READY}, or in a word why it isn't
   * @throws io.citylake.model.CityLakeException SETTING_INVALID where it can't
   */
  public static HealthServer open(
      ListenAddress door, Supplier<String> status, PrometheusMeterRegistry registry) {
    return open(door, status, List::of, registry);
  }

  /**
   * The same of a process that goes on where something else is missing.
   *
   * @param faults what that is, told beside the status and whatever it is
   * @throws io.citylake.model.CityLakeException SETTING_INVALID where it can't
   */
  public static HealthServer open(
      ListenAddress door,
      Supplier<String> status,
      Supplier<List<String>> faults,
      PrometheusMeterRegistry registry) {
    Javalin server =
        Javalin.create(
            config -> {
              HttpFront.configure(config, door, THREADS);
              for (Route route : routes(status, faults, registry)) {
                config.routes.addHttpHandler(route.method(), route.path(), route.handler());
              }
            });
    HealthServer health = new HealthServer(server);
    boolean open = false;
    try {
      HttpFront.start(server, door);
      open = true;
      return health;
    } finally {
      if (!open) {
        health.close();
      }
    }
  }

  static List<Route> routes(Supplier<String> status, PrometheusMeterRegistry registry) {
    return routes(status, List::of, registry);
  }

  private static List<Route> routes(
      Supplier<String> status, Supplier<List<String>> faults, PrometheusMeterRegistry registry) {
    return List.of(
        new Route(
            HandlerType.GET, "/health", Access.ANYBODY, c -> health(c, status.get(), faults.get())),
        new Route(HandlerType.GET, "/metrics", Access.ANYBODY, c -> scrape(c, registry)));
  }

  private static void health(Context context, String status, List<String> faults) {
    context.status(status.equals(READY) ? 200 : 503);
    JsonBody.write(
        context,
        faults.isEmpty()
            ? Map.of("status", status)
            : new TreeMap<>(Map.of("status", status, "faults", faults)));
  }

  private static void scrape(Context context, PrometheusMeterRegistry registry) {
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
