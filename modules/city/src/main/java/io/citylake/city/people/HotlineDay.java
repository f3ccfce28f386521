package io.citylake.city.people;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.GridCell;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.NavigableSet;

/**
 * The cases of one day. The ordinary ones go round the categories and the cells of the grid, fewer
 * at weekends, so that nothing sticks out by luck. Beside them each day has a cell from which too
 * many calls come, every second day about one topic, and a caller who doesn't give up.
 */
final class HotlineDay {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/M/d H:mm");
  private static final List<String> CATEGORIES =
      List.of("噪音扰民", "违规停车", "物业管理", "道路破损", "供水供电", "环境卫生", "消费纠纷", "劳动保障", "教育入学", "咨询建议");
  private static final String QUESTION = "咨询建议";
  private static final List<String> TEXTS =
      List.of("夜间施工，影响休息", "小区门口停满车辆，\r\n消防通道被占", "来电人称\"多次反映未处理\"", "路灯不亮", "咨询入学政策");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(3, "1381234", "caller_phone:phone")
          .fault(1, "昨天", "created_at:type")
          .fault(10, "9", "rating:range")
          .ragged()
          .again()
          .bad(100);
  private static final int MINUTES_A_DAY = 1_440;
  private static final int COMPARED_DAYS = 7;
  private static final String RISING = "hotline_service.rising";

  private final Part part;
  private final Sheet sheet;
  private final JobCount count;
  private final String date;
  private final long epochDay;
  private final GridCell hotCell;
  private final boolean surge;
  private final String topic;

  HotlineDay(Part part, Sheet sheet, JobCount count) {
    this.part = part;
    this.sheet = sheet;
    this.count = count;
    this.date = part.day().toString();
    this.epochDay = part.day().toEpochDay();
    this.hotCell =
        GridCell.ALL.get(Dice.of(part.seed(), "hot_cell", epochDay).below(GridCell.ALL.size()));
    this.surge = epochDay % 2 == 0;
    this.topic = topic(part.day());
  }

  /** A topic rises above its usual share, which a day has that follows another within a week. */
  static void relate(NavigableSet<LocalDate> days, JobCount count) {
    for (LocalDate day : days) {
      if (days.subSet(day.minusDays(COMPARED_DAYS), day).isEmpty()) {
        count.forget(RISING, day + "/" + topic(day));
      }
    }
  }

  /**
   * Ten topics at intervals of two days: none comes again within the seven days that are compared.
   */
  private static String topic(LocalDate day) {
    return CATEGORIES.get((int) (day.toEpochDay() / 2 % CATEGORIES.size()));
  }

  void write() throws IOException {
    int full = part.request().scaled(3_000, 60);
    DayOfWeek weekday = part.day().getDayOfWeek();
    boolean weekend = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
    int ordinary = weekend ? full * 7 / 10 : full;
    int clustered = surge ? full * 3 / 10 : Math.max(8, full / 20);
    int total = ordinary + clustered;
    for (int i = 0; i < total; i++) {
      boolean hot = i >= ordinary;
      GridCell cell =
          hot ? hotCell : GridCell.ALL.get((int) ((i * 37L + epochDay * 3) % GridCell.ALL.size()));
      String category = hot && surge ? topic : CATEGORIES.get(i % CATEGORIES.size());
      write(i, part.from().plusMinutes((long) i * MINUTES_A_DAY / total), cell, category);
    }
  }

  private void write(int number, LocalDateTime created, GridCell cell, String category)
      throws IOException {
    Dice dice = part.dice("case", number);
    LocalDateTime due = created.plusDays(category.equals(QUESTION) ? 1 : 5);
    boolean backwards = dice.chance(50);
    LocalDateTime closed = backwards ? created.minusDays(1) : closed(dice, created, due);
    boolean open = dice.chance(1_500) && !backwards;
    int rating = dice.between(1, 6);
    boolean again = number == 1 || number == 7 || number == 13;
    Row row =
        sheet.row(
            again ? Dirt.none() : DIRT,
            dice,
            "HL" + date.replace("-", "") + Amount.padded(number, 6),
            TIME.format(created),
            Person.name(dice),
            phone(dice, number, again),
            category,
            cell.street().code(),
            cell.code(),
            dice.pick(TEXTS),
            TIME.format(due),
            open ? "" : TIME.format(closed),
            Integer.toString(rating));
    if (!row.accepted()) {
      return;
    }
    count.sum("rating", BigDecimal.valueOf(rating));
    if (backwards) {
      count.warn("closed_at:after");
    } else if (!open) {
      String question = closed.isAfter(due) ? "hotline_service.late" : "hotline_service.on_time";
      count.find(question, category, BigDecimal.ONE);
    }
    plant(cell, category, again);
  }

  private void plant(GridCell cell, String category, boolean again) {
    if (cell.equals(hotCell)) {
      count.find("hotline_service.hot_spot", date + "/" + cell.code(), BigDecimal.ONE);
    }
    if (surge && category.equals(topic)) {
      count.find(RISING, date + "/" + category, BigDecimal.ONE);
    }
    if (again) {
      count.find("hotline_service.repeat_caller", Sha256.hex(insistent(8)), BigDecimal.ONE);
    }
  }

  private static LocalDateTime closed(Dice dice, LocalDateTime created, LocalDateTime due) {
    if (dice.chance(800)) {
      return due.plusMinutes(dice.between(1, 2 * MINUTES_A_DAY));
    }
    return created.plusMinutes(
        dice.between(5, (int) Duration.between(created, due).toMinutes() + 1));
  }

  /** Somebody calls three times a day, somebody else twice, which isn't enough. */
  private String phone(Dice dice, int number, boolean again) {
    String any = Person.mobile(dice);
    boolean nearly = number == 2 || number == 8;
    return again ? insistent(8) : nearly ? insistent(7) : any;
  }

  /** Another number each day, of a segment that ordinary callers don't have. */
  private String insistent(int segment) {
    return "19" + segment + (20_000_000 + epochDay);
  }
}
