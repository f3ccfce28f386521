package io.citylake.contract.settings;

import java.time.Duration;

/**
 * What clients may take of the servers, whoever they are; what a statement may take is their
 * roles'.
 *
 * @param bodyTime within which a request's body, or what a client puts, has come
 * @param connectionsPerAddress that one address may hold, of each protocol
 * @param callsPerUser requests of one user at once, over all protocols
 * @param puts of all users at once: parameters that are bound, statements without an answer
 */
public record ServeLimits(
    Duration bodyTime, int connectionsPerAddress, int callsPerUser, int puts) {

  public static ServeLimits standard() {
    return new ServeLimits(Duration.ofSeconds(10), 256, 48, 16);
  }
}
