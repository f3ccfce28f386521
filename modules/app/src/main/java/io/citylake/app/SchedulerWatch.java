package io.citylake.app;

import io.citylake.contract.settings.ServeLimits;
import io.citylake.contract.settings.Settings;
import io.citylake.run.round.RunListener;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.http.HealthServer;
import io.citylake.serve.http.ProcessMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a process that runs jobs all the time tells of itself: health and metrics, at a port of this
 * machine only.
 */
public final class SchedulerWatch implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RunMeters runs = new RunMeters(registry);
  private final EmbeddedLake embedded;
  private final LakeMeters lake;
  private @Nullable HealthServer server;

  /** Tells nobody anything yet. */
  public SchedulerWatch(EmbeddedLake embedded) {
    this.embedded = embedded;
    this.lake = new LakeMeters(embedded.workspace(), embedded.history(), embedded.host().clock());
  }

  /**
   * Listens from now on.
   *
   * @param port where; 0 for any
   * @param status as {@link HealthServer} answers it
   * @return the port
   * @throws io.citylake.model.CityLakeException SETTING_INVALID where it can't
   */
  public int listen(int port, Supplier<String> status) {
    Settings settings = embedded.workspace().settings();
    ListenAddress door =
        new ListenAddress(LOOPBACK, port, null, settings.zone(), PATIENCE, ServeLimits.standard());
    new ProcessMeters(settings.stateDir()).bindTo(registry);
    lake.bindTo(registry);
    HealthServer open = HealthServer.open(door, status, registry);
    server = open;
    return open.port();
  }

  /** Hears what the process runs. */
  public RunListener runs() {
    return runs;
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    lake.close();
  }
}
