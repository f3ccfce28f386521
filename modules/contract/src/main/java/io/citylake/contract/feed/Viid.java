package io.citylake.contract.feed;

import io.citylake.model.Secret;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who pushes to a feed as the lower side of GA/T 1400: video image information databases and
 * devices.
 *
 * @param platforms by what they say as User-Identify; each is of one feed only
 * @param lapse how long a registration holds without a request
 */
public record Viid(SortedMap<String, Login> platforms, Duration lapse) {
  public Viid {
    platforms = Collections.unmodifiableSortedMap(new TreeMap<>(platforms));
  }

  /** What one registers with. */
  public record Login(String user, Secret password) {}
}
