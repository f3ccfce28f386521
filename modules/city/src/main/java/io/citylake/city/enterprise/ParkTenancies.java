package io.citylake.city.enterprise;

import io.citylake.city.CityRequest;
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
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/**
 * The parks' book of tenancies: those that let as much floor as the park wants, and some that
 * ended. Now and then a firm rents a second floor, and is still one firm.
 */
final class ParkTenancies implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int SLICES = 70;
  private static final int ENDED = 8;
  private static final int SECOND_FLOOR_EVERY = 25;
  private static final LocalDate EARLY = CityRequest.FOUNDED.minusYears(2);
  private static final LocalDate LATEST = CityRequest.FOUNDED.plusMonths(11);
  private static final DateTimeFormatter LOOSE = DateTimeFormatter.ofPattern("yyyy/M/d");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(4, "一层", "leased_area:type")
          .fault(4, "0", "leased_area:range")
          .fault(6, "1999-01-01", "moved_out:after")
          .fault(0, "PK1", "park_code:matches")
          .ragged()
          .sloppy(4)
          .again();

  @Override
  public String job() {
    return "industrial_park.park_firms";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    LocalDate newest = YearMonth.from(part.lastDay()).atDay(1).minusDays(1);
    try (Sheet sheet =
        landing.sheet("industrial_park/park_firms.csv", SheetStyle.UTF_8_BOM, count)) {
      sheet.line("园区入驻企业台账", "", "", "", "", "", "");
      sheet.header("园区编号", "统一社会信用代码", "企业名称", "行业门类", "租赁面积（平方米）", "入驻日期", "退租日期");
      for (int i = 0; i < Park.COUNT; i++) {
        new Book(sheet, part, Park.of(part.seed(), i), newest, count).write();
      }
      sheet.footnote("注：退租日期为空的为在租。");
    }
  }

  /** The tenancies of one park, and what the newest month shows of them. */
  private static final class Book {
    private final Sheet sheet;
    private final Part part;
    private final Park park;
    private final LocalDate newest;
    private final JobCount count;
    private final Dice dice;
    private final Set<String> firms = new HashSet<>();
    private long leased;

    Book(Sheet sheet, Part part, Park park, LocalDate newest, JobCount count) {
      this.sheet = sheet;
      this.part = part;
      this.park = park;
      this.newest = newest;
      this.count = count;
      this.dice = part.dice("tenancies", park.index());
    }

    void write() throws IOException {
      long left = park.floor() / 100 * park.wanted();
      LocalDate before = park.openedOn();
      for (int i = 0; left > 0; i++) {
        long area = Math.min(left, park.floor() / SLICES * dice.between(50, 160) / 100);
        left -= area;
        boolean second = i % SECOND_FLOOR_EVERY == SECOND_FLOOR_EVERY - 1;
        LocalDate drawn = day(park.openedOn(), LATEST);
        // A firm that rents again does so on another day, because the day is part of the key.
        LocalDate in = second && drawn.equals(before) ? drawn.plusDays(1) : drawn;
        row(tenant(second ? i - 1 : i), area, in, "");
        before = in;
      }
      for (int i = 0; i < ENDED; i++) {
        LocalDate in = day(park.openedOn(), EARLY);
        row(tenant(1_000 + i), park.floor() / SLICES, in, day(in, LATEST).toString());
      }
      plant();
    }

    private void row(Firm firm, long area, LocalDate in, String out) throws IOException {
      Row row =
          sheet.row(
              DIRT,
              dice,
              park.code(),
              firm.creditCode(),
              firm.name(),
              firm.industry().code(),
              Amount.hundredthsText(area),
              dice.chance(3_000) ? in.format(LOOSE) : in.toString(),
              out);
      boolean lasts = out.isEmpty() || LocalDate.parse(out).isAfter(newest);
      if (FirmRow.accepted(row, firm, count) && lasts && !in.isAfter(newest)) {
        firms.add(firm.creditCode());
        leased += area;
      }
    }

    private void plant() {
      if (!firms.isEmpty()) {
        count.find("industrial_park.tenants", park.code(), BigDecimal.valueOf(firms.size()));
        count.find("industrial_park.leased", park.code(), Amount.hundredths(leased));
      }
      if (leased > park.floor()) {
        count.find("industrial_park.overlet", park.code(), "overlet");
      }
    }

    /** Another firm for each number of a park. */
    private Firm tenant(int number) {
      return Firm.of(part.seed(), (park.index() * 499 + number * 7) % Firm.COUNT);
    }

    private LocalDate day(LocalDate from, LocalDate until) {
      return from.plusDays(dice.below((int) ChronoUnit.DAYS.between(from, until)));
    }
  }
}
