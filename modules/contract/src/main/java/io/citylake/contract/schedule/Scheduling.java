package io.citylake.contract.schedule;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment says of schedules.
 *
 * @param standard of jobs for which neither they nor their themes say one; null for none
 * @param pools how many runs each pool lets go at once
 */
public record Scheduling(@Nullable Schedule standard, Map<String, Integer> pools) {
  public Scheduling {
    pools = Collections.unmodifiableMap(new TreeMap<>(pools));
  }

  public static Scheduling none() {
    return new Scheduling(null, Map.of());
  }
}
