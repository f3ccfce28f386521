package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The refuelling stations' records of a day: UTF-8 with a byte-order mark. Half of the trucks come
 * in the evening; one record in forty takes longer than the fifteen minutes that are normal.
 */
final class Refuellings implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_SECOND = 20 * 3_600 + 1_800;
  private static final int DAYS_BETWEEN = 2;
  private static final String QUESTION = "hydrogen_fleet.refuelling";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/M/d H:mm:ss");
  private static final List<String> STATIONS = List.of("西源加氢站", "尚锦路加氢站", "天府加氢站", "郫都加氢站");
  private static final Dirt GOOD = Dirt.none().again();
  private static final Dirt BAD =
      Dirt.none()
          .fault(4, "1999/1/1 0:00:00", "ended_at:after")
          .fault(5, "0", "hydrogen:range")
          .fault(1, "无牌", "plate:plate")
          .bad(10_000);

  @Override
  public String job() {
    return "hydrogen_fleet.refuellings";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    String file = "hydrogen_fleet/refuelling/加氢记录_" + day + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.UTF_8_BOM, count)) {
      sheet.header("加氢单号", "号牌号码", "加氢站", "开始时间", "结束时间", "加氢量（千克）", "里程表读数（公里）");
      int number = 0;
      for (int i = 0; i < Truck.COUNT; i++) {
        Truck truck = Truck.of(part.seed(), i);
        if (truck.refuels(part.day())) {
          write(sheet, part, truck, "JQ" + day + "%04d".formatted(number++), count);
        }
      }
      sheet.footnote("注：加氢量以加氢机计量为准。");
    }
  }

  private static void write(Sheet sheet, Part part, Truck truck, String number, JobCount count)
      throws IOException {
    Dice dice = part.dice("refuelling", truck.index());
    int second = FIRST_SECOND + dice.below(5_400);
    boolean slow = dice.chance(250);
    int taken = slow ? dice.between(16 * 60, 40 * 60) : dice.between(8 * 60, 15 * 60 + 1);
    LocalDateTime started = part.day().atStartOfDay().plusSeconds(second);
    long tenths = driven(truck, part.day());
    BigDecimal hydrogen = BigDecimal.valueOf(tenths * dice.between(78, 92) / 100, 2);
    String[] cells = {
      number,
      truck.plate(),
      dice.pick(STATIONS),
      TIME.format(started),
      TIME.format(started.plusSeconds(taken)),
      hydrogen.toPlainString(),
      BigDecimal.valueOf(truck.odometer(part.day(), second), 1).toPlainString()
    };
    sheet.row(GOOD, dice, cells);
    say(part, slow, count);
    if (truck.index() % 200 == 4) {
      cells[0] = number.substring(0, 10) + "9" + number.substring(11);
      sheet.row(BAD, dice, cells);
    }
  }

  /** Since the refuelling two days before, in tenths of a kilometre. */
  private static long driven(Truck truck, LocalDate day) {
    return truck.driven(day.plusDays(1)) - truck.driven(day.minusDays(DAYS_BETWEEN - 1));
  }

  /** Good rows are all accepted; bad ones come beside them. */
  private static void say(Part part, boolean slow, JobCount count) {
    count.find(QUESTION, part.day() + " fills", BigDecimal.ONE);
    count.find(QUESTION, part.day() + " slow", slow ? BigDecimal.ONE : BigDecimal.ZERO);
  }

  /** How far a truck drove since it was refuelled before, on whichever day there is. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    long seed = made.city().seed();
    NavigableSet<LocalDate> days = made.days();
    List<Truck> trucks = IntStream.range(0, Truck.COUNT).mapToObj(i -> Truck.of(seed, i)).toList();
    for (LocalDate day : days) {
      int ranges = 0;
      long tenths = 0;
      for (Truck truck : trucks) {
        OptionalLong range = truck.refuels(day) ? range(truck, day, days) : OptionalLong.empty();
        ranges += range.isPresent() ? 1 : 0;
        tenths += range.orElse(0);
      }
      count.find(QUESTION, day + " ranges", BigDecimal.valueOf(ranges));
      count.find(QUESTION, day + " range_km", BigDecimal.valueOf(tenths, 1));
    }
  }

  /** In tenths of a kilometre; none over a reset of the odometer, which then shows less. */
  private static OptionalLong range(Truck truck, LocalDate day, NavigableSet<LocalDate> days) {
    for (LocalDate before : days.headSet(day, false).descendingSet()) {
      if (truck.refuels(before)) {
        // Refuelling begins when the day's driving is over.
        long range = truck.odometer(day, FIRST_SECOND) - truck.odometer(before, FIRST_SECOND);
        return range < 0 ? OptionalLong.empty() : OptionalLong.of(range);
      }
    }
    return OptionalLong.empty();
  }
}
