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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestFeedSender {
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] text = "the spool is shut".getBytes(StandardCharsets.UTF_8);
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

  private Optional<FeedSender.Trouble> send() throws InterruptedException {
    URI address = URI.create("http://127.0.0.1:%d/api".formatted(server.getAddress().getPort()));
    return new FeedSender(new FeedDoor(PlayedSource.all().get(0), "a.live", address, "key"))
        .send(List.of("{}"));
  }

  @Test
  void saysWhyWhatIsSentAgainWasNotTaken() throws InterruptedException {
    assertThat(send()).isEmpty();
    status = 503;
    assertThat(send().orElseThrow().reason()).isEqualTo("it was answered 503 the spool is shut");
    server.stop(0);
    assertThat(send().orElseThrow().reason()).startsWith("no answer from http://127.0.0.1:");
  }

  @Test
  void endsWhereTlsFailsWhichSendingAgainDoesNotMend() throws IOException {
    server.stop(0);
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answerInPlainText(plain));
      answering.start();
      URI address = URI.create("https://127.0.0.1:%d/api".formatted(plain.getLocalPort()));
      FeedSender sender =
          new FeedSender(new FeedDoor(PlayedSource.all().get(0), "a.live", address, "key"));
      assertThatThrownBy(() -> sender.send(List.of("{}")))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("its certificate isn't accepted");
    }
  }

  private static void answerInPlainText(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      socket.getOutputStream().flush();
      // Until the other side has gone.
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
