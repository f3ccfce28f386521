package io.citylake.serve.engine;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How much each of many holds of something, so that none holds all of it: a user of calls, an
 * address of connections. Safe for threads.
 */
public final class Shares {
  private final int most;
  private final ConcurrentMap<String, Integer> held = new ConcurrentHashMap<>();

  /**
   * @param most that each may hold
   */
  public Shares(int most) {
    this.most = most;
  }

  /** One more for somebody, unless he holds as many as he may. */
  public boolean tryTake(String who) {
    boolean[] taken = new boolean[1];
    held.compute(
        who,
        (each, present) -> {
          int now = present == null ? 0 : present;
          taken[0] = now < most;
          return taken[0] ? Integer.valueOf(now + 1) : present;
        });
    return taken[0];
  }

  public void giveBack(String who) {
    held.computeIfPresent(who, (each, present) -> present == 1 ? null : present - 1);
  }

  /**
   * One more call of a user.
   *
   * @return gives it back; any further time it does nothing
   * @throws CityLakeException LIMIT_EXCEEDED
   */
  public Runnable takeCall(String user) {
    if (!tryTake(user)) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot answer now: as many calls of yours are under way as may; try again when one has ended (most=%d)"
              .formatted(most));
    }
    AtomicBoolean given = new AtomicBoolean();
    return () -> {
      if (given.compareAndSet(false, true)) {
        giveBack(user);
      }
    };
  }
}
