package io.citylake.city.industry;

import io.citylake.city.CityRequest;
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
import java.math.BigDecimal;

/** The limits of each year in a workbook, which comes before the year. */
final class QuotaFiles implements CitySource {
  static final int FIRST_YEAR = CityRequest.FOUNDED.getYear();

  private static final long serialVersionUID = 1L;
  private static final Dirt CLEAN = Dirt.none().numbers(2);
  private static final Dirt BAD =
      Dirt.none().fault(2, "0", "total_limit:range").numbers(2).bad(10_000);

  @Override
  public String job() {
    return "energy_carbon.energy_quota";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    for (int year = FIRST_YEAR; year <= part.lastDay().getYear(); year++) {
      String file = "energy_carbon/quota/用能指标_%d.xlsx".formatted(year);
      try (Sheet sheet = landing.sheet(file, SheetStyle.XLSX, count)) {
        sheet.line("成都高新区企业用能指标", "", "", "");
        sheet.header("年度", "统一社会信用代码", "总量指标（吨标准煤）", "单耗限额（吨标准煤/万元）");
        for (int i = 0; i < EnergyFirm.COUNT; i++) {
          row(sheet, CLEAN, part, year, i);
        }
        // A firm that has closed is still listed, with a limit of nothing.
        row(sheet, BAD, part, year, EnergyFirm.COUNT);
        sheet.footnote("注：单耗限额按产值计。");
      }
    }
  }

  private static void row(Sheet sheet, Dirt dirt, Part part, int year, int index)
      throws IOException {
    EnergyFirm energy = EnergyFirm.of(part.seed(), index);
    sheet.row(
        dirt,
        part.dice("quota-row", index),
        year + "年",
        energy.firm().creditCode(),
        Amount.hundredthsText(energy.totalLimit()),
        BigDecimal.valueOf(energy.unitLimit(), 6).toPlainString());
  }
}
