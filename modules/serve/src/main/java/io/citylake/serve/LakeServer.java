package io.citylake.serve;

import io.citylake.contract.Workspace;
import io.citylake.contract.settings.ServeSettings;
import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.govern.Caller;
import io.citylake.govern.SqlGate;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.lineage.TableLinks;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.serve.engine.CallerLimits;
import io.citylake.serve.engine.CatalogSearch;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.Catalogue;
import io.citylake.serve.engine.Desks;
import io.citylake.serve.engine.KeptResults;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.Releases;
import io.citylake.serve.engine.ServerKeys;
import io.citylake.serve.engine.Sessions;
import io.citylake.serve.engine.Shares;
import io.citylake.serve.engine.Visibility;
import io.citylake.serve.flight.FlightFront;
import io.citylake.serve.http.HealthServer;
import io.citylake.serve.http.HttpFront;
import io.citylake.serve.http.ProcessMeters;
import io.citylake.serve.operation.Operation;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that answers: one engine, Flight SQL and HTTP before it. Listens from its opening on;
 * {@link #ready()} once the screens are warm.
 */
public final class LakeServer implements AutoCloseable {
  private static final String RESULTS = "results";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final BufferAllocator allocator;
  private final QueryEngine engine;
  private final WarmReleases releases;
  private final Catalogue catalogue;
  private final PrometheusMeterRegistry registry;
  private final KeptResults results;
  private @Nullable FlightFront flight;
  private @Nullable HttpFront http;

  private LakeServer(
      BufferAllocator allocator,
      QueryEngine engine,
      WarmReleases releases,
      Catalogue catalogue,
      PrometheusMeterRegistry registry,
      KeptResults results) {
    this.results = results;
    this.catalogue = catalogue;
    this.registry = registry;
    this.allocator = allocator;
    this.engine = engine;
    this.releases = releases;
  }

  /**
   * Who decides on callers and statements.
   *
   * @param system as whom the screens are warmed
   * @param journal where it is written what callers look at beside statements
   */
  public record Governance(
      SqlGate gate,
      Authenticator authenticator,
      Visibility visibility,
      CallerLimits limits,
      Caller system,
      AccessJournal journal) {}

  /**
   * How it begins.
   *
   * @param meters what is told to Prometheus beside what the servers know
   * @param links which table comes from which
   * @param alive whether it can still answer at all
   * @param operations of the HTTP API that are composed of what serving doesn't know
   * @param desks what callers do beside asking
   */
  public record Opening(
      Start start,
      List<MeterBinder> meters,
      TableLinks links,
      BooleanSupplier alive,
      List<Operation> operations,
      Desks desks) {
    public Opening {
      meters = List.copyOf(meters);
      operations = List.copyOf(operations);
    }

    /** Without operations of elsewhere and desks. */
    public Opening(Start start, List<MeterBinder> meters, TableLinks links, BooleanSupplier alive) {
      this(start, meters, links, alive, List.of(), Desks.none());
    }
  }

  /** What is done before the server says that it is ready. */
  public enum Start {
    /** Every panel of every screen is asked once. */
    WARMED,
    /** Nothing, so that what the first one who asks waits for can be measured. */
    COLD
  }

  /**
   * Starts both servers, to be warmed.
   *
   * @param releases where the newest is looked for every few seconds
   * @throws CityLakeException SETTING_INVALID where it may not or cannot listen
   */
  public static LakeServer open(
      Workspace workspace, Governance governance, Releases releases, Clock clock) {
    return open(
        workspace,
        governance,
        releases,
        clock,
        new Opening(Start.WARMED, List.of(), TableLinks.ofJobs(workspace), () -> true));
  }

  /**
   * Starts both servers.
   *
   * @param releases where the newest is looked for every few seconds
   * @throws CityLakeException SETTING_INVALID where it may not or cannot listen
   */
  public static LakeServer open(
      Workspace workspace, Governance governance, Releases releases, Clock clock, Opening opening) {
    ServeSettings settings = workspace.settings().serve();
    TransportRule.require("serve", settings.host(), settings.tls(), settings.transport());
    ZoneId zone = workspace.settings().zone();
    BufferAllocator allocator = new RootAllocator();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ProcessMeters(workspace.settings().stateDir()).bindTo(registry);
    opening.meters().forEach(each -> each.bindTo(registry));
    QueryEngine engine =
        new QueryEngine(
            new QueryEngine.Parts(
                new TimedGate(governance.gate(), registry), governance.limits(), releases),
            allocator,
            clock,
            settings.cache());
    CatalogView shelf = new CatalogView(workspace, governance.visibility(), governance.journal());
    CacheWarmer warmth = new CacheWarmer(engine, shelf, governance.system(), zone);
    WarmReleases warm =
        new WarmReleases(
            releases, opening.start() == Start.WARMED ? warmth::warm : release -> 0, LOOK_EVERY);
    Catalogue catalogue =
        new Catalogue(shelf, new CatalogSearch(workspace, shelf), opening.links());
    KeptResults results =
        new KeptResults(workspace.settings().stateDir().resolve(RESULTS), settings.results());
    LakeServer server = new LakeServer(allocator, engine, warm, catalogue, registry, results);
    boolean open = false;
    try {
      server.listen(
          settings,
          new TimedAuthenticator(governance.authenticator(), registry),
          clock,
          zone,
          opening,
          () -> server.status(opening.alive()));
      warm.start();
      open = true;
      return server;
    } finally {
      if (!open) {
        server.close();
      }
    }
  }

  private void listen(
      ServeSettings settings,
      Authenticator authenticator,
      Clock clock,
      ZoneId zone,
      Opening opening,
      Supplier<String> status) {
    Tls tls = settings.tls();
    ServerKeys keys = tls == null ? null : ServerKeys.open(tls, clock);
    Shares calls = new Shares(settings.limits().callsPerUser());
    flight =
        FlightFront.open(
            new FlightFront.Parts(
                engine, releases, catalogue.shelf(), authenticator, new Sessions(), calls, clock),
            door(settings, keys, settings.flightPort(), zone),
            allocator);
    http =
        HttpFront.open(
            new HttpFront.Parts(
                engine,
                releases,
                catalogue,
                authenticator,
                calls,
                status,
                settings.healthPort(),
                registry,
                opening.operations(),
                opening.desks(),
                results),
            door(settings, keys, settings.httpPort(), zone),
            allocator);
  }

  private String status(BooleanSupplier alive) {
    // A server whose engine has ended was ready once.
    return !alive.getAsBoolean() ? "broken" : releases.ready() ? HealthServer.READY : "warming";
  }

  private static ListenAddress door(
      ServeSettings settings, @Nullable ServerKeys keys, int port, ZoneId zone) {
    return new ListenAddress(settings.host(), port, keys, zone, PATIENCE, settings.limits());
  }

  /** Whether every screen has been asked once. */
  public boolean ready() {
    return releases.ready();
  }

  public int flightPort() {
    if (flight == null) {
      throw new IllegalStateException("Not listening");
    }
    return flight.port();
  }

  public int httpPort() {
    if (http == null) {
      throw new IllegalStateException("Not listening");
    }
    return http.port();
  }

  /** Where health and metrics answer alone. */
  public int healthPort() {
    if (http == null) {
      throw new IllegalStateException("Not listening");
    }
    return http.healthPort();
  }

  /** Stops what runs, then listening; fails where memory of an answer was not given back. */
  @Override
  public void close() {
    releases.close();
    engine.close();
    releases.join();
    if (flight != null) {
      flight.close();
    }
    if (http != null) {
      http.close();
    }
    results.close();
    catalogue.search().close();
    allocator.close();
  }
}
