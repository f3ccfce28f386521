package io.citylake.serve.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the servers prove themselves by: the certificate and key as their files have them now. A
 * renewed pair counts for connections that begin a few seconds later; one that doesn't go together,
 * as while only one file is there yet, doesn't. Safe for threads.
 */
public final class ServerKeys extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServerKeys.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Tls tls;
  private final Clock clock;

  /** By alias: a handshake asks for its certificate and its key one after the other. */
  private final Map<String, PemKeys> known = new ConcurrentHashMap<>();

  @GuardedBy("this")
  private long generation;

  @GuardedBy("this")
  private Instant looked;

  @GuardedBy("this")
  private List<Object> stamp;

  private ServerKeys(Tls tls, Clock clock) {
    this.tls = tls;
    this.clock = clock;
    this.looked = clock.instant();
    this.stamp = stamp(tls);
    this.known.put(alias(0), PemKeys.read(tls, clock.instant()));
  }

  /**
   * Reads them.
   *
   * @throws CityLakeException SETTING_INVALID where they can't be used
   */
  public static ServerKeys open(Tls tls, Clock clock) {
    return new ServerKeys(tls, clock);
  }

  /** Where they are. */
  public Tls files() {
    return tls;
  }

  /** For a server that asks for no certificates: it would believe none. */
  public SSLContext context() {
    // Not null, which stands for the authorities that Java knows.
    return context(new TrustManager[0]);
  }

  /**
   * For a server that lets clients prove themselves by certificates.
   *
   * @param clients who signs them; where there is none, no certificate is believed
   */
  public SSLContext context(TrustManager[] clients) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, clients, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot use TLS", e);
    }
  }

  private static String alias(long generation) {
    return "citylake-" + generation;
  }

  private static List<Object> stamp(Tls tls) {
    try {
      return List.of(
          Files.getLastModifiedTime(tls.certificate()),
          Files.size(tls.certificate()),
          Files.getLastModifiedTime(tls.key()),
          Files.size(tls.key()));
    } catch (IOException e) {
      return List.of();
    }
  }

  private synchronized String current() {
    Instant now = clock.instant();
    // Also where the clock was set back since.
    if (looked.plus(LOOK_EVERY).isBefore(now) || now.isBefore(looked)) {
      looked = now;
      List<Object> found = stamp(tls);
      if (!found.equals(stamp)) {
        stamp = found;
        renew(now);
      }
    }
    return alias(generation);
  }

  @GuardedBy("this")
  private void renew(Instant now) {
    try {
      PemKeys read = PemKeys.read(tls, now);
      known.put(alias(generation + 1), read);
      known.remove(alias(generation - 1));
      generation++;
      LOG.info("The certificate was renewed; it holds until {}", read.chain().get(0).getNotAfter());
    } catch (CityLakeException e) {
      LOG.warn("The certificate stays as it was: {}", e.getMessage());
    }
  }

  private @Nullable String chosen(String keyType) {
    String alias = current();
    PemKeys keys = known.get(alias);
    return keys != null && keys.key().getAlgorithm().equals(keyType) ? alias : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chosen(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chosen(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chosen(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    PemKeys keys = known.get(alias);
    return keys == null ? null : keys.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    PemKeys keys = known.get(alias);
    return keys == null ? null : keys.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
