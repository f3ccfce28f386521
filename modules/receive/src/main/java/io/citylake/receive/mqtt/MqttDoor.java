package io.citylake.receive.mqtt;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where devices connect to.
 *
 * @param port 0 for any that is free
 * @param tls null for none; it asks devices for certificates where it knows who signs them
 * @param packetTime within which a device must have logged in, and each packet must have come
 * @param connections how many may be open at once
 */
public record MqttDoor(
    String host, int port, @Nullable SSLContext tls, Duration packetTime, int connections) {
  /** The same, for so many connections. */
  public MqttDoor withConnections(int most) {
    return new MqttDoor(host, port, tls, packetTime, most);
  }
}
