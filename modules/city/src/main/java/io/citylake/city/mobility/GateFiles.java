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

/** Gate records of a day, an entry and an exit for each ride: GB18030. */
final class GateFiles implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "rail_transit.gates";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    int all = part.request().scaled(50_000, 150);
    int rides = Road.weekend(part.day()) ? all * 7 / 10 : all;
    String file = "rail_transit/gates/闸机记录_" + day + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.header("记录编号", "票卡号", "车站编码", "进出站", "时间", "票种");
      GateDay gates = new GateDay(part, sheet, count);
      for (int i = 0; i < rides; i++) {
        gates.write(i);
      }
      gates.end();
    }
  }
}
