package io.citylake.receive.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.spool.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/feeds/NAME}: who it is, whether there is room, the body, and an answer once
 * it is on the disk. No step of it holds a thread of the server; what is stored is, on two of its
 * feed.
 */
final class PushHandler extends Handler.Abstract.NonBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(PushHandler.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH = Pattern.compile("/api/v1/feeds/([a-z][a-z0-9_]{0,63})");
  private static final String BEARER = "Bearer ";

  private static final int LANE_THREADS = 2;
  private static final int LANE_WAITING = 1024;
  private static final int SECONDS_OF_BUSY = 2;

  /** In memory, beside its payload. */
  private static final int BYTES_OF_A_MESSAGE = 64;

  /** Bodies that have come and are not stored yet may take so much of the memory. */
  private static final long MOST_HELD = Runtime.getRuntime().maxMemory() / 4;

  private final Map<String, FeedIntake> feeds;
  private final Duration bodyTime;
  private final HeldBodies held = new HeldBodies(MOST_HELD);

  /** Where each feed's bodies are taken apart and appended; a slow disk holds up its own alone. */
  private final Map<String, ThreadPoolExecutor> lanes = new TreeMap<>();

  PushHandler(Map<String, FeedIntake> feeds, Duration bodyTime) {
    this.feeds = new TreeMap<>(feeds);
    this.bodyTime = bodyTime;
    feeds.keySet().forEach(feed -> lanes.put(feed, lane(feed)));
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

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    lanes.values().forEach(ThreadPoolExecutor::shutdown);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Matcher path = PATH.matcher(Request.getPathInContext(request));
    if (!path.matches()) {
      refuse(
          response,
          callback,
          Refusal.usage(404, "Cannot find the address: messages go to /api/v1/feeds/NAME"));
      return true;
    }
    if (!request.getMethod().equals("POST")) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      refuse(response, callback, Refusal.usage(405, "Cannot do that: messages are sent by POST"));
      return true;
    }
    @Nullable FeedIntake feed = feeds.get(path.group(1));
    Optional<String> sender = sender(request, feed);
    if (feed == null || sender.isEmpty()) {
      if (feed != null) {
        feed.counts().refused(Refusal.UNKNOWN.reason());
      }
      refuse(response, callback, Refusal.UNKNOWN);
      return true;
    }
    new Exchange(request, response, callback, feed, sender.get()).begin();
    return true;
  }

  /** It takes as long for a feed that is not there. */
  private static Optional<String> sender(Request request, @Nullable FeedIntake feed) {
    @Nullable String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    String key = header.substring(BEARER.length()).strip();
    return feed == null ? SenderKeys.NOBODY.find(key) : feed.sender(key);
  }

  static void refuse(Response response, Callback callback, Refusal refusal) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("code", refusal.code().label());
    body.put("message", refusal.message());
    if (refusal.retryAfter() > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, refusal.retryAfter());
    }
    if (refusal.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"citylake\"");
    }
    write(response, callback, refusal.status(), body);
  }

  private static void write(Response response, Callback callback, int status, ObjectNode body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    try {
      response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(body)), callback);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  /** One request, from its head to its answer. */
  private final class Exchange implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final FeedIntake feed;
    private final String sender;
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

    Exchange(
        Request request, Response response, Callback callback, FeedIntake feed, String sender) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.feed = feed;
      this.sender = sender;
      this.who = feed.feed().name() + "/" + sender;
      this.limit = (int) feed.feed().limits().body().bytes();
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
      feed.admit(sender);
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
        List<Message> messages =
            feed.split(sender, whole, request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        body = new byte[0];
        long bytes = 0;
        for (Message message : messages) {
          bytes += message.payload().length + BYTES_OF_A_MESSAGE;
        }
        reserve(bytes);
        feed.store(sender, messages).whenComplete(this::answer);
      } catch (RefusedException e) {
        end(e.refusal());
      } catch (Throwable e) {
        answer(null, e);
      }
    }

    private void answer(@Nullable Integer stored, @Nullable Throwable failure) {
      if (stored != null) {
        free();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("stored", stored);
        write(response, callback, 200, answer);
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
      refuse(response, callback, refusal);
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
