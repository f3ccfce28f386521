package io.citylake.serve.http;

import io.citylake.console.ConsoleFiles;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.AsOf;
import io.citylake.serve.engine.Catalogue;
import io.citylake.serve.engine.Desks;
import io.citylake.serve.engine.KeptResults;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.Releases;
import io.citylake.serve.engine.ServerKeys;
import io.citylake.serve.engine.Shares;
import io.citylake.serve.http.Route.Access;
import io.citylake.serve.operation.Operation;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.EndpointNotFound;
import io.javalin.util.JavalinException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server, on the same engine as Flight SQL. */
public final class HttpFront implements AutoCloseable {
  static final String API = "/api/v1";

  /**
   * What a browser is told, so that an answer can't be framed, sniffed, kept, or loaded by another
   * site's page. No header of CORS, so such a page may send no credentials and reads nothing.
   */
  static final Map<String, String> SAFETY =
      Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of(
                  "X-Content-Type-Options", "nosniff",
                  "X-Frame-Options", "DENY",
                  "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                  "Cross-Origin-Resource-Policy", "same-origin",
                  "Referrer-Policy", "no-referrer",
                  "Cache-Control", "no-store")));

  private static final int THREADS = 128;
  private static final int WAITING = 64;

  private final Javalin server;
  private final HealthServer health;
  private final BufferAllocator allocator;

  private HttpFront(Javalin server, HealthServer health, BufferAllocator allocator) {
    this.server = server;
    this.health = health;
    this.allocator = allocator;
  }

  /**
   * What the server is made of.
   *
   * @param calls of users, over all protocols
   * @param status {@link HealthServer#READY}, or in a word why it isn't
   * @param healthPort where health and metrics answer whatever befalls the rest; 0 for any
   * @param registry what Prometheus scrapes
   * @param operations that are composed elsewhere
   * @param desks what callers do beside asking
   * @param results answers that are kept
   */
  public record Parts(
      QueryEngine engine,
      Releases releases,
      Catalogue catalogue,
      Authenticator authenticator,
      Shares calls,
      Supplier<String> status,
      int healthPort,
      PrometheusMeterRegistry registry,
      List<Operation> operations,
      Desks desks,
      KeptResults results) {
    /** Without operations of elsewhere and desks. */
    public Parts(
        QueryEngine engine,
        Releases releases,
        Catalogue catalogue,
        Authenticator authenticator,
        Shares calls,
        Supplier<String> status,
        int healthPort,
        PrometheusMeterRegistry registry,
        KeptResults results) {
      this(
          engine,
          releases,
          catalogue,
          authenticator,
          calls,
          status,
          healthPort,
          registry,
          List.of(),
          Desks.none(),
          results);
    }
  }

  /**
   * Starts to listen.
   *
   * @throws CityLakeException SETTING_INVALID where it can't
   */
  public static HttpFront open(Parts parts, ListenAddress door, BufferAllocator parent) {
    BufferAllocator allocator = parent.newChildAllocator("http", 0, Long.MAX_VALUE);
    Metrics metrics = new Metrics(parts.registry(), parts.engine(), parts.releases(), parent);
    metrics.tell(parts.results());
    HttpCallers callers = new HttpCallers(parts.authenticator());
    List<Route> routes = new ArrayList<>(routes(parts, door, allocator, callers));
    routes.addAll(new ConsoleRoutes(ConsoleFiles.load()).routes());
    Javalin server =
        Javalin.create(
            config -> {
              configure(config, door, THREADS);
              config.routes.before(metrics::start);
              config.routes.after(metrics::end);
              for (Route route : routes) {
                config.routes.addHttpHandler(
                    route.method(),
                    route.path(),
                    context -> handle(context, route, callers, parts.calls()));
              }
            });
    boolean open = false;
    try {
      start(server, door);
      HealthServer health =
          HealthServer.open(door.at(parts.healthPort()), parts.status(), parts.registry());
      open = true;
      return new HttpFront(server, health, allocator);
    } finally {
      if (!open) {
        server.stop();
        allocator.close();
      }
    }
  }

  static void start(Javalin server, ListenAddress door) {
    try {
      server.start(door.host(), door.port());
    } catch (JavalinException e) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot listen for HTTP: %s; see serve and observe in conf/citylake.yaml (host=%s, port=%d)"
              .formatted(e.getMessage(), door.host(), door.port()),
          e);
    }
  }

  static List<Route> routes(
      Parts parts, ListenAddress door, BufferAllocator allocator, HttpCallers callers) {
    RunningQueries running = new RunningQueries();
    QueryRoutes queries =
        new QueryRoutes(
            parts.engine(),
            parts.releases(),
            parts.catalogue().shelf(),
            door.zone(),
            allocator,
            running);
    AsOf asOf = new AsOf(parts.releases(), door.zone());
    ShelfRoutes shelf = new ShelfRoutes(parts.catalogue(), parts.releases());
    // On the main port too, so that who knows only that one finds it.
    List<Route> routes = new ArrayList<>(HealthServer.routes(parts.status(), parts.registry()));
    routes.addAll(
        List.of(
            new Route(
                HandlerType.GET, API + "/openapi.json", Access.ANYBODY, HttpFront::description),
            new Route(HandlerType.POST, API + "/login", Access.ANYBODY, callers::login),
            new Route(HandlerType.GET, API + "/session", Access.CALLERS, callers::session),
            new Route(HandlerType.POST, API + "/sql", Access.CALLERS, queries::sql),
            new Route(
                HandlerType.GET,
                API + "/data/{application}/{panel}",
                Access.CALLERS,
                queries::panel),
            new Route(
                HandlerType.GET,
                API + "/data/{application}/{panel}/earlier",
                Access.CALLERS,
                queries::earlier),
            new Route(
                HandlerType.DELETE, API + "/queries/{query}", Access.CALLERS, queries::cancel),
            new Route(HandlerType.GET, API + "/themes", Access.CALLERS, shelf::themes),
            new Route(HandlerType.GET, API + "/search", Access.CALLERS, shelf::search),
            new Route(HandlerType.GET, API + "/datasets", Access.CALLERS, shelf::datasets),
            new Route(HandlerType.GET, API + "/datasets/{dataset}", Access.CALLERS, shelf::dataset),
            new Route(
                HandlerType.GET,
                API + "/datasets/{dataset}/sample",
                Access.CALLERS,
                queries::sample),
            new Route(
                HandlerType.GET,
                API + "/datasets/{dataset}/lineage",
                Access.CALLERS,
                shelf::lineage),
            new Route(HandlerType.GET, API + "/applications", Access.CALLERS, shelf::applications),
            new Route(
                HandlerType.GET,
                API + "/applications/{application}",
                Access.CALLERS,
                shelf::application),
            new Route(
                HandlerType.GET,
                API + "/applications/{application}/window",
                Access.CALLERS,
                queries::window),
            new Route(
                HandlerType.GET,
                API + "/applications/{application}/choices/{parameter}",
                Access.CALLERS,
                queries::choices),
            new Route(HandlerType.GET, API + "/releases", Access.CALLERS, shelf::releases)));
    MapRoutes map = new MapRoutes(parts.catalogue().shelf());
    routes.add(new Route(HandlerType.GET, API + "/map", Access.CALLERS, map::map));
    routes.add(new Route(HandlerType.GET, API + "/map/base", Access.CALLERS, map::base));
    routes.add(
        new Route(
            HandlerType.GET, API + "/map/layers/{layer}/geometry", Access.CALLERS, map::geometry));
    routes.add(
        new Route(
            HandlerType.GET,
            API + "/map/layers/{layer}/features",
            Access.CALLERS,
            queries::features));
    routes.addAll(
        new ResultRoutes(parts.engine(), parts.results(), asOf, running, allocator).routes());
    routes.addAll(new DossierRoutes(parts.catalogue().shelf(), queries::dossier).routes());
    parts.operations().stream().map(HttpCall::route).forEach(routes::add);
    routes.addAll(new QuarantineRoutes(parts.desks().quarantine()).routes());
    routes.addAll(new LineageRoutes(parts.catalogue(), parts.desks().columns()).routes());
    routes.addAll(new AccessRoutes(parts.desks().access()).routes());
    routes.add(
        new Route(HandlerType.GET, API + "/releases/{release}", Access.CALLERS, shelf::release));
    return routes;
  }

  private static void handle(Context context, Route route, HttpCallers callers, Shares calls)
      throws Exception {
    if (route.access() == Access.ANYBODY) {
      route.handler().handle(context);
      return;
    }
    HttpCallers.requireNoOtherSite(context);
    callers.identify(context);
    Runnable end = calls.takeCall(HttpCallers.callerOf(context).user());
    try {
      route.handler().handle(context);
    } finally {
      end.run();
    }
  }

  /** Where health and metrics answer alone. */
  public int healthPort() {
    return health.port();
  }

  public int port() {
    return server.port();
  }

  /** Ends the requests that run; close the engine first, so that their queries have stopped. */
  @Override
  public void close() {
    server.stop();
    health.close();
    allocator.close();
  }

  static void configure(JavalinConfig config, ListenAddress door, int threads) {
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.threadPool = new QueuedThreadPool(threads, 4, 60_000);
    HttpRefusal refusal = new HttpRefusal();
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(refusal);
          server.setHandler(BodyDeadline.before(door.limits().bodyTime(), JsonBody.LARGEST + 1L));
        });
    config.jetty.modifyServletContextHandler(servlets -> servlets.setErrorHandler(refusal));
    AddressLimit addresses = new AddressLimit(new Shares(door.limits().connectionsPerAddress()));
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector = connector(server, http, door);
          connector.addBean(addresses);
          return connector;
        });
    config.routes.before(HttpFront::secure);
    config.routes.exception(Exception.class, HttpFailure::answer);
    config.routes.exception(HttpResponseException.class, HttpFailure::answer);
    config.routes.exception(EndpointNotFound.class, HttpFront::unknown);
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, ListenAddress door) {
    http.setSendServerVersion(false);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector;
    ServerKeys keys = door.keys();
    if (keys == null) {
      connector = new ServerConnector(server, plain);
    } else {
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setSslContext(keys.context());
      connector = new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), plain);
    }
    connector.setHost(door.host());
    connector.setPort(door.port());
    connector.setAcceptQueueSize(WAITING);
    connector.setIdleTimeout(door.patience().toMillis());
    return connector;
  }

  private static void secure(Context context) {
    SAFETY.forEach(context::header);
  }

  /** The framework's own words repeat the address. */
  private static void unknown(EndpointNotFound failure, Context context) {
    HttpFailure.write(
        context,
        404,
        ErrorCode.USAGE.label(),
        "Cannot find the address: see " + API + "/openapi.json");
  }

  private static void description(Context context) throws IOException {
    try (InputStream in = HttpFront.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("Cannot find the OpenAPI document among the resources");
      }
      context.contentType("application/json").result(in.readAllBytes());
    }
  }
}
