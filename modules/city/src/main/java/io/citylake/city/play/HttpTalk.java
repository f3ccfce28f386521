package io.citylake.city.play;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Requests and answers over a connection that may be given up for another. */
final class HttpTalk {
  /** What may be another answer later: a timeout, too many requests, not now. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 503);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final String what;
  private HttpClient client = connected();

  /**
   * What came back.
   *
   * @param answer null for none
   * @param silence why there is none
   */
  record Heard(@Nullable HttpResponse<String> answer, String silence) {}

  /**
   * @param what is played, for messages
   */
  HttpTalk(String what) {
    this.what = what;
  }

  private static HttpClient connected() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(FeedSender.PATIENCE)
        .build();
  }

  void reconnect() {
    client = connected();
  }

  /**
   * Sends a request.
   *
   * @throws io.citylake.model.CityLakeException PLAY_REFUSED where another try has no better end
   */
  Heard send(HttpRequest request) throws InterruptedException {
    try {
      return new Heard(client.send(request, BodyHandlers.ofString()), "");
    } catch (IOException e) {
      // The client wraps it where it fails while it still writes.
      for (Throwable each = e; each != null; each = each.getCause()) {
        if (each instanceof SSLException) {
          throw FeedDoor.refused(
              what,
              "its certificate isn't accepted (%s); give --receiver the name that the certificate is for, and Java its authority by -Djavax.net.ssl.trustStore in CITYLAKE_JAVA_OPTS"
                  .formatted(each.getMessage()));
        }
      }
      if (e.getCause() instanceof UnresolvedAddressException) {
        throw FeedDoor.refused(what, "no machine has that name");
      }
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Heard(null, "no answer from %s (%s)".formatted(request.uri(), why));
    }
  }

  static boolean mayPass(HttpResponse<String> answer) {
    return PASSING.contains(answer.statusCode());
  }

  /** How long it asks to wait, where it says that in seconds; a minute at most. */
  static Duration pause(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(each -> SECONDS.matcher(each).matches())
        .map(each -> Duration.ofSeconds(Long.parseLong(each)))
        .filter(each -> each.compareTo(FeedSender.PAUSE) > 0)
        .map(each -> each.compareTo(LONGEST) > 0 ? LONGEST : each)
        .orElse(FeedSender.PAUSE);
  }

  static String said(HttpResponse<String> answer) {
    return "it was answered %d %s"
        .formatted(answer.statusCode(), answer.body().lines().findFirst().orElse(""));
  }
}
