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

/** The table of factors, UTF-8 and clean: people look after it by hand. */
final class FactorFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "energy_carbon.factors";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "energy_carbon/factors/能源与碳排放因子.csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.UTF_8, count)) {
      sheet.header("因子代码", "因子名称", "数值", "单位", "启用日期", "停用日期", "来源");
      for (Factor factor : Factor.ALL) {
        sheet.row(
            Dirt.none(),
            part.dice("factor", 0),
            factor.code(),
            factor.name(),
            factor.value().toPlainString(),
            factor.unit(),
            factor.from().toString(),
            factor.until() == null ? "" : factor.until().toString(),
            factor.source());
      }
    }
  }
}
