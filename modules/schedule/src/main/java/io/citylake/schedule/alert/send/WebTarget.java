package io.citylake.schedule.alert.send;

import io.citylake.schedule.alert.cause.PersonalNumbers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts JSON. Follows no redirect, uses no proxy, and reads only the beginning of an answer. */
final class WebTarget {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TOO_EARLY_TO_SAY = 425;
  private static final int TOO_MANY = 429;
  private static final int TIMED_OUT = 408;

  private final TargetGuard guard;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(CONNECT)
          .build();

  WebTarget(TargetGuard guard) {
    this.guard = guard;
  }

  /**
   * What the target answered with a status of success.
   *
   * @throws SendFailure for every other status too
   */
  String post(URI address, String json, Map<String, String> headers) throws SendFailure {
    guard.require(address.getHost());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8));
    headers.forEach(request::header);
    HttpResponse<String> response = answer(address, request.build());
    int status = response.statusCode();
    if (status / 100 == 2) {
      return response.body();
    }
    boolean later =
        status >= 500 || status == TOO_MANY || status == TIMED_OUT || status == TOO_EARLY_TO_SAY;
    throw new SendFailure(
        later ? SendFailure.Kind.UNREACHABLE : SendFailure.Kind.REFUSED,
        "%s answered %d%s".formatted(address.getHost(), status, said(response.body())));
  }

  private HttpResponse<String> answer(URI address, HttpRequest request) throws SendFailure {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, head -> new LimitedBody());
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw unreachable(address, "interrupted");
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unreachable(address, "no answer within %d s".formatted(PATIENCE.toSeconds()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException) {
        throw unreachable(address, cause.getClass().getSimpleName());
      }
      throw new IllegalStateException("Cannot post to " + address.getHost(), cause);
    }
  }

  private static SendFailure unreachable(URI address, String why) {
    return new SendFailure(
        SendFailure.Kind.UNREACHABLE, "cannot reach %s: %s".formatted(address.getHost(), why));
  }

  /** The beginning of an answer, for people. */
  static String said(String body) {
    String line = PersonalNumbers.hide(body).replaceAll("\\s+", " ").strip();
    return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(200, line.length()));
  }
}
