package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** The list of hydrogen trucks, GB18030. */
final class TruckList implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final LocalDate FIRST = LocalDate.of(2022, 3, 1);
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy年MM月dd日");

  @Override
  public String job() {
    return "hydrogen_fleet.trucks";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "hydrogen_fleet/trucks/氢能车辆台账.csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.line("成都高新区氢能示范车队", "", "", "", "", "");
      sheet.header("号牌号码", "车型", "运营单位代码", "运营单位", "储氢量（千克）", "投运日期");
      for (int i = 0; i < Truck.COUNT; i++) {
        Truck truck = Truck.of(part.seed(), i);
        sheet.row(
            Dirt.none(),
            part.dice("truck-row", i),
            truck.plate(),
            truck.kind(),
            truck.operator().creditCode(),
            truck.operator().name(),
            truck.kind().equals("牵引车") ? "48.0" : "40.0",
            DATE.format(FIRST.plusDays(i * 2L)));
      }
      count.find("hydrogen_fleet.trucks", "trucks", BigDecimal.valueOf(Truck.COUNT));
      sheet.total("合计", Integer.toString(Truck.COUNT));
    }
  }
}
