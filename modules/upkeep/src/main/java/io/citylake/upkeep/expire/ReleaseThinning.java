package io.citylake.upkeep.expire;

import io.citylake.upkeep.UpkeepPolicy.Releases;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which releases are given up: all stay for a while, then the last of each hour, then the last of
 * each day in the business's zone, and none of those that are older than it is said. The latest
 * always stays, and one from the future, which a clock that was wrong may have made.
 */
public final class ReleaseThinning {
  private ReleaseThinning() {}

  /**
   * Those that nobody can ask for any more.
   *
   * @param releases when each was made
   */
  public static SortedSet<Long> superfluous(
      NavigableMap<Long, Instant> releases, Releases policy, Instant now, ZoneId zone) {
    SortedSet<Long> superfluous = new TreeSet<>();
    Set<ZonedDateTime> kept = new HashSet<>();
    boolean latest = true;
    // The newest first: of each hour or day it is the last that stays.
    for (Map.Entry<Long, Instant> each : releases.descendingMap().entrySet()) {
      Instant at = each.getValue();
      if (!latest && at.isBefore(now.minus(policy.all()))) {
        ChronoUnit unit =
            at.isBefore(now.minus(policy.hourly())) ? ChronoUnit.DAYS : ChronoUnit.HOURS;
        Duration daily = policy.daily();
        boolean over = daily != null && at.isBefore(now.minus(daily));
        if (over || !kept.add(at.atZone(zone).truncatedTo(unit))) {
          superfluous.add(each.getKey());
        }
      }
      latest = false;
    }
    return superfluous;
  }
}
