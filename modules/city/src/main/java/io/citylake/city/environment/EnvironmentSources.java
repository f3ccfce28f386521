package io.citylake.city.environment;

import io.citylake.city.CitySource;
import java.util.List;

/** What the departments of this group send. */
public final class EnvironmentSources {
  private EnvironmentSources() {}

  public static List<CitySource> all() {
    return List.of(
        new GridCellFile(),
        new AirStationFile(),
        new EmissionSourceFile(),
        new AirHours(),
        new FacilityFile(),
        new GaugeLevels(),
        new PumpStates(),
        new PumpCommands(),
        new RoutePointFile(),
        new PatrolTracks(),
        new PatrolFindings(),
        new ResourceFile(),
        new IncidentRegister(),
        new DispatchFiles(),
        new CaseClassFile(),
        new CaseRegister());
  }
}
