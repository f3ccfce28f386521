package io.citylake.receive.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.ErrorCode;
import io.citylake.receive.viid.DigestLogin;
import io.citylake.receive.viid.ViidCode;
import io.citylake.receive.viid.ViidKind;
import io.citylake.receive.viid.ViidStatus;
import io.citylake.receive.viid.WrongGuesses;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code /VIID/...}: the upper side of GA/T 1400.4. Who it is says the header User-Identify, which
 * is believed of the address that has registered by digest, for as long as it isn't silent.
 */
final class ViidHandler extends Handler.Abstract.NonBlocking {
  static final String TYPE = "application/VIID+JSON;charset=UTF-8";
  private static final String WHO = "User-Identify";
  private static final Pattern PATH = Pattern.compile("(?i)/VIID(?:/(?:System/)?(.*?))?/*");
  private static final int LONGEST_URL = 200;
  private static final int SECONDS_OF_TOO_MANY = 60;
  private static final String GUESSED =
      "Cannot register: the password was wrong too often within a minute";

  private final Map<String, FeedIntake> feeds = new HashMap<>();
  private final Exchanges exchanges;
  private final Clock clock;
  private final DigestLogin digests;
  private final WrongGuesses guesses;

  /**
   * For the platforms of feeds.
   *
   * @param clock by whose zone the local time is told
   * @param nanos a clock that only goes on
   */
  ViidHandler(Iterable<FeedIntake> all, Exchanges exchanges, Clock clock, LongSupplier nanos) {
    this.exchanges = exchanges;
    this.clock = clock;
    this.digests = new DigestLogin(nanos);
    this.guesses = new WrongGuesses(nanos);
    for (FeedIntake feed : all) {
      feed.platforms().ifPresent(each -> each.ids().forEach(id -> feeds.put(id, feed)));
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Matcher path = PATH.matcher(Request.getPathInContext(request));
    if (!path.matches()) {
      return false;
    }
    String what = path.group(1) == null ? "" : path.group(1).toLowerCase(Locale.ROOT);
    Call call = new Call(request, response, callback);
    Optional<ViidKind> kind = ViidKind.find(what);
    Optional<SystemTalk.Action> action = SystemTalk.Action.find(what);
    boolean time = what.equals("time");
    if (kind.isEmpty() && action.isEmpty() && !time) {
      call.refuse(Refusal.usage(404, "Cannot find the address: there is no such path under /VIID"));
    } else if (!request.getMethod().equals("POST")
        && !(time && request.getMethod().equals("GET"))) {
      response.getHeaders().put(HttpHeader.ALLOW, time ? "GET, POST" : "POST");
      call.refuse(Refusal.usage(405, "Cannot do that: use POST"));
    } else if (time) {
      call.tellTime();
    } else {
      call.begin(kind, action.orElse(null));
    }
    return true;
  }

  /** Text of a path that may be given back. */
  private static String url(Request request) {
    String path = Request.getPathInContext(request);
    return path.length() > LONGEST_URL ? path.substring(0, LONGEST_URL) : path;
  }

  /** One request, until its body is read. */
  private final class Call {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final String id;
    private final @Nullable FeedIntake feed;

    Call(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      List<String> who = request.getHeaders().getValuesList(WHO);
      this.id = who.size() == 1 ? who.get(0).strip() : "";
      this.feed = feeds.get(id);
    }

    private SystemTalk.Words words() {
      return new SystemTalk.Words(url(request), clock, () -> digests.challenge(false));
    }

    void refuse(Refusal refusal) {
      words().refuse(response, callback, refusal, ViidCode.INVALID_OPERATION);
    }

    /** It is no secret, and who asks may not have registered yet. */
    void tellTime() {
      ObjectNode time = JsonNodeFactory.instance.objectNode();
      time.putObject("SystemTimeObject")
          .put("VIIDServerID", "citylake")
          .put("TimeMode", "1")
          .put("LocalTime", ViidStatus.local(clock))
          .put("TimeZone", clock.getZone().getId());
      if (feed != null) {
        platforms(feed).registrations().touch(id, Request.getRemoteAddr(request));
      }
      PushHandler.write(response, callback, 200, TYPE, time);
    }

    void begin(Optional<ViidKind> kind, SystemTalk.@Nullable Action action) {
      if (action == SystemTalk.Action.REGISTER && !isLoggedIn()) {
        return;
      }
      if (feed == null) {
        refuse(SystemTalk.STRANGER);
        return;
      }
      SystemTalk.Who who = new SystemTalk.Who(feed, id, Request.getRemoteAddr(request));
      exchanges.begin(request, response, callback, conversation(who, kind, action));
    }

    private Conversation conversation(
        SystemTalk.Who who, Optional<ViidKind> kind, SystemTalk.@Nullable Action action) {
      if (action != SystemTalk.Action.REGISTER
          && !who.registrations().isRegistered(who.id(), who.address())) {
        return new StrangerTalk(who, words());
      }
      return kind.isPresent()
          ? new ObjectsTalk(who, words(), kind.get())
          : new SystemTalk(who, words(), Objects.requireNonNull(action));
    }

    private boolean isLoggedIn() {
      @Nullable String login = request.getHeaders().get(HttpHeader.AUTHORIZATION);
      if (login == null) {
        // The first half of every registration, which is no fault.
        ask("Register again with an answer to this challenge", false);
        return false;
      }
      String address = Request.getRemoteAddr(request);
      String guessed = feed == null ? "" : id;
      if (guesses.isSlowed(address, guessed)) {
        if (feed != null) {
          feed.counts().refused(Refusal.UNKNOWN.reason());
        }
        refuse(Refusal.slow("rate", GUESSED, SECONDS_OF_TOO_MANY));
        return false;
      }
      DigestLogin.Verdict verdict =
          digests.judge(
              id,
              feed == null ? null : platforms(feed).login(id),
              login,
              request.getMethod(),
              request.getHttpURI().getPathQuery());
      switch (verdict) {
        case KNOWN -> {
          return true;
        }
        case STALE -> challenge("Register again with an answer to this challenge", true);
        case TOO_MANY ->
            refuse(
                Refusal.slow(
                    "rate",
                    "Cannot register: too many registrations within a minute",
                    SECONDS_OF_TOO_MANY));
        case UNKNOWN -> {
          guesses.add(address, guessed);
          challenge("Cannot register: no feed knows this platform with this password", false);
        }
      }
      return false;
    }

    private void challenge(String why, boolean stale) {
      if (feed != null) {
        feed.counts().refused(Refusal.UNKNOWN.reason());
      }
      ask(why, stale);
    }

    private void ask(String why, boolean stale) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, digests.challenge(stale));
      refuse(new Refusal(401, Refusal.UNKNOWN.reason(), ErrorCode.LOGIN_FAILED, why, 0));
    }

    private static FeedPlatforms platforms(FeedIntake feed) {
      return feed.platforms().orElseThrow();
    }
  }
}
