package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Vehicle;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The vehicle register as the police export it: GB18030 with a total. */
final class VehicleFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final String PLATE = "川A";
  // Bad rows come beside the register's own, so that every vehicle is in it.
  private static final Dirt BAD = Dirt.none().fault(0, PLATE, "plate:plate").bad(10_000);
  private static final int BAD_ROWS = 12;

  @Override
  public String job() {
    return "dim.vehicles";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("dim/vehicles/机动车登记.csv", SheetStyle.GB18030, count)) {
      sheet.header("号牌号码", "车辆类型", "所有人标识");
      for (int i = 0; i < Vehicle.COUNT; i++) {
        Vehicle vehicle = Vehicle.of(part.seed(), i);
        sheet.row(
            Dirt.none(),
            part.dice("vehicle-row", i),
            vehicle.plate(),
            vehicle.kind().zh(),
            vehicle.owner());
      }
      for (int i = 0; i < BAD_ROWS; i++) {
        sheet.row(BAD, part.dice("vehicle-bad", i), PLATE, Vehicle.Kind.CAR.zh(), "");
      }
      sheet.total("合计", Integer.toString(Vehicle.COUNT), "");
    }
  }
}
