package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Device;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;

/**
 * Device messages as the gateway collects them, one JSON object a line and one file an hour. Some
 * clocks are wrong or stand at 1970, some values are stuck, some devices fall silent, some messages
 * come twice or late.
 */
final class ReadingFiles implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "iot_sensing.readings";
  }

  @Override
  public Cut cut() {
    return Cut.HOUR;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    int hour = part.from().getHour();
    String name = "iot_sensing/readings/%s/readings-%02d.ndjson".formatted(part.day(), hour);
    try (Lines lines = landing.lines(name, count)) {
      ReadingHour readings = new ReadingHour(part, lines, count);
      for (int i = 0; i < Device.COUNT; i++) {
        readings.write(i);
      }
      readings.end();
    }
    if (hour == 0) {
      SensingFindings.plant(part, count);
    }
  }
}
