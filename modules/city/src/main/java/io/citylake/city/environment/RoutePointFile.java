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

/** The points of the patrol routes: UTF-8 with a byte-order mark. */
final class RoutePointFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "unmanned_patrol.route_points";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "unmanned_patrol/route_points/巡查航线点位.csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8_BOM, count)) {
      sheet.header("航线编码", "点位序号", "航线名称", "载具", "街道代码", "经度", "纬度");
      for (Route route : Route.ALL) {
        for (int point = 1; point <= Route.POINTS; point++) {
          sheet.row(
              Dirt.none(),
              part.dice("route", route.index() * 100L + point),
              route.code(),
              Integer.toString(point),
              route.name(),
              route.carrier(),
              route.street().code(),
              Amount.degrees(route.lon(point)),
              Amount.degrees(route.lat()));
        }
      }
    }
  }
}
