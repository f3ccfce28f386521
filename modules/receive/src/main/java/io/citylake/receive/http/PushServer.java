package io.citylake.receive.http;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Takes what is pushed by HTTP. Bodies are read and answered without a thread that waits, so that
 * ten thousand senders need ten thousand connections and a handful of threads.
 */
public final class PushServer implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int WAITING = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final Server server;
  private final ServerConnector connector;

  private PushServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts to listen.
   *
   * @param feeds by their names
   * @throws CityLakeException SETTING_INVALID where it can't
   */
  public static PushServer open(PushDoor door, Map<String, FeedIntake> feeds) {
    return open(door, feeds, 0);
  }

  /**
   * The same, beside another door.
   *
   * @param other connections that the other one asks for
   */
  public static PushServer open(PushDoor door, Map<String, FeedIntake> feeds, int other) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4, 60_000);
    threads.setName("citylake-push");
    Server server = new Server(threads);
    ServerConnector connector = connector(server, door);
    server.addConnector(connector);
    server.addBean(
        new NetworkConnectionLimit(
            OpenFiles.connections("senders", door.connections(), other), connector));
    Exchanges exchanges = new Exchanges(feeds.keySet(), door.bodyTime());
    server.addBean(exchanges);
    server.setHandler(
        new GracefulHandler(
            new Handler.Sequence(
                new ViidHandler(feeds.values(), exchanges, door.clock(), System::nanoTime),
                new PushHandler(feeds, exchanges))));
    server.setErrorHandler(
        (request, response, callback) -> {
          int status = response.getStatus();
          PushHandler.refuse(
              response,
              callback,
              Refusal.usage(status, "Cannot read the request: " + HttpStatus.getMessage(status)));
          return true;
        });
    server.setStopTimeout(GOODBYE.toMillis());
    try {
      server.start();
      new HeadDeadline(connector, door.bodyTime(), PATIENCE).run();
    } catch (Exception e) {
      stop(server);
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot listen for HTTP push: %s; see receive in conf/citylake.yaml (host=%s, port=%d)"
              .formatted(e.getMessage(), door.host(), door.port()),
          e);
    }
    return new PushServer(server, connector);
  }

  private static ServerConnector connector(Server server, PushDoor door) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector;
    if (door.tls() == null) {
      connector = new ServerConnector(server, plain);
    } else {
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setSslContext(door.tls());
      connector = new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), plain);
    }
    connector.setHost(door.host());
    connector.setPort(door.port());
    connector.setAcceptQueueSize(WAITING);
    connector.setIdleTimeout(PATIENCE.toMillis());
    return connector;
  }

  public int port() {
    return connector.getLocalPort();
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop the server", e);
    }
  }

  /** Answers what was taken, then stops. */
  @Override
  public void close() {
    stop(server);
  }
}
