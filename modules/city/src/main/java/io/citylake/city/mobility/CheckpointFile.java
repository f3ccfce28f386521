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

/** The list of checkpoints: a workbook. */
final class CheckpointFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "traffic.checkpoints";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("traffic/checkpoints/卡口台账.xlsx", SheetStyle.XLSX, count)) {
      sheet.line("成都高新区卡口台账");
      sheet.header("卡口编号", "道路编号", "道路名称", "道路等级", "方向", "街道代码", "经度", "纬度");
      for (Checkpoint each : Checkpoint.ALL) {
        sheet.row(
            Dirt.none(),
            part.dice("checkpoint", each.index()),
            each.code(),
            each.road().code(),
            each.road().name(),
            each.road().kind().zh(),
            each.direction(),
            each.street().code(),
            Amount.degrees(each.lon()),
            Amount.degrees(each.lat()));
      }
    }
  }
}
