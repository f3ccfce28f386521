package io.citylake.serve;

import io.citylake.govern.Caller;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** Times logins by password and by token, and counts what is refused by its code. */
final class TimedAuthenticator implements Authenticator {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final Authenticator authenticator;
  private final MeterRegistry registry;

  TimedAuthenticator(Authenticator authenticator, MeterRegistry registry) {
    this.authenticator = authenticator;
    this.registry = registry;
  }

  @Override
  public Caller login(String user, char[] password, String address) {
    return timed("password", () -> authenticator.login(user, password, address));
  }

  @Override
  public Caller verify(String bearer, String address) {
    return timed("token", () -> authenticator.verify(bearer, address));
  }

  @Override
  public String token(Caller caller) {
    return authenticator.token(caller);
  }

  private Caller timed(String by, Supplier<Caller> login) {
    long start = System.nanoTime();
    String outcome = "refused";
    try {
      Caller caller = login.get();
      outcome = "entered";
      return caller;
    } catch (CityLakeException e) {
      Refusals.count(registry, e);
      throw e;
    } finally {
      Timer.builder("citylake.logins")
          .description("Logins, by password or token")
          .tag("by", by)
          .tag("outcome", outcome)
          .serviceLevelObjectives(BOUNDS)
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
