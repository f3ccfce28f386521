package io.citylake.city;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;

/**
 * The statistics office's monthly output by street and industry, exported from a spreadsheet: a
 * title, a unit line, the header again at each page, a total and footnotes; GB18030.
 */
final class OutputFiles {
  private static final String[] HEADER = {
    "月份", "街道代码", "街道", "行业门类", "企业数（户）", "总产值（万元）", "增加值（万元）", "用电量（万千瓦时）", "同比增速"
  };
  private static final List<String> NOTHING = List.of("-", "/", "无", "");
  private static final int PAGE = 40;
  private static final int CORRECTED_ROW = 5;

  private final CityRequest request;
  private final Revision revision;
  private final JobCount count = new JobCount("economic_operation.industry_output");

  OutputFiles(CityRequest request, Revision revision) {
    this.request = request;
    this.revision = revision;
  }

  JobTruth write() throws IOException {
    List<YearMonth> months = MonthFiles.of(request);
    for (YearMonth month : months) {
      boolean newest = month.equals(months.get(months.size() - 1));
      write(month, newest ? revision : Revision.FIRST);
    }
    return count.truth();
  }

  private void write(YearMonth month, Revision sending) throws IOException {
    String name = "economic_operation/industry_output/工业产值_" + MonthFiles.digits(month) + ".csv";
    count.file(name);
    try (TextFile file = TextFile.open(request.to().resolve(name), TextFile.GB18030)) {
      file.record("成都高新区" + MonthFiles.chinese(month) + "分街道分行业产值", "", "", "", "", "", "", "", "");
      file.record("制表：统计局", "", "", "", "", "", "", "", "密级：内部");
      file.record(HEADER);
      BigDecimal total = BigDecimal.ZERO;
      for (int i = 0; i < Street.ALL.size() * Industry.ALL.size(); i++) {
        if (i > 0 && i % PAGE == 0) {
          file.record(HEADER);
          count.skip();
        }
        total = total.add(write(file, month, i, sending));
      }
      file.record("合计", "", "", "", "", Amount.grouped(total), "", "", "");
      file.record("注：本表为快报数，以年报为准。", "", "", "", "", "", "", "", "");
      count.skip();
      count.skip();
    }
  }

  private BigDecimal write(TextFile file, YearMonth month, int number, Revision sending)
      throws IOException {
    Dice dice = Dice.of(request.seed(), "output", MonthFiles.index(month) << 16 | number);
    Street street = Street.ALL.get(number / Industry.ALL.size());
    Industry industry = Industry.ALL.get(number % Industry.ALL.size());
    int firms = 1 + industry.weight() * dice.between(3, 9);
    BigDecimal output = Amount.hundredths((long) firms * industry.output() * dice.between(80, 125));
    BigDecimal added = Amount.hundredths(output.unscaledValue().longValue() * 27 / 100);
    BigDecimal power = Amount.hundredths(output.unscaledValue().longValue() / dice.between(9, 40));
    if (number == CORRECTED_ROW && sending == Revision.CORRECTED) {
      power = power.add(BigDecimal.ONE);
    }
    boolean silent = dice.chance(200);
    String[] fields = {
      dice.chance(1_000) ? Amount.fullWidth(MonthFiles.chinese(month)) : MonthFiles.chinese(month),
      street.code(),
      street.zh(),
      industry.code(),
      Integer.toString(firms),
      Amount.sloppy(dice, output),
      silent ? dice.pick(NOTHING) : Amount.sloppy(dice, added),
      dice.chance(300) ? dice.pick(NOTHING) : Amount.sloppy(dice, power),
      Amount.hundredths(dice.between(-1_500, 2_500)).toPlainString() + "%"
    };
    int fault = dice.below(250);
    if (fault < 3 && sending == Revision.FIRST) {
      count.bad(spoil(fields, fault));
    } else {
      count.accept();
      count.sum("output", output);
      if (!silent) {
        count.sum("added_value", added);
      }
    }
    file.record(fields);
    return output;
  }

  private static String spoil(String[] fields, int fault) {
    return switch (fault) {
      case 0 -> {
        fields[5] = "*";
        yield "output:type";
      }
      case 1 -> {
        fields[4] = "-3";
        yield "firms:range";
      }
      default -> {
        fields[3] = "Z";
        yield "industry:code";
      }
    };
  }
}
