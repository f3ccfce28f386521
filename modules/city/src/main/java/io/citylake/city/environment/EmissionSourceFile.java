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

/** The inventory of sources of emissions: a workbook with a title and a footnote. */
final class EmissionSourceFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final Dirt DIRT = Dirt.none().numbers(6, 7);

  @Override
  public String job() {
    return "air_quality.sources";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("air_quality/sources/大气污染源清单.xlsx", SheetStyle.XLSX, count)) {
      sheet.line("大气污染源清单");
      sheet.header("污染源编码", "统一社会信用代码", "污染源名称", "类别", "排放污染物", "街道代码", "经度", "纬度");
      for (int i = 0; i < EmissionSource.COUNT; i++) {
        EmissionSource source = EmissionSource.of(part.seed(), i);
        sheet.row(
            DIRT,
            part.dice("emission-source", i),
            source.code(),
            source.firm().creditCode(),
            source.firm().name() + source.kind().zh(),
            source.kind().zh(),
            source.kind().emits(),
            source.street().code(),
            Amount.degrees(source.lon()),
            Amount.degrees(source.lat()));
        if (source.firm().spoiledCode()) {
          count.warn("credit_code:uscc");
        }
      }
      sheet.footnote("注：坐标为WGS-84。");
    }
  }
}
