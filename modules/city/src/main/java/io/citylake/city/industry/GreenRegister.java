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

/** The register of green firms, published before each year: UTF-8 with a byte-order mark. */
final class GreenRegister implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final Dirt BAD = Dirt.none().fault(3, "9 其他", "category:code").bad(10_000);

  @Override
  public String job() {
    return "green_industry.green_firms";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    for (int year = part.day().getYear(); year <= part.lastDay().getYear(); year++) {
      String file = "green_industry/firms/绿色产业企业名录_%d.csv".formatted(year);
      try (Sheet sheet = landing.sheet(file, SheetStyle.UTF_8_BOM, count)) {
        sheet.header("年度", "统一社会信用代码", "企业名称", "类别", "是否规上", "认定日期");
        for (int i = 0; i < GreenFirm.COUNT; i++) {
          row(sheet, Dirt.none(), part, year, i);
        }
        // A small firm too many, which no category takes.
        row(sheet, BAD, part, year, GreenFirm.COUNT);
        sheet.footnote("注：依据《绿色低碳转型产业指导目录（2024年版）》认定。");
      }
    }
  }

  private static void row(Sheet sheet, Dirt dirt, Part part, int year, int index)
      throws IOException {
    GreenFirm green = GreenFirm.of(part.seed(), index);
    sheet.row(
        dirt,
        part.dice("green-row", index),
        year + "年",
        green.firm().creditCode(),
        green.firm().name(),
        green.category(),
        green.aboveScale() ? "是" : "否",
        year - 1 + "年12月20日");
  }
}
