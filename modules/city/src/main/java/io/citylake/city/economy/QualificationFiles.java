package io.citylake.city.economy;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lists of qualified firms of each year that is over, GB18030. A part is all years, because
 * what a firm climbs is known from several lists.
 */
final class QualificationFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 800;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "专精特新", "rung:code")
          .fault(2, "", "credit_code:required")
          .fault(6, "长期", "valid_until:type")
          .fault(5, "1900-01-01", "valid_from:expression");

  @Override
  public String job() {
    return "enterprise_cultivation.qualification";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    int lastYear = part.lastDay().getYear() - 1;
    Writer writer = new Writer(part, count, new TreeMap<>());
    for (int year = Ladder.FIRST_YEAR; year <= lastYear; year++) {
      String name = "enterprise_cultivation/qualification/企业资质名单_" + year + ".csv";
      try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
        sheet.line(year + "年度企业资质名单", "", "", "", "", "", "");
        sheet.header("名单年度", "资质类别", "统一社会信用代码", "企业名称", "证书编号", "有效期起", "有效期止");
        sheet.repeatHeaderEvery(PAGE);
        for (int i = 0; i < Firm.COUNT; i++) {
          if (Ladder.climbs(i)) {
            writer.write(sheet, i, year);
          }
        }
        sheet.footnote("注：名单以公示为准。");
      }
    }
    writer.held().values().forEach(each -> findMoves(each, lastYear, count));
  }

  /** Remembers which certificates of which firms the table takes. */
  private record Writer(Part part, JobCount count, Map<Integer, List<Ladder.Certificate>> held) {
    void write(Sheet sheet, int index, int year) throws IOException {
      for (Ladder.Certificate each : Ladder.certificates(part.seed(), index, year)) {
        if (each.from().getYear() == year) {
          write(sheet, Firm.of(part.seed(), index), each);
        }
      }
    }

    private void write(Sheet sheet, Firm firm, Ladder.Certificate each) throws IOException {
      int year = each.from().getYear();
      long number = ((long) year << 32 | firm.index()) * 8 + each.rung();
      Dice dice = Dice.of(part.seed(), "qualification", number);
      Row row =
          sheet.row(
              DIRT,
              dice,
              dice.chance(2_000) ? year + "年" : Integer.toString(year),
              Ladder.RUNGS.get(each.rung() - 1),
              firm.creditCode(),
              firm.name(),
              "R%d%d%06d".formatted(each.rung(), year, firm.index()),
              dice.chance(3_000) ? chinese(each.from()) : each.from().toString(),
              each.until().toString());
      if (row.accepted()) {
        held.computeIfAbsent(firm.index(), firms -> new ArrayList<>()).add(each);
        if (firm.spoiledCode()) {
          count.warn("credit_code:uscc");
        }
      }
    }
  }

  private static String chinese(LocalDate day) {
    return "%d年%d月%d日".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
  }

  private static void findMoves(
      List<Ladder.Certificate> certificates, int lastYear, JobCount count) {
    for (int year = Ladder.FIRST_YEAR + 1; year <= lastYear; year++) {
      int from = highest(certificates, year - 1);
      int to = highest(certificates, year);
      if (from > 0 || to > 0) {
        String subject = year + "/" + from + "-" + to;
        count.find("enterprise_cultivation.move", subject, BigDecimal.ONE);
      }
      if (to > 0) {
        count.find("enterprise_cultivation.rung", year + "/" + to, BigDecimal.ONE);
      }
    }
  }

  private static int highest(List<Ladder.Certificate> certificates, int year) {
    return certificates.stream()
        .filter(each -> each.counts(year))
        .mapToInt(Ladder.Certificate::rung)
        .max()
        .orElse(0);
  }
}
