package io.citylake.receive.http;

import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where senders push to.
 *
 * @param port 0 for any that is free
 * @param tls null for none
 * @param bodyTime within which a request's body must have come, and a new connection's head
 * @param connections how many may be open at once
 * @param clock by whose zone platforms are told the local time
 */
public record PushDoor(
    String host,
    int port,
    @Nullable SSLContext tls,
    Duration bodyTime,
    int connections,
    Clock clock) {}
