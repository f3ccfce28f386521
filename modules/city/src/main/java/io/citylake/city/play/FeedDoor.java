package io.citylake.city.play;

import java.net.URI;

/**
 * Where a source is pushed to.
 *
 * @param live the job that loads what is pushed, as {@code theme.job}
 * @param key that the sender proves itself by; shown nowhere
 */
public record FeedDoor(PlayedSource source, String live, URI address, String key) {
  @Override
  public String toString() {
    return source.job() + " to " + address;
  }
}
