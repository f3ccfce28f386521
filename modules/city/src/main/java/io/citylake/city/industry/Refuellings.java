package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
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

/**
 * The refuelling stations' records of a day: UTF-8 with a byte-order mark. Half of the trucks come
 * in the evening; one record in forty takes longer than the fifteen minutes that are normal.
 */
final class Refuellings implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_SECOND = 20 * 3_600 + 1_800;
  private static final int DAYS_BETWEEN = 2;
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
    long km = range(truck, part.day());
    BigDecimal hydrogen = BigDecimal.valueOf(km * dice.between(78, 92) / 100, 2);
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
    say(part, truck, slow, count);
    if (truck.index() % 200 == 4) {
      cells[0] = number.substring(0, 10) + "9" + number.substring(11);
      sheet.row(BAD, dice, cells);
    }
  }

  /** Good rows are all accepted; bad ones come beside them. */
  private static void say(Part part, Truck truck, boolean slow, JobCount count) {
    LocalDate day = part.day();
    String question = "hydrogen_fleet.refuelling";
    count.find(question, day + " fills", BigDecimal.ONE);
    count.find(question, day + " slow", slow ? BigDecimal.ONE : BigDecimal.ZERO);
    // The one before is two days ago, and no range goes over a reset of the odometer.
    LocalDate before = day.minusDays(DAYS_BETWEEN);
    boolean known = !before.isBefore(part.request().from());
    boolean reset = truck.resetsOn(day) || truck.resetsOn(day.minusDays(1));
    boolean measured = known && !reset;
    count.find(question, day + " ranges", measured ? BigDecimal.ONE : BigDecimal.ZERO);
    count.find(
        question, day + " range_km", BigDecimal.valueOf(measured ? range(truck, day) : 0, 1));
  }

  /** Since the refuelling before, in tenths of a kilometre; both are after the day's driving. */
  private static long range(Truck truck, LocalDate day) {
    return truck.driven(day.plusDays(1)) - truck.driven(day.minusDays(DAYS_BETWEEN - 1));
  }
}
