package io.citylake.city;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;

/**
 * The statistics office's monthly list of above-scale firms: GB18030, Chinese headers, and each
 * list once more with its mistakes mended when asked for a correction.
 */
final class AboveScaleFiles {
  private static final int EVERY = 10;
  private static final List<String> NOTHING = List.of("-", "/", "无", "");
  private static final int CORRECTED_ROW = 5;

  private final CityRequest request;
  private final Revision revision;
  private final JobCount count = new JobCount("enterprise.above_scale");

  AboveScaleFiles(CityRequest request, Revision revision) {
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
    String name = "enterprise/above_scale/规上企业_" + MonthFiles.digits(month) + ".csv";
    count.file(name);
    try (TextFile file = TextFile.open(request.to().resolve(name), TextFile.GB18030)) {
      file.record("月份", "统一社会信用代码", "企业名称", "营业收入（万元）", "从业人数", "街道代码");
      for (int i = 0; i < Firm.COUNT / EVERY; i++) {
        write(file, month, i, sending);
      }
    }
  }

  private void write(TextFile file, YearMonth month, int number, Revision sending)
      throws IOException {
    Dice dice = Dice.of(request.seed(), "above-scale", MonthFiles.index(month) << 24 | number);
    Firm firm = Firm.of(request.seed(), number * EVERY);
    boolean corrected = sending == Revision.CORRECTED;
    int fault = dice.below(600);
    BigDecimal revenue = Amount.hundredths(dice.between(200_000, 90_000_000) / 12);
    if (number == CORRECTED_ROW && corrected) {
      revenue = revenue.add(BigDecimal.TEN);
    }
    String revenueText = Amount.sloppy(dice, revenue);
    String staff = Integer.toString(dice.between(20, 4_000));
    boolean silent = dice.chance(150);
    String[] fields = {
      MonthFiles.chinese(month),
      firm.creditCode(),
      firm.name(),
      silent ? dice.pick(NOTHING) : revenueText,
      staff,
      firm.street().code()
    };
    if (fault < 3 && !corrected) {
      count.bad(spoil(fields, fault));
      file.record(fields);
      return;
    }
    file.record(fields);
    count.accept();
    if (!silent) {
      count.sum("revenue", revenue);
    }
    if (firm.spoiledCode()) {
      count.warn("credit_code:uscc");
    }
    if (fault == 4) {
      file.record(fields);
      count.duplicate();
    }
  }

  private static String spoil(String[] fields, int fault) {
    return switch (fault) {
      case 0 -> {
        fields[4] = "约" + fields[4];
        yield "staff:type";
      }
      case 1 -> {
        fields[1] = "";
        yield "credit_code:required";
      }
      default -> {
        fields[5] = "510199999";
        yield "street_code:code";
      }
    };
  }
}
