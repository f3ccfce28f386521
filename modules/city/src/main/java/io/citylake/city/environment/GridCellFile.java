package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.GridCell;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;

/** The grid as it is drawn: UTF-8 with a byte-order mark. */
final class GridCellFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "dim.grid_cells";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("dim/grid_cells/单元网格.csv", SheetStyle.UTF_8_BOM, count)) {
      sheet.header("网格编码", "街道代码", "网格名称", "中心经度", "中心纬度");
      for (GridCell cell : GridCell.ALL) {
        sheet.row(
            Dirt.none(),
            part.dice("cell", cell.index()),
            cell.code(),
            cell.street().code(),
            cell.name(),
            Amount.degrees(cell.lon()),
            Amount.degrees(cell.lat()));
        count.find("dim.grid_cells", cell.street().code(), BigDecimal.ONE);
      }
    }
  }
}
