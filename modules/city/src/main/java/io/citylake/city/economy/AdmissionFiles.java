package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.MonthText;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * Applications for land by month: UTF-8 with a byte-order mark. What is bad are drafts of projects
 * that talks go on with; they are gone from a corrected file.
 */
final class AdmissionFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int DRAFTS = 1;
  private static final int[] NUMBERS = {4, 5, 6, 7, 8, 9, 10};
  private static final Dirt CLEAN = Dirt.none().sloppy(NUMBERS).again();
  private static final Dirt DRAFT =
      Dirt.none()
          .fault(4, "0", "land:range")
          .fault(6, "待测算", "output:type")
          .fault(8, "", "electricity:required")
          .bad(10_000);

  @Override
  public String job() {
    return "investment_promotion.admission";
  }

  @Override
  public Cut cut() {
    return Cut.MONTH;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name =
        "investment_promotion/admission/项目准入申报_" + MonthText.digits(part.month()) + ".csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8_BOM, count)) {
      sheet.header(
          "项目编号",
          "项目名称",
          "申报日期",
          "产业链代码",
          "用地面积（亩）",
          "总投资（万元）",
          "年产值（万元）",
          "年税收（万元）",
          "年用电量（万千瓦时）",
          "年用气量（万立方米）",
          "年外购热力（吉焦）",
          "研发投入占比");
      for (Admission admission : Admission.of(part.seed(), part.month())) {
        write(sheet, CLEAN, part, admission, count);
      }
      for (int i = 0; i < DRAFTS && !part.corrected(); i++) {
        Project project = Project.of(part.seed(), part.month(), i);
        Admission draft =
            new Admission(project, part.day(), Admission.Strength.CONDITION, List.of());
        write(sheet, DRAFT, part, draft, count);
      }
      sheet.footnote("注：能耗按 GB/T 2589-2020 折标。");
    }
  }

  private static void write(Sheet sheet, Dirt dirt, Part part, Admission admission, JobCount count)
      throws IOException {
    Project project = admission.project();
    Dice dice = part.dice("admission-" + project.id(), 0);
    List<BigDecimal> measures = admission.measures(dice);
    String[] cells = new String[12];
    cells[0] = project.id();
    cells[1] = project.name();
    cells[2] = admission.appliedOn().toString();
    cells[3] = project.chain().code();
    for (int i = 0; i < measures.size(); i++) {
      cells[4 + i] = measures.get(i).toPlainString();
    }
    cells[11] += "%";
    Row row = sheet.row(dirt, dice, cells);
    if (row.accepted()) {
      count.sum("output", measures.get(2));
      count.sum("land", measures.get(0));
    }
  }
}
