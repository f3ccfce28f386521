package io.citylake.city.play;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

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
   * @return how long to wait before they are sent again; zero where they were acknowledged
   * @throws CityLakeException PLAY_REFUSED where sending again doesn't help
   */
  Duration send(List<String> messages) throws InterruptedException {
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
    } catch (IOException e) {
      reconnect();
      return PAUSE;
    }
    int status = answer.statusCode();
    if (status == OK) {
      return Duration.ZERO;
    }
    if (status == BUSY || status == AWAY || status == TIMEOUT) {
      return answer.headers().firstValueAsLong("Retry-After").stream()
          .mapToObj(Duration::ofSeconds)
          .findFirst()
          .filter(each -> each.compareTo(PAUSE) > 0)
          .orElse(PAUSE);
    }
    throw new CityLakeException(
        ErrorCode.PLAY_REFUSED,
        "Cannot play %s: it was answered %d %s; 401 means that the receiver was started with another key than this command"
            .formatted(door, status, answer.body().lines().findFirst().orElse("")));
  }
}
