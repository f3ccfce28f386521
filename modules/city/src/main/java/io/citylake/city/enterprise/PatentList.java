package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** The patents granted to firms in a year, in GB18030; dates with points or with hyphens. */
final class PatentList implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final List<String> KINDS = List.of("发明专利", "发明", "实用新型", "实用新型", "外观设计");
  private static final List<Integer> MONTHS = List.of(9, 6, 10, 9, 10, 11, 10, 9, 10, 8, 10, 12);
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "植物新品种", "kind:in")
          .fault(3, "2099-01-01", "applied_on:before")
          .fault(0, "ZL2024", "patent_no:matches")
          .ragged()
          .again();

  @Override
  public String job() {
    return "science_innovation.patents";
  }

  @Override
  public Cut cut() {
    return Cut.YEAR;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    int year = part.day().getYear();
    int patents = part.request().scaled(60_000, 150);
    YearPace pace = new YearPace(year, patents, MONTHS);
    String name = "science_innovation/patents/专利授权_" + year + ".csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.header("专利号", "专利类型", "专利权人统一社会信用代码", "申请日", "授权公告日", "街道代码");
      for (int i = 0; i < patents; i++) {
        write(sheet, part, i, pace.day(i), count);
      }
    }
  }

  private static void write(Sheet sheet, Part part, int number, LocalDate granted, JobCount count)
      throws IOException {
    Dice dice = part.dice("patent", number);
    Firm firm = FirmRow.any(part.seed(), dice);
    String kind = dice.pick(KINDS);
    LocalDate applied = granted.minusDays(dice.between(120, 1_400));
    Row row =
        sheet.row(
            DIRT,
            dice,
            patentNumber(applied.getYear(), kind, granted.getYear() % 10 * 1_000_000 + number),
            kind,
            firm.creditCode(),
            day(applied, dice),
            day(granted, dice),
            firm.street().code());
    if (FirmRow.accepted(row, firm, count)) {
      String subject = granted.getYear() + "|" + firm.street().code();
      count.find("science_innovation.patents", subject, BigDecimal.ONE);
    }
  }

  /** ZC 0006-2003: year of application, kind, serial, and a check digit modulo 11. */
  private static String patentNumber(int year, String kind, int serial) {
    int type = kind.startsWith("发明") ? 1 : kind.equals("实用新型") ? 2 : 3;
    String stem = "%04d%d%07d".formatted(year, type, serial);
    int sum = 0;
    for (int i = 0; i < stem.length(); i++) {
      sum += (stem.charAt(i) - '0') * (2 + i % 8);
    }
    return "ZL" + stem + "." + "0123456789X".charAt(sum % 11);
  }

  private static String day(LocalDate day, Dice dice) {
    return dice.chance(5_000) ? day.toString().replace('-', '.') : day.toString();
  }
}
