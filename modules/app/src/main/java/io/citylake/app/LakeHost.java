package io.citylake.app;

import io.citylake.contract.settings.Environment;
import io.citylake.run.Cancellation;
import io.citylake.run.session.SparkStarter;
import java.time.Clock;

/**
 * What the process that a lake lives in gives it.
 *
 * @param cancellation ends what each of its lakes does
 */
public record LakeHost(
    Environment environment, Clock clock, SparkStarter spark, Cancellation cancellation) {
  /** One whose lakes are cancelled one by one. */
  public LakeHost(Environment environment, Clock clock, SparkStarter spark) {
    this(environment, clock, spark, new Cancellation());
  }
}
