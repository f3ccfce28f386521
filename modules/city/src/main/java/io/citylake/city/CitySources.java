package io.citylake.city;

import io.citylake.city.economy.EconomySources;
import io.citylake.city.enterprise.EnterpriseSources;
import io.citylake.city.environment.EnvironmentSources;
import io.citylake.city.industry.IndustrySources;
import io.citylake.city.mobility.MobilitySources;
import io.citylake.city.people.PeopleSources;
import java.util.List;
import java.util.stream.Stream;

/** All departments' sources. */
public final class CitySources {
  private CitySources() {}

  /** In an order of no meaning. */
  public static List<CitySource> all() {
    return Stream.of(
            EconomySources.all(),
            EnterpriseSources.all(),
            IndustrySources.all(),
            EnvironmentSources.all(),
            PeopleSources.all(),
            MobilitySources.all())
        .flatMap(List::stream)
        .toList();
  }
}
