package io.citylake.govern.user;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.citylake.model.ForwardClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An identity provider's keys, of its address. They are read again after five minutes, and where a
 * token names one that isn't among them, each few seconds at most, whoever sends such tokens. Where
 * they can't be read the last ones hold for a stated time. One reading takes a few seconds and 256
 * KB at most. Safe for threads.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {
  static final Duration PATIENCE = Duration.ofSeconds(3);
  static final Duration AT_MOST_EVERY = Duration.ofSeconds(5);
  static final int MOST_BYTES = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final KeyAddress address;
  private final Duration keep;
  private final HttpClient client;
  private final Clock clock;
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private final ReentrantLock reading = new ReentrantLock();

  @GuardedBy("reading")
  private Instant tried = Instant.EPOCH;

  private volatile @Nullable Found found;
  private volatile @Nullable String failure;

  /**
   * @param keep how long the last keys hold
   */
  ProviderKeys(KeyAddress address, Duration keep, HttpClient client, Clock clock) {
    this.address = address;
    this.keep = keep;
    this.client = client;
    this.clock = ForwardClock.of(clock);
  }

  /**
   * @param certificates whom to trust; null for the JVM's authorities
   */
  static HttpClient client(@Nullable Path certificates) {
    return HttpClient.newBuilder()
        .connectTimeout(PATIENCE)
        .sslContext(TrustedCertificates.context(certificates))
        .build();
  }

  /** A set and when it was read. */
  private record Found(JWKSet set, Instant at) {}

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    Found known = held();
    if (known == null) {
      refresh();
      known = held();
    } else if (isOlder(known, FRESH)) {
      refreshBeside();
    }
    if (known == null) {
      throw new KeySourceException(
          "the key set at %s can't be read: %s".formatted(address, failure));
    }
    List<JWK> keys = selector.select(known.set());
    if (keys.isEmpty()) {
      // A new key of the provider's, or one that somebody made up.
      refresh();
      Found newer = held();
      keys = newer == null || newer.at().equals(known.at()) ? keys : selector.select(newer.set());
    }
    return keys;
  }

  private @Nullable Found held() {
    Found last = found;
    return last == null || isOlder(last, keep) ? null : last;
  }

  private boolean isOlder(Found known, Duration age) {
    return known.at().plus(age).isBefore(clock.instant());
  }

  private void refreshBeside() {
    if (refreshing.compareAndSet(false, true)) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  refresh();
                } finally {
                  refreshing.set(false);
                }
              },
              "citylake-provider-keys");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Reads them, unless that was tried a moment ago. */
  private void refresh() {
    reading.lock();
    try {
      Instant now = clock.instant();
      if (tried.plus(AT_MOST_EVERY).isAfter(now)) {
        return;
      }
      tried = now;
      found = new Found(fetch(), now);
      if (failure != null) {
        LOG.info("The key set of the identity provider can be read again ({})", address);
      }
      failure = null;
    } catch (IOException | ParseException | IllegalArgumentException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      if (failure == null) {
        LOG.warn(
            "The key set of the identity provider can't be read: {} ({}); the last one holds for"
                + " {}",
            why,
            address,
            keep);
      }
      failure = why;
    } finally {
      reading.unlock();
    }
  }

  private JWKSet fetch() throws IOException, ParseException {
    return JWKSet.parse(read(address.find(this::read)));
  }

  private String read(URI place) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(place).timeout(PATIENCE).build(), info -> new Bounded());
    try {
      // The request's own time ends with the headers, and a body may drip for ever.
      HttpResponse<byte[]> got = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (got.statusCode() != 200) {
        throw new IOException("it answers " + got.statusCode());
      }
      return new String(got.body(), StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("it takes longer than %d s".formatted(PATIENCE.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() == null || e.getCause().getMessage() == null
              ? String.valueOf(e.getCause())
              : e.getCause().getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** A body up to its bound. */
  private static final class Bounded implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        byte[] some = new byte[part.remaining()];
        part.get(some);
        bytes.writeBytes(some);
      }
      if (bytes.size() > MOST_BYTES && subscription != null) {
        subscription.cancel();
        body.completeExceptionally(
            new IOException("it has more than %d bytes".formatted(MOST_BYTES)));
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
