package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.MonthText;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;

/** The finance office's revenue against the budget: a workbook a year, with the months so far. */
final class BudgetSheets implements CitySource {
  private static final long serialVersionUID = 1L;
  // Taxes are settled after each quarter, and much comes in at the year's end.
  private static final List<Integer> SEASON =
      List.of(124, 62, 84, 118, 86, 92, 112, 78, 88, 114, 86, 156);
  private static final Dirt DIRT =
      Dirt.none()
          .fault(4, "*", "amount:type")
          .fault(1, "10199", "subject:code")
          .fault(3, "-1", "budget:range")
          .sloppy(3, 4)
          .nullable(4)
          .again();

  @Override
  public String job() {
    return "fiscal_tax.budget_revenue";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    YearMonth end = YearMonth.from(part.lastDay());
    for (int year = part.day().getYear() - 1; year <= end.getYear(); year++) {
      YearMonth first = YearMonth.of(year, 1);
      if (first.isBefore(end)) {
        write(first, end, part, landing, count);
      }
    }
  }

  private static void write(
      YearMonth first, YearMonth end, Part part, Landing landing, JobCount count)
      throws IOException {
    String name = "fiscal_tax/budget/一般公共预算收入_" + first.getYear() + ".xlsx";
    try (Sheet sheet = landing.sheet(name, SheetStyle.XLSX, count)) {
      sheet.line(first.getYear() + "年一般公共预算收入执行情况", "", "", "", "");
      sheet.header("月份", "科目编码", "科目名称", "年初预算（万元）", "本月收入（万元）");
      BigDecimal total = BigDecimal.ZERO;
      for (YearMonth month = first;
          month.isBefore(end) && month.getYear() == first.getYear();
          month = month.plusMonths(1)) {
        for (Subject subject : Subject.ALL) {
          total = total.add(write(sheet, part, month, subject, count));
        }
      }
      sheet.total("合计", "", "", "", Amount.grouped(total));
      sheet.footnote("注：本表为快报数。");
    }
  }

  private static BigDecimal write(
      Sheet sheet, Part part, YearMonth month, Subject subject, JobCount count) throws IOException {
    Dice dice = Dice.of(part.seed(), "budget-" + subject.code(), MonthText.index(month));
    long cents = subject.budget() * 100;
    for (int year = 2024; year < month.getYear(); year++) {
      cents = cents * 106 / 100;
    }
    BigDecimal amount =
        Amount.hundredths(
            cents
                / 1_200
                * SEASON.get(month.getMonthValue() - 1)
                / 100
                * dice.between(900, 1_100)
                / 10);
    Row row =
        sheet.row(
            DIRT,
            dice,
            MonthText.chinese(month),
            subject.code(),
            subject.zh(),
            Amount.hundredthsText(cents),
            amount.toPlainString());
    if (row.accepted() && row.kept(4)) {
      count.sum("amount", amount);
      String year = month.getYear() + "|" + subject.code();
      count.find("fiscal_tax.to_date", year, amount);
      count.find("fiscal_tax.months_reported", year, BigDecimal.ONE);
    }
    return amount;
  }
}
