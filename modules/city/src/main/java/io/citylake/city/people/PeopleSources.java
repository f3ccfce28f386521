package io.citylake.city.people;

import io.citylake.city.CitySource;
import java.util.List;

/** What the departments of this group send. */
public final class PeopleSources {
  private PeopleSources() {}

  public static List<CitySource> all() {
    return List.of(
        new ResidentFile(),
        new FloatingFile(),
        new HotlineFiles(),
        new CommunityFile(),
        new RegistrationFile(),
        new CommunityEventFiles(),
        new ServiceItemFile(),
        new ServiceCaseTable(),
        new ReviewFiles(),
        new VerifierFile(),
        new ProofFiles());
  }
}
