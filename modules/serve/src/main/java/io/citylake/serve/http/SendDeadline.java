package io.citylake.serve.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Breaks off an answer that its client hasn't read when its time is over: who reads a byte now and
 * then would hold a thread for as long as he likes.
 */
final class SendDeadline {
  /** For what says why, where the client reads. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Scheduler.Task alarm;

  private SendDeadline(Scheduler.Task alarm) {
    this.alarm = alarm;
  }

  static SendDeadline start(Context context, Duration left) {
    Request request = ServletContextRequest.getServletContextRequest(context.req());
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    return new SendDeadline(
        request
            .getComponents()
            .getScheduler()
            .schedule(client::close, left.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS));
  }

  /** It is sent. */
  void end() {
    alarm.cancel();
  }
}
