package io.citylake.city.people;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.GridCell;
import io.citylake.city.entity.Person;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The cases that come in on one day. The ordinary ones go round the categories and the cells of the
 * grid, fewer at weekends, so that nothing sticks out by luck. Beside them each day has a cell from
 * which too many calls come, every second day about one topic, a caller who doesn't give up, an
 * urgent case that stays open too long, and one without a time limit.
 */
final class HotlineDay {
  static final List<String> CATEGORIES =
      List.of("噪音扰民", "违规停车", "物业管理", "道路破损", "供水供电", "环境卫生", "消费纠纷", "劳动保障", "教育入学", "咨询建议");
  private static final String QUESTION = "咨询建议";
  private static final List<String> TEXTS =
      List.of("夜间施工，影响休息", "小区门口停满车辆，\r\n消防通道被占", "来电人称\"多次反映未处理\"", "路灯不亮", "咨询入学政策");
  private static final int MINUTES_A_DAY = 1_440;
  private static final int URGENT = 3;
  private static final int URGENT_HOURS = 4;
  private static final int WITHOUT_LIMIT = 4;

  private final CityRequest request;
  private final LocalDate day;
  private final long epochDay;
  private final GridCell hotCell;
  private final boolean surge;
  private final String topic;

  private HotlineDay(CityRequest request, LocalDate day) {
    this.request = request;
    this.day = day;
    this.epochDay = day.toEpochDay();
    this.hotCell =
        GridCell.ALL.get(Dice.of(request.seed(), "hot_cell", epochDay).below(GridCell.ALL.size()));
    this.surge = epochDay % 2 == 0;
    // Ten topics at intervals of two days: none comes again within the seven days that are
    // compared.
    this.topic = CATEGORIES.get((int) (epochDay / 2 % CATEGORIES.size()));
  }

  /** In the order of time; none before the registers start. */
  static List<HotlineCase> cases(CityRequest request, LocalDate day) {
    return day.isBefore(CityRequest.FOUNDED) ? List.of() : new HotlineDay(request, day).cases();
  }

  private List<HotlineCase> cases() {
    int full = request.scaled(3_000, 60);
    DayOfWeek weekday = day.getDayOfWeek();
    boolean weekend = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
    int ordinary = weekend ? full * 7 / 10 : full;
    int clustered = surge ? full * 3 / 10 : Math.max(8, full / 20);
    int total = ordinary + clustered;
    List<HotlineCase> cases = new ArrayList<>();
    for (int i = 0; i < total; i++) {
      boolean hot = i >= ordinary;
      GridCell cell =
          hot ? hotCell : GridCell.ALL.get((int) ((i * 37L + epochDay * 3) % GridCell.ALL.size()));
      String category = hot && surge ? topic : CATEGORIES.get(i % CATEGORIES.size());
      LocalDateTime created = day.atStartOfDay().plusMinutes((long) i * MINUTES_A_DAY / total);
      cases.add(of(i, created, cell, category));
    }
    return cases;
  }

  private HotlineCase of(int number, LocalDateTime created, GridCell cell, String category) {
    Dice dice = Dice.of(request.seed(), "hotline-case", (epochDay << 24) + number);
    boolean urgent = number == URGENT;
    boolean unlimited = number == WITHOUT_LIMIT;
    boolean insistent = number == 1 || number == 7 || number == 13;
    LocalDateTime due =
        urgent
            ? created.plusHours(URGENT_HOURS)
            : created.plusDays(category.equals(QUESTION) ? 1 : 5);
    boolean planted = urgent || unlimited || insistent;
    boolean backwards = dice.chance(50) && !urgent && !unlimited;
    LocalDateTime usual = closed(dice, created, due);
    boolean open = dice.chance(1_500) && !backwards && !urgent && !unlimited;
    LocalDateTime closed =
        backwards
            ? created.minusDays(1)
            : urgent ? created.plusDays(3) : unlimited ? created.plusMinutes(30) : usual;
    return new HotlineCase(
        day,
        number,
        created,
        Person.name(dice),
        phone(dice, number, insistent),
        category,
        cell,
        dice.pick(TEXTS),
        unlimited ? null : due,
        open ? null : closed,
        dice.between(1, 6),
        backwards,
        planted);
  }

  private static LocalDateTime closed(Dice dice, LocalDateTime created, LocalDateTime due) {
    if (dice.chance(800)) {
      return due.plusMinutes(dice.between(1, 2 * MINUTES_A_DAY));
    }
    return created.plusMinutes(
        dice.between(5, (int) Duration.between(created, due).toMinutes() + 1));
  }

  /** Somebody calls three times a day, somebody else twice, which isn't enough. */
  private String phone(Dice dice, int number, boolean insistent) {
    String any = Person.mobile(dice);
    boolean nearly = number == 2 || number == 8;
    return insistent ? insistent(8) : nearly ? insistent(7) : any;
  }

  /** Another number each day, of a segment that ordinary callers don't have. */
  private String insistent(int segment) {
    return "19" + segment + (20_000_000 + epochDay);
  }
}
