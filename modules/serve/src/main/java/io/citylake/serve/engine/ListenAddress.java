package io.citylake.serve.engine;

import io.citylake.contract.settings.ServeLimits;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, and how.
 *
 * @param port 0 for any that is free
 * @param keys of TLS; null for none
 * @param zone of the times that it answers
 * @param patience with a client that neither reads nor writes
 * @param limits what clients may take
 */
public record ListenAddress(
    String host,
    int port,
    @Nullable ServerKeys keys,
    ZoneId zone,
    Duration patience,
    ServeLimits limits) {

  /** The same at another port. */
  public ListenAddress at(int other) {
    return new ListenAddress(host, other, keys, zone, patience, limits);
  }
}
