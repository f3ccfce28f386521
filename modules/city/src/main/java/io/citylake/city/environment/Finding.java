package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What a mission found. The first finding of each mission comes back whenever its route is
 * patrolled; the last is far from all points of the route. Some verdicts are given only the next
 * morning: then the next day's file has the finding again.
 *
 * @param number of the day, from 1
 * @param point that it is near; 0 if it is near none
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 * @param verdict empty where none is ever given
 * @param late whether the verdict is given the next morning
 */
record Finding(
    Mission mission,
    int number,
    int point,
    String classCode,
    int lon,
    int lat,
    String confidence,
    String verdict,
    boolean late) {
  static final String FALSE_ALARM = "误报";

  private static final String TRUE = "属实";
  private static final int LATE_EVERY = 4;
  private static final int SQUARE = 100;
  private static final List<String> CLASSES =
      List.of("0102", "0103", "0104", "0112", "0205", "0302", "0404", "0505", "0506", "0504");

  /** A day's findings. */
  static List<Finding> of(CityRequest request, LocalDate day) {
    List<Finding> findings = new ArrayList<>();
    for (Mission mission : Mission.of(request, day)) {
      int route = mission.route().index();
      findings.add(of(request, mission, findings.size() + 1, route * 3 % Route.POINTS + 1, route));
      Dice dice = dice(request, mission, "patrol-site", mission.number());
      int point = dice.between(1, Route.POINTS + 1);
      findings.add(of(request, mission, findings.size() + 1, point, dice.below(CLASSES.size())));
      findings.add(far(request, mission, findings.size() + 1, dice.between(1, Route.POINTS)));
    }
    return findings;
  }

  private static Finding of(CityRequest request, Mission mission, int number, int point, int kind) {
    Dice dice = dice(request, mission, "patrol-finding", number);
    int luck = dice.below(10);
    boolean late = number % LATE_EVERY == 0;
    // Of the late verdicts every other calls what was counted until then a false alarm.
    boolean isFalse = late ? number / LATE_EVERY % 2 == 1 : luck == 0;
    return new Finding(
        mission,
        number,
        point,
        CLASSES.get(kind % CLASSES.size()),
        mission.route().lon(point) + dice.between(-8, 9),
        mission.route().lat() + dice.between(-8, 9),
        BigDecimal.valueOf(dice.between(600, 1_000), 3).toPlainString(),
        isFalse ? FALSE_ALARM : late || luck < 8 ? TRUE : "",
        late);
  }

  /** Half way to the next point, so near to none; well inside its square, so on no border. */
  private static Finding far(CityRequest request, Mission mission, int number, int point) {
    Finding near = of(request, mission, number, point, mission.route().index());
    Dice dice = dice(request, mission, "patrol-far", number);
    return new Finding(
        mission,
        number,
        0,
        near.classCode,
        middle(mission.route().lon(point) + Route.STEP / 2) + dice.between(-8, 9),
        middle(mission.route().lat()) + dice.between(-8, 9),
        near.confidence,
        near.verdict,
        near.late);
  }

  private static int middle(int degrees) {
    return Math.floorDiv(degrees, SQUARE) * SQUARE + SQUARE / 2;
  }

  private static Dice dice(CityRequest request, Mission mission, String kind, int index) {
    return Dice.of(request.seed(), kind, mission.day().toEpochDay() * 100_000 + index);
  }

  String id() {
    return "FX%s-%05d".formatted(DayTime.digits(mission.day()), number);
  }

  LocalDateTime foundAt() {
    return mission.begins().plusMinutes(point * 3L);
  }

  /** When a late verdict is given. */
  LocalDateTime judgedAt() {
    return mission.day().plusDays(1).atTime(8, 30);
  }

  /** What the day's own file says. */
  String firstVerdict() {
    return late ? "" : verdict;
  }

  String site() {
    String place = point > 0 ? Integer.toString(point) : corner(lon) + "," + corner(lat);
    return mission.route().code() + "|" + place + "|" + classCode;
  }

  private static String corner(int degrees) {
    return BigDecimal.valueOf(Math.floorDiv(degrees, SQUARE), 3).toPlainString();
  }
}
