package io.citylake.receive.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that send no whole head: the first must come within a time from their opening,
 * and each further one within a time from the answer before it, however many bytes trickle in.
 * Looks once a second, on the connector's scheduler.
 */
final class HeadDeadline implements Runnable {
  private final ServerConnector connector;
  private final Duration first;
  private final Duration further;
  private Map<EndPoint, Waiting> waiting = new HashMap<>();

  private record Waiting(long heads, long since) {}

  HeadDeadline(ServerConnector connector, Duration first, Duration further) {
    this.connector = connector;
    this.first = first;
    this.further = further;
  }

  @Override
  public void run() {
    look();
    if (connector.isRunning()) {
      connector.getScheduler().schedule(this, 1, TimeUnit.SECONDS);
    }
  }

  private void look() {
    long now = System.nanoTime();
    Map<EndPoint, Waiting> still = new HashMap<>();
    for (EndPoint each : connector.getConnectedEndPoints()) {
      @Nullable Connection http = http(each);
      long heads = http == null ? 0 : http.getMessagesIn();
      if (http != null && heads > http.getMessagesOut()) {
        continue;
      }
      @Nullable Waiting known = waiting.get(each);
      Waiting waits = known != null && known.heads() == heads ? known : new Waiting(heads, now);
      if (now - waits.since() > (heads == 0 ? first : further).toNanos()) {
        each.close();
      } else {
        still.put(each, waits);
      }
    }
    waiting = still;
  }

  /** Null while TLS is not agreed upon. */
  private static @Nullable Connection http(EndPoint each) {
    Connection outer = each.getConnection();
    return outer instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : outer;
  }
}
