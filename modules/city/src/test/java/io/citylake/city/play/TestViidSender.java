package io.citylake.city.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a platform of another maker may answer. */
class TestViidSender {
  private static final String ASKED = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";

  private final Queue<Said> answers = new ArrayDeque<>();
  private HttpServer server;

  private record Said(int status, String challenge, String body) {}

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          Said said = answers.remove();
          if (!said.challenge().isEmpty()) {
            exchange.getResponseHeaders().set("WWW-Authenticate", said.challenge());
          }
          byte[] text = said.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(said.status(), text.length == 0 ? -1 : text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private FeedSender sender() {
    return new FeedWay.Viid(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "1", "1", "p")
        .open("x");
  }

  private static Said said(int... statuses) {
    StringBuilder body = new StringBuilder();
    for (int each : statuses) {
      body.append(body.isEmpty() ? "" : ",").append("{\"StatusCode\":%d}".formatted(each));
    }
    return new Said(200, "", "{\"ResponseStatusObject\":[%s]}".formatted(body));
  }

  @Test
  void aQuestionThatIsTooOldIsAnsweredAnew() throws Exception {
    answers.add(new Said(401, ASKED, ""));
    answers.add(new Said(401, ASKED + ", stale=TRUE", ""));
    answers.add(new Said(401, ASKED, ""));
    answers.add(said(0));
    answers.add(said(0));
    try (FeedSender sender = sender()) {
      assertThat(sender.send(List.of("{}")).taken()).isZero();
      assertThat(sender.send(List.of("{}")).taken()).isEqualTo(1);
      answers.add(new Said(401, "", ""));
      assertThat(sender.send(List.of("{}")).trouble()).contains("registered");
      answers.add(new Said(401, ASKED, ""));
      answers.add(new Said(401, ASKED + ", stale=false", ""));
      assertThatThrownBy(() -> sender.send(List.of("{}")))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("another password");
    }
  }

  @Test
  void onlyByStatusZeroIsARegistrationOrAnObjectTaken() throws Exception {
    answers.add(new Said(401, ASKED, ""));
    answers.add(said(1));
    try (FeedSender sender = sender()) {
      assertThat(sender.send(List.of("{}")).trouble()).contains("\"StatusCode\":1");
      answers.add(new Said(401, ASKED, ""));
      answers.add(said(0));
      answers.add(said(0, -7));
      assertThatThrownBy(() -> sender.send(List.of("{}", "{}")))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("it was answered 200");
    }
  }
}
