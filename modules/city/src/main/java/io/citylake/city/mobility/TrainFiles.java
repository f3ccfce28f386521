package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.time.format.DateTimeFormatter;

/** What the dispatching system exports of a day's trains: UTF-16, times of day alone. */
final class TrainFiles implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "rail_transit.trains";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    String file = "rail_transit/trains/列车运行_" + day + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.UTF_16, count)) {
      sheet.header("运行日期", "车次", "线路编码", "方向", "车站编码", "到站", "离站", "离站载客", "定员", "计划间隔（秒）");
      TrainDay trains = new TrainDay(part, sheet, count);
      for (Station.Line line : Station.Line.values()) {
        for (Station.Direction direction : Station.Direction.values()) {
          trains.write(line, direction);
        }
      }
    }
  }
}
