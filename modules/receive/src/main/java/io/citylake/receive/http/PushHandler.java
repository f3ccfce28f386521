package io.citylake.receive.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.receive.spool.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/feeds/NAME}: who it is by a key, and what is answered. */
final class PushHandler extends Handler.Abstract.NonBlocking {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH = Pattern.compile("/api/v1/feeds/([a-z][a-z0-9_]{0,63})");
  private static final String BEARER = "Bearer ";

  private final Map<String, FeedIntake> feeds;
  private final Exchanges exchanges;

  PushHandler(Map<String, FeedIntake> feeds, Exchanges exchanges) {
    this.feeds = new TreeMap<>(feeds);
    this.exchanges = exchanges;
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
    exchanges.begin(request, response, callback, new Pushed(feed, sender.get(), request));
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
    write(response, callback, status, "application/json", body);
  }

  static void write(
      Response response, Callback callback, int status, String type, ObjectNode body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    try {
      response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(body)), callback);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  /** Messages of one who has a key. */
  private record Pushed(FeedIntake feed, String sender, Request request) implements Conversation {
    @Override
    public void admit() throws RefusedException {
      feed.admit(sender);
    }

    @Override
    public List<Message> read(byte[] body) throws RefusedException {
      return feed.split(sender, body, request.getHeaders().get(HttpHeader.CONTENT_TYPE));
    }

    @Override
    public void answer(Response response, Callback callback, int stored) {
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.put("stored", stored);
      write(response, callback, 200, answer);
    }

    @Override
    public void refuse(Response response, Callback callback, Refusal refusal) {
      PushHandler.refuse(response, callback, refusal);
    }
  }
}
