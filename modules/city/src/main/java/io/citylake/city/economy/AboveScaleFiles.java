package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.MonthText;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * The statistics office's monthly list of above-scale firms: GB18030, Chinese headers, and each
 * list once more with its mistakes mended when asked for a correction. A firm's months go up and
 * down with the season around a twelfth of its year.
 */
final class AboveScaleFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(4, "约二百", "staff:type")
          .fault(1, "", "credit_code:required")
          .fault(5, "510199999", "street_code:code")
          .sloppy(3)
          .nullable(3)
          .again();
  private static final int[] SEASON = {92, 78, 104, 99, 101, 108, 97, 98, 106, 100, 104, 113};

  @Override
  public String job() {
    return "enterprise.above_scale";
  }

  @Override
  public Cut cut() {
    return Cut.MONTH;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "enterprise/above_scale/规上企业_" + MonthText.digits(part.month()) + ".csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.header("月份", "统一社会信用代码", "企业名称", "营业收入（万元）", "从业人数", "街道代码");
      boolean corrected = part.corrected();
      for (int i = 0; i < Firm.COUNT; i++) {
        if (Firm.aboveScale(part.seed(), i)) {
          write(sheet, part, Firm.of(part.seed(), i), corrected, count);
          // One value changes in a correction.
          corrected = false;
        }
      }
    }
  }

  private static void write(Sheet sheet, Part part, Firm firm, boolean corrected, JobCount count)
      throws IOException {
    Dice dice = part.dice("above-scale", firm.index());
    int season = SEASON[part.month().getMonthValue() - 1];
    // A hundredth of ten thousand yuan is a hundred yuan.
    long hundredths = firm.revenue() / 1_200 * season / 100 * dice.between(95, 106) / 100;
    BigDecimal revenue = Amount.hundredths(hundredths);
    if (corrected) {
      revenue = revenue.add(BigDecimal.TEN);
    }
    Row row =
        sheet.row(
            DIRT,
            dice,
            MonthText.chinese(part.month()),
            firm.creditCode(),
            firm.name(),
            revenue.toPlainString(),
            Integer.toString(dice.between(20, 4_000)),
            firm.street().code());
    if (row.accepted()) {
      count.find("enterprise.above_scale", part.month() + "-01", BigDecimal.ONE);
    }
    if (row.accepted() && row.kept(3)) {
      count.sum("revenue", revenue);
    }
    if (row.accepted() && firm.spoiledCode()) {
      count.warn("credit_code:uscc");
    }
  }
}
