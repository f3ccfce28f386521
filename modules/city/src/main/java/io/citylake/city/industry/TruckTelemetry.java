package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;

/** What the trucks' terminals send of a day, from switching on to switching off. */
final class TruckTelemetry implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int A_TRUCK_AND_DAY = 219;

  @Override
  public String job() {
    return "hydrogen_fleet.telemetry";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "hydrogen_fleet/telemetry/%s.ndjson".formatted(part.day());
    int each = part.request().scaled(A_TRUCK_AND_DAY, 4);
    try (Lines lines = landing.lines(file, count)) {
      TruckDay day = new TruckDay(part, each, lines, count);
      for (int i = 0; i < Truck.COUNT; i++) {
        day.write(Truck.of(part.seed(), i));
      }
      day.end();
    }
  }
}
