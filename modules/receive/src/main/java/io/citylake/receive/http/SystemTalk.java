package io.citylake.receive.http;

import io.citylake.model.ErrorCode;
import io.citylake.receive.spool.Message;
import io.citylake.receive.viid.Registrations;
import io.citylake.receive.viid.ViidBody;
import io.citylake.receive.viid.ViidCode;
import io.citylake.receive.viid.ViidFault;
import io.citylake.receive.viid.ViidStatus;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What a platform says of itself: that it is there, still there, or goes. */
final class SystemTalk implements Conversation {
  /** Who isn't registered, or not any more. */
  static final Refusal STRANGER =
      new Refusal(
          401,
          Refusal.UNKNOWN.reason(),
          ErrorCode.LOGIN_FAILED,
          "Cannot take the request: register first, from this address",
          0);

  private static final int MOST_BYTES = 1 << 16;

  private final Who who;
  private final Words words;
  private final Action action;
  private ViidCode fault = ViidCode.OTHER;

  /** What it may say. */
  enum Action {
    REGISTER,
    KEEPALIVE,
    UNREGISTER;

    static Optional<Action> find(String what) {
      return Arrays.stream(values())
          .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(what))
          .findFirst();
    }
  }

  /** Who talks, and from where. */
  record Who(FeedIntake feed, String id, String address) {
    Registrations registrations() {
      return feed.platforms().orElseThrow().registrations();
    }
  }

  /**
   * How answers are written.
   *
   * @param challenge makes one, for who must register
   */
  record Words(String url, Clock clock, Supplier<String> challenge) {
    /**
     * @param invalid what it is where the request itself is wrong
     */
    void refuse(Response response, Callback callback, Refusal refusal, ViidCode invalid) {
      if (refusal.retryAfter() > 0) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, refusal.retryAfter());
      }
      if (refusal.status() == 401 && !response.getHeaders().contains(HttpHeader.WWW_AUTHENTICATE)) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, challenge.get());
      }
      ViidCode code =
          switch (refusal.status()) {
            case 401 -> ViidCode.INVALID_OPERATION;
            case 429 -> ViidCode.BUSY;
            case 503 -> refusal.reason().equals("full") ? ViidCode.BUSY : ViidCode.DEVICE_ERROR;
            case 500 -> ViidCode.DEVICE_ERROR;
            case 408 -> ViidCode.OTHER;
            default -> invalid;
          };
      ViidStatus status = new ViidStatus(code, refusal.message(), "");
      PushHandler.write(
          response, callback, refusal.status(), ViidHandler.TYPE, status.answer(url, clock));
    }
  }

  SystemTalk(Who who, Words words, Action action) {
    this.who = who;
    this.words = words;
    this.action = action;
  }

  @Override
  public FeedIntake feed() {
    return who.feed();
  }

  @Override
  public String sender() {
    return who.id();
  }

  @Override
  public int mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public boolean isStored() {
    return false;
  }

  /** A feed that takes nothing is no reason to forget who sends to it. */
  @Override
  public void admit() {}

  @Override
  public List<Message> read(byte[] body) throws RefusedException {
    try {
      String said = ViidBody.deviceId(body);
      if (!said.isEmpty() && !said.equals(who.id())) {
        throw new ViidFault(
            ViidCode.INVALID_OPERATION, "DeviceID is another than User-Identify says");
      }
    } catch (ViidFault e) {
      fault = e.code();
      throw new RefusedException(Refusal.usage(400, "Cannot take the request: " + e.getMessage()));
    }
    switch (action) {
      case REGISTER -> who.registrations().register(who.id(), who.address());
      case KEEPALIVE -> {
        // It may have lapsed while the body came.
        if (!who.registrations().touch(who.id(), who.address())) {
          throw new RefusedException(STRANGER);
        }
      }
      case UNREGISTER -> who.registrations().unregister(who.id(), who.address());
    }
    return List.of();
  }

  @Override
  public void answer(Response response, Callback callback, int stored) {
    PushHandler.write(
        response,
        callback,
        200,
        ViidHandler.TYPE,
        ViidStatus.ok(who.id()).answer(words.url(), words.clock()));
  }

  @Override
  public void refuse(Response response, Callback callback, Refusal refusal) {
    words.refuse(response, callback, refusal, fault);
  }
}
