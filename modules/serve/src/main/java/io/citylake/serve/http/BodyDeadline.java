package io.citylake.serve.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Has a request's body come before a thread waits for it, and the request fail where it doesn't
 * come in time: else as many clients as there are threads, who send a byte now and then, are enough
 * to stop the server.
 */
final class BodyDeadline extends Handler.Wrapper {
  private static final String ALARM = BodyDeadline.class.getName();

  private final Duration time;

  private BodyDeadline(Duration time, Handler next) {
    super(next);
    this.time = time;
  }

  /**
   * @param largest how many bytes are taken before a thread is; a larger body is its reader's to
   *     refuse
   */
  static BodyDeadline before(Duration time, long largest) {
    Arrived arrived = new Arrived();
    // What is larger is handed on as far as it has come.
    EagerContentHandler eager =
        new EagerContentHandler(arrived, new RetainedContentLoaderFactory(largest, -1, false));
    return new BodyDeadline(time, eager);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() != 0) {
      Scheduler.Task alarm =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  () -> request.fail(new TimeoutException("The body didn't come in time")),
                  time.toMillis(),
                  TimeUnit.MILLISECONDS);
      request.setAttribute(ALARM, alarm);
      Request.addCompletionListener(request, failure -> alarm.cancel());
    }
    return super.handle(request, response, callback);
  }

  /** The body is there; what is done with it has limits of its own. */
  private static final class Arrived extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (request.getAttribute(ALARM) instanceof Scheduler.Task alarm) {
        alarm.cancel();
      }
      return super.handle(request, response, callback);
    }
  }
}
