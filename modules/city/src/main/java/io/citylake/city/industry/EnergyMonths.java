package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.MonthText;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;

/** The statistics office's form 205-1 of a month: GB18030, a dash where a carrier is not used. */
final class EnergyMonths implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 50;
  private static final int CORRECTED_ROW = 5;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "91510100", "credit_code:length")
          .fault(2, "未报", "output:type")
          .fault(3, "-12.00", "electricity:range")
          .sloppy(2, 3)
          .again()
          .bad(60);

  @Override
  public String job() {
    return "energy_carbon.energy_month";
  }

  @Override
  public Cut cut() {
    return Cut.MONTH;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String digits = MonthText.digits(part.month());
    String file = "energy_carbon/energy_month/能源消费_" + digits + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.line("205-1表 能源购进、消费与库存（摘录）", "", "", "", "", "", "", "");
      sheet.header(
          "月份", "统一社会信用代码", "工业总产值（万元）", "电力（万千瓦时）", "天然气（万立方米）", "原煤（吨）", "柴油（吨）", "热力（吉焦）");
      sheet.repeatHeaderEvery(PAGE);
      EnergyFirm.Factors factors = EnergyFirm.Factors.on(part.day());
      for (int i = 0; i < EnergyFirm.COUNT; i++) {
        write(sheet, part, EnergyFirm.of(part.seed(), i), factors, count);
      }
      sheet.footnote("注：本表为快报数，以年报为准。");
    }
  }

  private static void write(
      Sheet sheet, Part part, EnergyFirm energy, EnergyFirm.Factors factors, JobCount count)
      throws IOException {
    EnergyFirm.Month used =
        energy.month(part.dice("energy-month", energy.index()), part.month(), factors);
    if (energy.index() == CORRECTED_ROW && part.corrected()) {
      used = used.withMoreElectricity();
    }
    Row row =
        sheet.row(
            DIRT,
            part.dice("energy-row", energy.index()),
            MonthText.chinese(part.month()),
            energy.firm().creditCode(),
            Amount.hundredthsText(used.output()),
            Amount.hundredthsText(used.amounts().get(0)),
            dash(used.amounts().get(1)),
            dash(used.amounts().get(2)),
            dash(used.amounts().get(3)),
            dash(used.amounts().get(4)));
    if (row.accepted()) {
      say(part, energy, used, factors, count);
    }
  }

  private static void say(
      Part part,
      EnergyFirm energy,
      EnergyFirm.Month used,
      EnergyFirm.Factors factors,
      JobCount count) {
    LocalDate month = part.day();
    BigDecimal carbon = used.times(factors.carbon());
    count.sum("output", Amount.hundredths(used.output()));
    count.find("energy_carbon.intensity", month + " output", Amount.hundredths(used.output()));
    count.find("energy_carbon.intensity", month + " energy_tce", used.times(factors.energy()));
    count.find("energy_carbon.intensity", month + " carbon_t", carbon);
    // Limits are published from the founding year on.
    if (!energy.over().isEmpty() && month.getYear() >= QuotaFiles.FIRST_YEAR) {
      String subject = month.getYear() + " " + energy.firm().creditCode();
      count.find("energy_carbon.over_quota", subject, energy.over());
    }
  }

  private static String dash(long hundredths) {
    return hundredths == 0 ? "-" : Amount.hundredthsText(hundredths);
  }
}
