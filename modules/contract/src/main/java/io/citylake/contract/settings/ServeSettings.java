package io.citylake.contract.settings;

import io.citylake.model.DataSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How {@code citylake serve} listens.
 *
 * @param host the address to listen at; loopback unless stated
 * @param flightPort of Arrow Flight SQL
 * @param httpPort of HTTP
 * @param tls null for none, which is for loopback only
 * @param transport what holds where there is no TLS
 * @param healthPort of health and metrics alone
 * @param cache how many bytes of answers are kept in memory
 * @param limits what clients may take of the servers
 * @param results what is kept of answers for those who page through them
 */
public record ServeSettings(
    String host,
    int flightPort,
    int httpPort,
    int healthPort,
    @Nullable Tls tls,
    Transport transport,
    DataSize cache,
    ServeLimits limits,
    ResultSettings results) {
  private static final DataSize CACHE = DataSize.parse("256MB");

  /** With the standard room for results. */
  public ServeSettings(
      String host,
      int flightPort,
      int httpPort,
      int healthPort,
      @Nullable Tls tls,
      Transport transport,
      DataSize cache,
      ServeLimits limits) {
    this(
        host,
        flightPort,
        httpPort,
        healthPort,
        tls,
        transport,
        cache,
        limits,
        ResultSettings.standard());
  }

  /** PEM files: the chain of certificates, and the private key. */
  public record Tls(Path certificate, Path key) {}

  /** Whether passwords and rows may go over a network in the clear. */
  public enum Transport {
    TLS_OR_LOOPBACK,
    INSECURE
  }

  public static ServeSettings standard() {
    return new ServeSettings(
        "127.0.0.1",
        32010,
        32011,
        32012,
        null,
        Transport.TLS_OR_LOOPBACK,
        CACHE,
        ServeLimits.standard());
  }
}
