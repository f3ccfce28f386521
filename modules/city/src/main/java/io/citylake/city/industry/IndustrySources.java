package io.citylake.city.industry;

import io.citylake.city.CitySource;
import java.util.List;

/** What the departments of this group send. */
public final class IndustrySources {
  private IndustrySources() {}

  public static List<CitySource> all() {
    return List.of();
  }
}
