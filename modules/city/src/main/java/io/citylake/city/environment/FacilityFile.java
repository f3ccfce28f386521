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

/**
 * Gauges and pumping stations in one list: GB18030, a title, a footnote, "-" where nothing fits.
 */
final class FacilityFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "water_flood.facilities";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet =
        landing.sheet("water_flood/facilities/水务设施台账.csv", SheetStyle.GB18030, count)) {
      sheet.line("水务设施台账", "", "", "", "", "", "", "", "", "");
      sheet.header(
          "设施编码", "设施类别", "设施名称", "所在河道", "街道代码", "经度", "纬度", "警戒水位（米）", "保证水位（米）", "设计流量");
      for (Gauge gauge : Gauge.ALL) {
        sheet.row(
            Dirt.none(),
            part.dice("gauge", gauge.index()),
            gauge.code(),
            "水位雨量站",
            gauge.name(),
            gauge.river(),
            gauge.street().code(),
            Amount.degrees(gauge.lon()),
            Amount.degrees(gauge.lat()),
            Amount.fullWidth(Amount.hundredthsText(gauge.warning())),
            Amount.hundredthsText(gauge.guarantee()),
            "-");
      }
      for (Pump pump : Pump.ALL) {
        sheet.row(
            Dirt.none(),
            part.dice("pump", pump.index()),
            pump.code(),
            "泵站",
            pump.name(),
            "/",
            pump.street().code(),
            Amount.degrees(pump.street().lon() + pump.index() * 53 % 900 - 450),
            Amount.degrees(pump.street().lat() + pump.index() * 71 % 900 - 450),
            "-",
            "无",
            Amount.hundredthsText(pump.flow()));
      }
      sheet.footnote("注：高程为1985国家高程基准。");
    }
  }
}
