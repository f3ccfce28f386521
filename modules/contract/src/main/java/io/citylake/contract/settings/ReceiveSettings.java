package io.citylake.contract.settings;

import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.contract.settings.ServeSettings.Transport;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How {@code citylake receive} listens.
 *
 * @param host the address to listen at; loopback unless stated
 * @param httpPort of HTTP push
 * @param healthPort of health and metrics alone, on loopback
 * @param tls null for none, which is for loopback only
 * @param transport what holds where there is no TLS
 * @param bodyTime within which a request's body must have come, and the head of a connection's
 *     first
 * @param connections how many senders may be connected at once
 * @param mqttPort of devices that publish by MQTT
 * @param mqttAuthorities a PEM file with who signs devices' certificates; null for nobody
 */
public record ReceiveSettings(
    String host,
    int httpPort,
    int healthPort,
    @Nullable Tls tls,
    Transport transport,
    Duration bodyTime,
    int connections,
    int mqttPort,
    @Nullable Path mqttAuthorities) {

  public static ReceiveSettings standard() {
    return new ReceiveSettings(
        "127.0.0.1",
        32014,
        32015,
        null,
        Transport.TLS_OR_LOOPBACK,
        Duration.ofSeconds(30),
        10_000,
        32017,
        null);
  }
}
