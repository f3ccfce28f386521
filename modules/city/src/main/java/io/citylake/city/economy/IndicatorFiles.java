package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.MonthText;
import io.citylake.city.entity.Street;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * The development bureau's monthly indicators as an Excel workbook: title, unit line, header,
 * numbers that are partly text, a total line and a footnote.
 */
final class IndicatorFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 50;
  private static final Dirt DIRT =
      Dirt.none().fault(4, "约四百", "value:type").sloppy(4).numbers(5, 6).nullable(4).bad(150);

  private record Indicator(String name, String unit, int monthly) {}

  private static final List<Indicator> INDICATORS =
      List.of(
          new Indicator("规模以上工业总产值", "亿元", 41_200),
          new Indicator("固定资产投资", "亿元", 9_300),
          new Indicator("社会消费品零售总额", "亿元", 10_400),
          new Indicator("进出口总额", "亿元", 46_800),
          new Indicator("一般公共预算收入", "亿元", 2_350),
          new Indicator("税收收入", "亿元", 1_980),
          new Indicator("全社会用电量", "亿千瓦时", 1_240),
          new Indicator("工业用电量", "亿千瓦时", 690),
          new Indicator("实际利用外资", "万美元", 980_000),
          new Indicator("商品房销售面积", "万平方米", 3_100),
          new Indicator("新登记企业", "户", 320_000));

  @Override
  public String job() {
    return "economic_operation.monthly_indicator";
  }

  @Override
  public Cut cut() {
    return Cut.MONTH;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String month = MonthText.chinese(part.month());
    String name = "economic_operation/indicators/主要经济指标_" + month + ".xlsx";
    try (Sheet sheet = landing.sheet(name, SheetStyle.XLSX, count)) {
      sheet.line("成都高新区主要经济指标（" + month + "）");
      sheet.line("单位：见表");
      sheet.header("月份", "区域", "指标名称", "计量单位", "本月数", "本年累计", "同比增长（%）");
      sheet.repeatHeaderEvery(PAGE);
      int rows = (Street.ALL.size() + 1) * INDICATORS.size();
      for (int i = 0; i < rows; i++) {
        write(sheet, part, i, count);
      }
      sheet.total("合计", "", "", "", Integer.toString(rows));
      sheet.footnote("注：增速按可比价格计算。");
    }
  }

  private static void write(Sheet sheet, Part part, int number, JobCount count) throws IOException {
    Dice dice = part.dice("indicator", number);
    Indicator indicator = INDICATORS.get(number % INDICATORS.size());
    int area = number / INDICATORS.size();
    int share = area == 0 ? 700 : 100;
    BigDecimal value =
        Amount.hundredths((long) indicator.monthly() * share * dice.between(85, 115) / 70_000);
    BigDecimal total = value.multiply(BigDecimal.valueOf(part.month().getMonthValue()));
    Row row =
        sheet.row(
            DIRT,
            dice,
            MonthText.chinese(part.month()),
            area == 0 ? "全区" : Street.ALL.get(area - 1).zh(),
            indicator.name(),
            indicator.unit(),
            value.toPlainString(),
            total.toPlainString(),
            Amount.hundredths(dice.between(-900, 1_900)).toPlainString());
    if (row.accepted()) {
      count.sum("value_to_date", total);
    }
    if (row.accepted() && row.kept(4)) {
      count.sum("value", value);
    }
  }
}
