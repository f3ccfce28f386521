package io.citylake.receive.http;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.spool.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests whose sender is known: whether there is room, the body, and an answer once it is on the
 * disk. No step of it holds a thread of the server; what is stored is, on two of its feed.
 */
final class Exchanges extends AbstractLifeCycle {
  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
  private static final int LANE_THREADS = 2;
  private static final int LANE_WAITING = 1024;
  private static final int SECONDS_OF_BUSY = 2;

  /** In memory, beside its payload. */
  private static final int BYTES_OF_A_MESSAGE = 64;

  /** Bodies that have come and are not stored yet may take so much of the memory. */
  private static final long MOST_HELD = Runtime.getRuntime().maxMemory() / 4;

  private final Duration bodyTime;
  private final HeldBodies held = new HeldBodies(MOST_HELD);

  /** Where each feed's bodies are taken apart and appended; a slow disk holds up its own alone. */
  private final Map<String, ThreadPoolExecutor> lanes = new TreeMap<>();

  /**
   * For feeds.
   *
   * @param bodyTime within which a body must have come
   */
  Exchanges(Collection<String> feeds, Duration bodyTime) {
    this.bodyTime = bodyTime;
    feeds.forEach(feed -> lanes.put(feed, lane(feed)));
  }

  private static ThreadPoolExecutor lane(String feed) {
    ThreadPoolExecutor lane =
        new ThreadPoolExecutor(
            LANE_THREADS,
            LANE_THREADS,
            60,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LANE_WAITING),
            task -> {
              Thread thread = new Thread(task, "citylake-push-" + feed);
              thread.setDaemon(true);
              return thread;
            });
    lane.allowCoreThreadTimeOut(true);
    return lane;
  }

  /** Takes a request to its answer. */
  void begin(Request request, Response response, Callback callback, Conversation about) {
    new Exchange(request, response, callback, about).begin();
  }

  @Override
  protected void doStop() {
    lanes.values().forEach(ThreadPoolExecutor::shutdown);
  }

  /** One request, from its head to its answer. */
  private final class Exchange implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Conversation about;
    private final FeedIntake feed;
    private final String who;
    private final int limit;
    private byte[] body;
    private int length;
    private long reserved;
    private Scheduler.@Nullable Task alarm;

    /**
     * What is answered once the body has come, which is passed over: where it is left unread the
     * connection is closed, and the sender's next message may be lost on it.
     */
    private @Nullable Refusal refusal;

    Exchange(Request request, Response response, Callback callback, Conversation about) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.about = about;
      this.feed = about.feed();
      this.who = feed.feed().name() + "/" + about.sender();
      this.limit = about.mostBytes();
      this.body = new byte[0];
    }

    void begin() {
      try {
        admit();
      } catch (RefusedException e) {
        free();
        if (e.refusal().status() == 413) {
          end(e.refusal());
          return;
        }
        refusal = e.refusal();
      } catch (Throwable e) {
        answer(null, e);
        return;
      }
      alarm =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  () -> request.fail(new TimeoutException("The body didn't come in time")),
                  bodyTime.toMillis(),
                  TimeUnit.MILLISECONDS);
      run();
    }

    private void admit() throws RefusedException {
      long declared = request.getLength();
      if (declared > limit) {
        throw new RefusedException(tooLarge());
      }
      if (request.getHeaders().get(HttpHeader.CONTENT_ENCODING) != null) {
        throw new RefusedException(
            Refusal.usage(415, "Cannot take the request: send the body without Content-Encoding"));
      }
      about.admit();
      reserve(declared >= 0 ? declared : limit);
      body = new byte[declared >= 0 ? (int) declared : Math.min(limit, 1 << 13)];
    }

    /** What it holds: its body first, then its messages. */
    private void reserve(long bytes) throws RefusedException {
      if (!held.swap(who, reserved, bytes)) {
        throw new RefusedException(
            Refusal.slow(
                "memory", "Cannot take the message: too many are under way; send it again", 1));
      }
      reserved = bytes;
    }

    private Refusal tooLarge() {
      return Refusal.tooLarge(
          "Cannot take the request: its body has more than the %,d bytes that the feed takes"
              .formatted(limit));
    }

    /** Takes what has come of the body; called again when more has. */
    @Override
    public void run() {
      try {
        read();
      } catch (Throwable e) {
        answer(null, e);
      }
    }

    private void read() {
      while (true) {
        Content.@Nullable Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          broken(chunk.getFailure());
          return;
        }
        boolean fits = take(chunk.getByteBuffer());
        boolean last = chunk.isLast();
        chunk.release();
        if (!fits) {
          end(tooLarge());
          return;
        }
        if (last) {
          if (refusal == null) {
            store();
          } else {
            end(refusal);
          }
          return;
        }
      }
    }

    private boolean take(ByteBuffer part) {
      int more = part.remaining();
      if (length + more > limit) {
        return false;
      }
      if (refusal != null) {
        length += more;
        return true;
      }
      if (length + more > body.length) {
        body = Arrays.copyOf(body, Math.min(limit, Math.max(length + more, 2 * body.length)));
      }
      part.get(body, length, more);
      length += more;
      return true;
    }

    private void broken(Throwable failure) {
      boolean late = failure instanceof TimeoutException;
      if (late) {
        end(Refusal.usage(408, "Cannot take the request: its body didn't come in time"));
      } else {
        feed.counts().refused("broken");
        free();
        callback.failed(failure);
      }
    }

    /** Disks are waited for on the feed's own threads. */
    private void store() {
      silence();
      if (!about.isStored()) {
        take();
        return;
      }
      try {
        lanes.get(feed.feed().name()).execute(this::take);
      } catch (RejectedExecutionException e) {
        end(
            Refusal.slow(
                "busy",
                "Cannot take the message: too many wait to be stored; send it again",
                SECONDS_OF_BUSY));
      }
    }

    private void take() {
      try {
        byte[] whole = length == body.length ? body : Arrays.copyOf(body, length);
        List<Message> messages = about.read(whole);
        body = new byte[0];
        if (messages.isEmpty()) {
          answer(0, null);
          return;
        }
        long bytes = 0;
        for (Message message : messages) {
          bytes += message.payload().length + BYTES_OF_A_MESSAGE;
        }
        reserve(bytes);
        feed.store(about.sender(), messages).whenComplete(this::answer);
      } catch (RefusedException e) {
        end(e.refusal());
      } catch (Throwable e) {
        answer(null, e);
      }
    }

    private void answer(@Nullable Integer stored, @Nullable Throwable failure) {
      if (stored != null) {
        free();
        about.answer(response, callback, stored);
        return;
      }
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      if (cause instanceof CityLakeException known) {
        end(Refusal.of(known));
      } else {
        LOG.error("A request failed", cause);
        end(
            new Refusal(
                500,
                "failed",
                ErrorCode.INTERNAL,
                "A fault of the receiver, which its log tells of",
                0));
      }
    }

    private void end(Refusal refusal) {
      feed.counts().refused(refusal.reason());
      free();
      about.refuse(response, callback, refusal);
    }

    private void free() {
      silence();
      held.free(who, reserved);
      reserved = 0;
    }

    private void silence() {
      if (alarm != null) {
        alarm.cancel();
      }
    }
  }
}
