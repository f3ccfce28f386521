package io.citylake.city.economy;

import io.citylake.city.CitySource;
import java.util.List;

/** What the departments of this group send. */
public final class EconomySources {
  private EconomySources() {}

  public static List<CitySource> all() {
    return List.of(
        new FirmRegister(), new AboveScaleFiles(), new OutputFiles(), new IndicatorFiles());
  }
}
