package io.citylake.serve;

import io.citylake.model.CityLakeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what is refused by its code, of which there are some dozens. */
final class Refusals {
  private Refusals() {}

  static void count(MeterRegistry registry, CityLakeException refusal) {
    Counter.builder("citylake.refusals")
        .description("Statements and logins refused, by the code of the error")
        .tag("code", refusal.code().label())
        .register(registry)
        .increment();
  }
}
