package io.citylake.contract.schedule;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment says of schedules.
 *
 * @param standard of jobs for which neither they nor their themes say one; null for none
 * @param timeout of one run of a task for which neither it nor its theme says one; null for none
 * @param pools what runs share, by name
 */
public record Scheduling(
    @Nullable Schedule standard, @Nullable Duration timeout, Map<String, Pool> pools) {
  public Scheduling {
    pools = Collections.unmodifiableMap(new TreeMap<>(pools));
  }

  public static Scheduling none() {
    return new Scheduling(null, null, Map.of());
  }
}
