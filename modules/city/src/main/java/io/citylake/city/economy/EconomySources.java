package io.citylake.city.economy;

import io.citylake.city.CitySource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the departments of this group send. */
public final class EconomySources {
  private EconomySources() {}

  public static List<CitySource> all() {
    return Stream.concat(Arrays.stream(ReferenceList.values()), departments()).toList();
  }

  private static Stream<CitySource> departments() {
    return Stream.of(
        new FirmRegister(),
        new FirmChangeLog(),
        new FirmReportFiles(),
        new AboveScaleFiles(),
        new OutputFiles(),
        new IndicatorFiles(),
        new ChainLinkFile(),
        new ChainFirmFile(),
        new ProjectStageFiles(),
        new AdmissionFiles(),
        new EnvironmentReviews(),
        new QualificationFiles());
  }
}
