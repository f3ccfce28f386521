package io.citylake.receive.http;

import io.citylake.contract.feed.Viid;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.viid.Registrations;
import java.util.Set;
import java.util.function.LongSupplier;

/** The platforms and devices that push to one feed, and which of them are registered. */
final class FeedPlatforms {
  private static final int SHORTEST = 8;

  private final Viid declared;
  private final Registrations registrations;

  /**
   * @throws CityLakeException PLATFORM_PASSWORD_WEAK
   */
  FeedPlatforms(String feed, Viid declared, LongSupplier nanos) {
    this.declared = declared;
    this.registrations = new Registrations(declared.lapse(), nanos);
    declared
        .platforms()
        .forEach(
            (id, login) -> {
              if (login.password().reveal().length() < SHORTEST) {
                throw new CityLakeException(
                    ErrorCode.PLATFORM_PASSWORD_WEAK,
                    "Cannot receive for feed %s: the password of platform %s has fewer than %d characters"
                        .formatted(feed, id, SHORTEST));
              }
            });
  }

  Set<String> ids() {
    return declared.platforms().keySet();
  }

  Viid.Login login(String id) {
    return declared.platforms().get(id);
  }

  Registrations registrations() {
    return registrations;
  }
}
