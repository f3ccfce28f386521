package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The list of air stations: GB18030. */
final class AirStationFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "air_quality.stations";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("air_quality/stations/空气站台账.csv", SheetStyle.GB18030, count)) {
      sheet.header("站点编码", "站点名称", "控制级别", "街道代码", "经度", "纬度");
      for (AirStation station : AirStation.ALL) {
        sheet.row(
            Dirt.none(),
            part.dice("air-station", station.index()),
            station.code(),
            station.name(),
            station.control(),
            station.street().code(),
            Amount.degrees(station.lon()),
            Amount.degrees(station.lat()));
      }
    }
  }
}
