package io.citylake.city.mobility;

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
import java.util.List;

/** The operator's list of stations: UTF-8. */
final class StationFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "rail_transit.stations";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    List<Station> stations = Station.ALL;
    try (Sheet sheet = landing.sheet("rail_transit/stations/车站.csv", SheetStyle.UTF_8, count)) {
      sheet.header("车站编码", "车站名称", "线路编码", "线路名称", "站序", "街道代码", "经度", "纬度");
      for (int i = 0; i < stations.size(); i++) {
        Station station = stations.get(i);
        sheet.row(
            Dirt.none(),
            part.dice("station", i),
            station.code(),
            station.name(),
            station.line().name(),
            station.line().zh(),
            Integer.toString(station.order()),
            station.street().code(),
            Amount.degrees(station.lon()),
            Amount.degrees(station.lat()));
      }
    }
  }
}
