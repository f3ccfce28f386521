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

/** The standard of handling: GB18030, full-width digits here and there. */
final class CaseClassFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "grid_governance.case_classes";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "grid_governance/case_classes/案件处置标准.csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.header("类别代码", "类别名称", "处置部门", "处置时限（工作日）");
      for (int i = 0; i < CaseClass.ALL.size(); i++) {
        CaseClass each = CaseClass.ALL.get(i);
        String limit = Integer.toString(each.limitDays());
        sheet.row(
            Dirt.none(),
            part.dice("case-class", i),
            each.code(),
            each.name(),
            each.department(),
            i % 3 == 0 ? Amount.fullWidth(limit) : limit);
      }
    }
  }
}
