package io.citylake.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.ServeSettings;
import io.citylake.contract.ServeSettings.Transport;
import io.citylake.contract.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.SqlGate;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.TableName;
import io.citylake.serve.LakeServer.Governance;
import io.citylake.serve.engine.Visibility;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLakeServerSpark {
  private static final Caller SYSTEM =
      new Caller("system", List.of("administrator"), null, Lane.CLI, "localhost");
  @TempDir private Path home;
  private ServeFixture lake;

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void isReadyOnceEveryPanelWasAskedAndServesANewReleaseOnceItIsWarm() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    SqlGate gate =
        (caller, question) -> {
          if (question.release().id() == 2 && caller.equals(SYSTEM)) {
            await(held);
          }
          return lake.gate.admit(caller, question);
        };
    try (LakeServer server = server(gate, "127.0.0.1", Transport.TLS_OR_LOOPBACK)) {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(server::ready);
      // Two panels; the one whose parameter has no default is asked with a null.
      assertThat(lake.gate.ends).containsExactly("answered 3", "answered 0");
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/data/air/all").body()).startsWith("{\"release\":1,");

      lake.release(2);
      Awaitility.await().until(() -> held.getCount() == 1);
      assertThat(get(server, "/api/v1/data/air/all").body()).startsWith("{\"release\":1,");
      held.countDown();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(get(server, "/api/v1/data/air/all").body())
                      .startsWith("{\"release\":2,"));
      assertThat(server.ready()).isTrue();
    }
  }

  @Test
  void refusesToListenBeyondLoopbackInTheClear() {
    assertThatThrownBy(() -> server(lake.gate, "0.0.0.0", Transport.TLS_OR_LOOPBACK))
        .isInstanceOf(CityLakeException.class)
        .hasMessage(
            "Cannot listen beyond loopback in the clear: give serve.tls a certificate and a key,"
                + " or say serve.insecure: true (serve.host=0.0.0.0)");
    try (LakeServer server = server(lake.gate, "0.0.0.0", Transport.INSECURE)) {
      assertThat(server.flightPort()).isPositive();
    }
  }

  private LakeServer server(SqlGate gate, String host, Transport transport) {
    ServeSettings serve = new ServeSettings(host, 0, 0, null, transport, DataSize.parse("16MB"));
    Settings plain = lake.workspace.settings();
    Settings settings =
        new Settings(
            plain.stateDir(),
            plain.catalog(),
            plain.warehouse(),
            plain.sourceRoots(),
            plain.zone(),
            plain.thresholds(),
            plain.caps(),
            plain.spark(),
            plain.hadoop(),
            null,
            serve);
    Governance governance =
        new Governance(gate, lake.logins, new Everything(), caller -> lake.limits, SYSTEM);
    return LakeServer.open(
        lake.workspace.withSettings(settings), governance, lake.releases(), Clock.systemUTC());
  }

  private static HttpResponse<String> get(LakeServer server, String path)
      throws IOException, InterruptedException {
    String login =
        Base64.getEncoder()
            .encodeToString(
                "ann:password-of-ann".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                .header("Authorization", "Basic " + login)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Everything implements Visibility {
    @Override
    public boolean shows(Caller caller, TableName table) {
      return true;
    }

    @Override
    public boolean shows(Caller caller, TableName table, String column) {
      return true;
    }
  }
}
