package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** The tax office's receipts of a day, in GB18030, with the header again on each page. */
final class TaxReceipts implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 500;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(9, "待核", "amount:type")
          .fault(6, "Z", "industry:code")
          .fault(2, "", "credit_code:required")
          .fault(1, "待定", "received_on:type")
          .fault(0, "SK-1", "receipt_no:matches")
          .ragged()
          .sloppy(9, 10)
          .again();

  @Override
  public String job() {
    return "fiscal_tax.tax_receipts";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    String name = "fiscal_tax/receipts/税收入库_" + day + ".csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.line("税收入库明细", "", "", "", "", "", "", "", "", "单位：元", "");
      sheet.header(
          "入库流水号",
          "入库日期",
          "统一社会信用代码",
          "纳税人名称",
          "科目编码",
          "税种",
          "行业门类",
          "街道代码",
          "入库类型",
          "入库金额（元）",
          "其中区级（元）");
      sheet.repeatHeaderEvery(PAGE);
      int most = part.request().scaled(10_000, 60);
      boolean weekend = part.day().getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
      BigDecimal total = BigDecimal.ZERO;
      for (int i = 0; i < (weekend ? most / 10 : most); i++) {
        total = total.add(write(sheet, part, "SK" + day + "%06d".formatted(i), i, count));
      }
      sheet.total("合计", "", "", "", "", "", "", "", "", Amount.grouped(total));
    }
  }

  private static BigDecimal write(
      Sheet sheet, Part part, String receipt, int number, JobCount count) throws IOException {
    Dice dice = part.dice("tax-receipt", number);
    Firm firm = FirmRow.any(part.seed(), dice);
    Subject subject = Subject.drawTax(dice);
    boolean refund = dice.chance(300);
    long cents = (refund ? -1L : 1L) * dice.between(10_000, 9_000_000) * dice.between(1, 20);
    BigDecimal amount = Amount.hundredths(cents);
    Row row =
        sheet.row(
            DIRT,
            dice,
            receipt,
            day(part.day(), dice),
            firm.creditCode(),
            firm.name(),
            subject.code(),
            subject.zh(),
            firm.industry().code(),
            firm.street().code(),
            refund ? "退库" : "入库",
            amount.toPlainString(),
            Amount.hundredthsText(cents * subject.local() / 100));
    if (FirmRow.accepted(row, firm, count)) {
      String month = part.month().toString();
      String revenue = "fiscal_tax.revenue";
      count.sum("amount", amount);
      count.find(revenue, month + "|kind|" + subject.code(), amount);
      count.find(revenue, month + "|industry|" + firm.industry().code(), amount);
      count.find(revenue, month + "|street|" + firm.street().code(), amount);
    }
    return amount;
  }

  private static String day(LocalDate day, Dice dice) {
    if (!dice.chance(1_000)) {
      return day.toString();
    }
    String chinese = day.format(DateTimeFormatter.ofPattern("yyyy年MM月dd日"));
    return dice.chance(3_000) ? Amount.fullWidth(chinese) : chinese;
  }
}
