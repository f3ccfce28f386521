package io.citylake.city;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * The development bureau's monthly indicators as an Excel workbook: title, unit line, header,
 * numbers that are partly text, a total line and a footnote.
 */
final class IndicatorFiles {
  private static final String[] HEADER = {"月份", "区域", "指标名称", "计量单位", "本月数", "本年累计", "同比增长（%）"};
  private static final List<String> NOTHING = List.of("-", "/", "无", "");
  private static final int PAGE = 50;

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

  private final CityRequest request;
  private final JobCount count = new JobCount("economic_operation.monthly_indicator");

  IndicatorFiles(CityRequest request) {
    this.request = request;
  }

  JobTruth write() throws IOException {
    for (YearMonth month : MonthFiles.of(request)) {
      write(month);
    }
    return count.truth();
  }

  private void write(YearMonth month) throws IOException {
    String name = "economic_operation/indicators/主要经济指标_" + MonthFiles.chinese(month) + ".xlsx";
    count.file(name);
    Path file = request.to().resolve(name);
    Files.createDirectories(request.to().resolve("economic_operation/indicators"));
    Path withClock = Files.createTempFile("indicators", ".xlsx");
    try {
      try (OutputStream out = Files.newOutputStream(withClock);
          Workbook workbook = new Workbook(out, "CityLake", "1.0")) {
        fill(workbook.newWorksheet("主要指标"), month);
      }
      FixedZip.copy(withClock, file);
    } finally {
      Files.delete(withClock);
    }
  }

  private void fill(Worksheet sheet, YearMonth month) {
    sheet.value(0, 0, "成都高新区主要经济指标（" + MonthFiles.chinese(month) + "）");
    sheet.value(1, 0, "单位：见表");
    row(sheet, 2, HEADER);
    int at = 3;
    int rows = (Street.ALL.size() + 1) * INDICATORS.size();
    for (int i = 0; i < rows; i++) {
      if (i > 0 && i % PAGE == 0) {
        row(sheet, at++, HEADER);
        count.skip();
      }
      indicator(sheet, at++, month, i);
    }
    sheet.value(at, 0, "合计");
    sheet.value(at, 4, rows);
    sheet.value(at + 1, 0, "注：增速按可比价格计算。");
    count.skip();
    count.skip();
  }

  private void indicator(Worksheet sheet, int at, YearMonth month, int number) {
    Dice dice = Dice.of(request.seed(), "indicator", MonthFiles.index(month) << 16 | number);
    Indicator indicator = INDICATORS.get(number % INDICATORS.size());
    int area = number / INDICATORS.size();
    int share = area == 0 ? 700 : 100;
    BigDecimal value =
        Amount.hundredths((long) indicator.monthly() * share * dice.between(85, 115) / 70_000);
    BigDecimal total = value.multiply(BigDecimal.valueOf(month.getMonthValue()));
    boolean silent = dice.chance(300);
    row(
        sheet,
        at,
        MonthFiles.chinese(month),
        area == 0 ? "全区" : Street.ALL.get(area - 1).zh(),
        indicator.name(),
        indicator.unit());
    if (silent) {
      sheet.value(at, 4, dice.pick(NOTHING));
    } else if (dice.chance(3_000)) {
      sheet.value(at, 4, Amount.sloppy(dice, value));
    } else {
      sheet.value(at, 4, value);
    }
    sheet.value(at, 5, total);
    sheet.value(at, 6, Amount.hundredths(dice.between(-900, 1_900)));
    if (dice.chance(150)) {
      sheet.value(at, 4, "约" + value.toPlainString());
      count.bad("value:type");
      return;
    }
    count.accept();
    count.sum("value_to_date", total);
    if (!silent) {
      count.sum("value", value);
    }
  }

  private static void row(Worksheet sheet, int at, String... values) {
    for (int i = 0; i < values.length; i++) {
      sheet.value(at, i, values[i]);
    }
  }
}
