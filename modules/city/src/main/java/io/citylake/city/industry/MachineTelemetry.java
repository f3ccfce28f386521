package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;

/**
 * What machines report of the window before each message: a file a day, with some messages of the
 * day before, some that come twice and some that are broken.
 */
final class MachineTelemetry implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int A_MACHINE_AND_DAY = 410;

  @Override
  public String job() {
    return "industrial_internet.telemetry";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "industrial_internet/telemetry/%s.ndjson".formatted(part.day());
    int each = part.request().scaled(A_MACHINE_AND_DAY, 2);
    try (Lines lines = landing.lines(file, count)) {
      MachineDay day = new MachineDay(part, each, lines, count);
      for (int machine = 0; machine < Machine.COUNT; machine++) {
        day.write(Machine.of(part.seed(), machine));
      }
      day.end();
    }
  }
}
