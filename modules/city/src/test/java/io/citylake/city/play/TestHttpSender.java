package io.citylake.city.play;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestHttpSender {
  private HttpServer server;
  private volatile int status = 200;
  private volatile String wait = "";
  private volatile String body = "{\"stored\":1}";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] text = body.getBytes(StandardCharsets.UTF_8);
          if (!wait.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", wait);
          }
          exchange.sendResponseHeaders(status, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private static HttpSender sender(URI address) {
    return new HttpSender(new FeedWay.Http(address, "key"), "a.b");
  }

  private FeedSender.Answer send() throws InterruptedException {
    return sender(URI.create("http://127.0.0.1:%d/api".formatted(server.getAddress().getPort())))
        .send(List.of("{}"));
  }

  @Test
  void saysWhyWhatIsSentAgainWasNotTaken() throws InterruptedException {
    assertThat(send()).isEqualTo(FeedSender.Answer.all(1));
    status = 503;
    body = "the spool is shut";
    assertThat(send().trouble()).isEqualTo("it was answered 503 the spool is shut");
    server.stop(0);
    assertThat(send().trouble()).startsWith("no answer from http://127.0.0.1:");
    assertThat(send().taken()).isZero();
  }

  @Test
  void waitsAsLongAsItIsAskedToAndAMinuteAtMost() throws InterruptedException {
    status = 503;
    for (Map.Entry<String, Duration> each :
        Map.of(
                "7",
                Duration.ofSeconds(7),
                "86400",
                Duration.ofMinutes(1),
                "0",
                FeedSender.PAUSE,
                "Fri, 31 Dec 2027 23:59:59 GMT",
                FeedSender.PAUSE)
            .entrySet()) {
      wait = each.getKey();
      assertThat(send().pause()).as(wait).isEqualTo(each.getValue());
    }
  }

  /** What was stored is what counts, not that something was answered. */
  @Test
  void endsWhereAnotherNumberIsStoredThanWasSent() {
    for (String each : List.of("{\"stored\":0}", "{\"stored\":2}", "{}", "<html>")) {
      body = each;
      assertThatThrownBy(this::send)
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("of 1 messages that were sent it");
    }
  }

  @Test
  void endsWhereTlsFailsWhichSendingAgainDoesNotMend() throws IOException {
    server.stop(0);
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answerInPlainText(plain));
      answering.start();
      URI address = URI.create("https://127.0.0.1:%d/api".formatted(plain.getLocalPort()));
      HttpSender sender = sender(address);
      assertThatThrownBy(() -> sender.send(List.of("{}")))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("its certificate isn't accepted");
    }
  }

  private static void answerInPlainText(ServerSocket server) {
    try (Socket socket = server.accept()) {
      // As a server that waits for a request: the handshake has begun.
      assertThat(socket.getInputStream().read()).isNotNegative();
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      socket.getOutputStream().flush();
      // Until the other side has gone.
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
