package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that is away, slow, or has a new key. */
class TestProviderKeys {
  private static final Duration KEEP = Duration.ofHours(2);

  private final HandClock clock = new HandClock("2026-03-01T00:00:00Z");
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private ProviderKeys keys;
  private volatile Answering answering;

  /** What the provider does. */
  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void opens() throws IOException, JOSEException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          answering.answer(exchange);
          exchange.close();
        });
    server.start();
    answering = holding("one");
    keys =
        new ProviderKeys(
            KeyAddress.of("http://127.0.0.1:%d/keys".formatted(server.getAddress().getPort())),
            KEEP,
            ProviderKeys.client(null),
            clock);
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void keepsTheLastKeysForTheStatedTime() throws Exception {
    assertThat(has("one")).isTrue();
    answering = exchange -> exchange.sendResponseHeaders(503, -1);
    clock.forward(KEEP);
    assertThat(has("one")).isTrue();
    Awaitility.await().until(() -> asked.get() >= 2);

    clock.forward(Duration.ofSeconds(6));
    assertThatThrownBy(() -> has("one"))
        .isInstanceOf(KeySourceException.class)
        .hasMessageContaining("can't be read: it answers 503");
    answering = holding("one");
    clock.forward(Duration.ofSeconds(6));
    assertThat(has("one")).isTrue();
  }

  @Test
  void readsThemAnewThoughTheClockWasSetBack() throws Exception {
    assertThat(has("one")).isTrue();
    answering = holding("two");
    clock.forward(Duration.ofHours(-2));
    assertThat(has("two")).isFalse();
    clock.forward(Duration.ofSeconds(6));

    assertThat(has("two")).isTrue();
  }

  @Test
  void looksSeldomForKeysThatNobodyHasAndSoonForANewOne() throws Exception {
    assertThat(has("one")).isTrue();
    for (int i = 0; i < 500; i++) {
      assertThat(has("made up " + i)).isFalse();
    }
    assertThat(asked.get()).isEqualTo(1);
    answering = holding("two");
    clock.forward(Duration.ofSeconds(6));

    assertThat(has("two")).isTrue();
    assertThat(asked.get()).isEqualTo(2);
  }

  @Test
  void waitsForNoKeySetThatDripsOrNeverEnds() throws Exception {
    answering =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          for (int i = 0; i < 600; i++) {
            out.write(' ');
            out.flush();
            drip();
          }
        };
    long start = System.nanoTime();
    assertThatThrownBy(() -> has("one")).hasMessageContaining("it takes longer than 3 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));

    answering =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[ProviderKeys.MOST_BYTES + 1]);
        };
    clock.forward(Duration.ofSeconds(6));
    assertThatThrownBy(() -> has("one")).hasMessageContaining("it has more than 262144 bytes");
  }

  private static void drip() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean has(String id) throws KeySourceException {
    return !keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null).isEmpty();
  }

  private static Answering holding(String id) throws JOSEException {
    byte[] set =
        new JWKSet(new ECKeyGenerator(Curve.P_256).keyID(id).generate().toPublicJWK())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.sendResponseHeaders(200, set.length);
      exchange.getResponseBody().write(set);
    };
  }
}
