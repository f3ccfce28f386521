package io.citylake.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.serve.ServeFixture;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client of HTTP would send: byte by byte. */
class TestHttpWireSpark {
  private static final String CHUNKED =
      "POST /api/v1/sql HTTP/1.1\r\nHost: lake\r\nAuthorization: Basic "
          + Base64.getEncoder()
              .encodeToString("ann:password-of-ann".getBytes(StandardCharsets.UTF_8))
          + "\r\nTransfer-Encoding: chunked\r\n\r\n";

  @TempDir private static Path home;
  private static ServeFixture lake;

  @BeforeAll
  static void open() {
    lake = ServeFixture.open(home);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  /** CVE-2026-2332: what a proxy takes for the rest of a body was another request here. */
  @ParameterizedTest
  @ValueSource(strings = {"1;ext=\"val\r\nX\r\n", "1;ext\nX\r\n"})
  void readsNoRequestOutOfAChunkExtension(String chunk) throws IOException {
    String answer = send(CHUNKED + chunk + "0\r\n\r\nGET /health HTTP/1.1\r\nHost: lake\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
    assertThat(answer).doesNotContain("ready");
  }

  @Test
  void readsAChunkExtensionThatHidesNothing() throws IOException {
    String body = "{\"sql\": \"SELECT 1 AS a\"}";
    String last = "GET /health HTTP/1.1\r\nHost: lake\r\nConnection: close\r\n\r\n";
    String answer =
        send(
            CHUNKED
                + Integer.toHexString(body.length())
                + ";ext=\"val\"\r\n"
                + body
                + "\r\n0\r\n\r\n"
                + last);
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("[{\"a\":1}]", "ready");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /<b> HTTP/1.1~~|400|Bad Request",
        "GET /health HTTP/1.1~Host: lake~Content-Length: 1~Content-Length: 2~~|400|Bad Request",
        "GET /api/v1/..;/health HTTP/1.1~Host: lake~Connection: close~~|400|Bad Request",
        "POST /api/v1/sql HTTP/1.1~Host: lake~Expect: <b>~~|417|Expectation Failed"
      })
  void answersBrokenHttpLikeEveryOtherFailure(String request, int status, String reason)
      throws IOException {
    String answer = send(request.replace("~", "\r\n"));
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("Content-Type: application/json", "X-Content-Type-Options: nosniff")
        .endsWith("{\"code\":\"CL1001\",\"message\":\"Cannot read the request: " + reason + "\"}")
        .doesNotContainIgnoringCase("jetty", "<b>", "Server:");
  }

  /** Until the server ends the connection. */
  private static String send(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", lake.http())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
