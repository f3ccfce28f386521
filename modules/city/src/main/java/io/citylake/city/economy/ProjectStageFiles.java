package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.MonthText;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Locale;

/**
 * The investment bureau's monthly report of what stages projects reached: GB18030 with a title and
 * a total.
 */
final class ProjectStageFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int INVESTMENT = 4;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "ZS-补报", "project_id:matches")
          .fault(2, "谈判中", "stage:code")
          .fault(3, "", "happened_on:required")
          .fault(INVESTMENT, "面议", "investment:type")
          .sloppy(INVESTMENT)
          .nullable(INVESTMENT, 7)
          .again()
          .bad(80);

  @Override
  public String job() {
    return "investment_promotion.project_stage";
  }

  @Override
  public Cut cut() {
    return Cut.MONTH;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name =
        "investment_promotion/project_stage/招商项目进展_" + MonthText.digits(part.month()) + ".csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.line("招商项目进展（" + MonthText.chinese(part.month()) + "）", "", "", "", "", "", "", "", "");
      sheet.header(
          "项目编号", "项目名称", "进展阶段", "达成日期", "协议投资额（万元）", "产业链代码", "落地街道代码", "投资来源地", "落地企业信用代码");
      int rows = 0;
      for (Project project : Project.around(part.seed(), part.month())) {
        for (Project.Step step : project.steps()) {
          if (YearMonth.from(step.day()).equals(part.month())) {
            write(sheet, part, project, step, count);
            rows++;
          }
        }
      }
      sheet.total("合计", "", Integer.toString(rows));
    }
  }

  private static void write(
      Sheet sheet, Part part, Project project, Project.Step step, JobCount count)
      throws IOException {
    boolean founded =
        project
            .findDay(Project.Stage.REGISTERED)
            .filter(day -> !day.isAfter(step.day()))
            .isPresent();
    BigDecimal investment = BigDecimal.valueOf(project.investment());
    Row row =
        sheet.row(
            DIRT,
            part.dice(project.id(), step.day().toEpochDay()),
            project.id(),
            project.name(),
            step.stage().zh(),
            "%d年%d月%d日"
                .formatted(
                    step.day().getYear(), step.day().getMonthValue(), step.day().getDayOfMonth()),
            investment.toPlainString(),
            project.chain().code(),
            project.street().code(),
            project.origin(),
            founded ? project.firm().creditCode() : "");
    if (!row.accepted()) {
      return;
    }
    if (row.kept(INVESTMENT)) {
      count.sum("investment", investment);
    }
    if (founded && project.firm().spoiledCode()) {
      count.warn("credit_code:uscc");
    }
    if (step.stage() != Project.Stage.ENDED) {
      String stage = step.stage().name().toLowerCase(Locale.ROOT);
      count.find("investment_promotion.funnel", stage, BigDecimal.ONE);
    }
  }
}
