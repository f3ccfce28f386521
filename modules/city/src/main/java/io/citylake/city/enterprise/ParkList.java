package io.citylake.city.enterprise;

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
import java.time.format.DateTimeFormatter;

/** The list of parks; one line more has its longitude and latitude in each other's place. */
final class ParkList implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy年MM月dd日");

  // Whatever the dice say: a park more or less would change every number of the theme.
  private static final Dirt SWAPPED = Dirt.none().fault(5, "30.58", "lat:within").bad(10_000);

  @Override
  public String job() {
    return "industrial_park.parks";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("industrial_park/parks.csv", SheetStyle.GB18030, count)) {
      sheet.header(
          "园区编号", "园区名称", "园区主题", "运营单位", "街道代码", "经度", "纬度", "占地面积（亩）", "可租面积（平方米）", "开园日期");
      for (int i = 0; i <= Park.COUNT; i++) {
        Park park = Park.of(part.seed(), i);
        sheet.row(
            i < Park.COUNT ? Dirt.none() : SWAPPED,
            part.dice("park-row", i),
            park.code(),
            park.name(),
            park.topic(),
            "成都高新区" + park.topic() + "园区运营有限公司",
            park.street().code(),
            Amount.degrees(park.lon()),
            Amount.degrees(park.lat()),
            Amount.grouped(Amount.hundredths(park.mu())),
            Amount.grouped(Amount.hundredths(park.floor())),
            park.openedOn().format(DAY));
      }
    }
  }
}
