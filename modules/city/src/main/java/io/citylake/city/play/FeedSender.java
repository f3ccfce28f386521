package io.citylake.city.play;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Pushes to one feed, as a gateway does that goes on after each refusal. Used by one thread. */
final class FeedSender {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int OK = 200;
  private static final int TIMEOUT = 408;
  private static final int BUSY = 429;
  private static final int AWAY = 503;

  private final FeedDoor door;
  private HttpClient client = connected();

  /**
   * Why a request was not taken.
   *
   * @param pause until it is sent again
   */
  record Trouble(Duration pause, String reason) {}

  FeedSender(FeedDoor door) {
    this.door = door;
  }

  private static HttpClient connected() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(PATIENCE)
        .build();
  }

  /** Goes on over another connection from now on. */
  void reconnect() {
    client = connected();
  }

  /**
   * Sends messages in one request.
   *
   * @return why they must be sent again; empty where they were acknowledged
   * @throws CityLakeException PLAY_REFUSED where sending again doesn't help
   */
  Optional<Trouble> send(List<String> messages) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(door.address())
            .header("Authorization", "Bearer " + door.key())
            .header("Content-Type", "application/x-ndjson")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(String.join("\n", messages)))
            .build();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, BodyHandlers.ofString());
    } catch (SSLException e) {
      throw refused(
          "its certificate isn't accepted (%s); give --receiver the name that the certificate is for, and Java its authority by -Djavax.net.ssl.trustStore in CITYLAKE_JAVA_OPTS"
              .formatted(e.getMessage()));
    } catch (IOException e) {
      if (e.getCause() instanceof UnresolvedAddressException) {
        throw refused("no machine has that name");
      }
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Optional.of(
          new Trouble(PAUSE, "no answer from %s (%s)".formatted(door.address(), why)));
    }
    int status = answer.statusCode();
    if (status == OK) {
      return Optional.empty();
    }
    if (status == BUSY || status == AWAY || status == TIMEOUT) {
      Duration pause =
          answer.headers().firstValueAsLong("Retry-After").stream()
              .mapToObj(Duration::ofSeconds)
              .findFirst()
              .filter(each -> each.compareTo(PAUSE) > 0)
              .orElse(PAUSE);
      return Optional.of(new Trouble(pause, said(answer)));
    }
    throw refused(
        "%s; 401 means that the receiver was started with another key than this command"
            .formatted(said(answer)));
  }

  private static String said(HttpResponse<String> answer) {
    return "it was answered %d %s"
        .formatted(answer.statusCode(), answer.body().lines().findFirst().orElse(""));
  }

  private CityLakeException refused(String why) {
    return new CityLakeException(ErrorCode.PLAY_REFUSED, "Cannot play %s: %s".formatted(door, why));
  }
}
