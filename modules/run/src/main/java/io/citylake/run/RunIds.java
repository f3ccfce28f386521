package io.citylake.run;

import io.citylake.model.RunId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Names runs, each with a name that no other has. Any number of threads may use it. */
public final class RunIds {
  private final Clock clock;
  private final RandomGenerator random;

  private RunIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public static RunIds of(Clock clock) {
    return new RunIds(clock, new SecureRandom());
  }

  /** The name of a run that begins now. */
  public RunId next() {
    return RunId.create(clock.instant(), random);
  }
}
