package io.citylake.city.environment;

import io.citylake.city.entity.Street;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A drainage pump and what happens to it on a day: two pumps are started from afar at nine and
 * stopped at three; on even days the second does not obey. A third is out of order from seven to
 * nine in the evening. A fourth is told to stop at ten in the evening, though it stands.
 *
 * @param flow in hundredths of a cubic metre a second
 */
record Pump(int index, String code, String name, Street street, int flow) {
  static final List<Pump> ALL = IntStream.range(0, 16).mapToObj(Pump::at).toList();

  static final String RUNS = "运行";
  static final String STANDS = "停机";
  static final String FAULTY = "故障";
  private static final int START = 9 * 60;
  private static final int STOP = 15 * 60;

  /**
   * A command from afar.
   *
   * @param obeyed whether the pump then does what it is told
   */
  record Command(String id, Pump pump, String command, LocalDateTime at, boolean obeyed) {}

  private static Pump at(int index) {
    Street street = Street.ALL.get(index % Street.ALL.size());
    return new Pump(
        index,
        "BZ%04d".formatted(index + 1),
        street.zh().replace("街道", "") + (index + 1) + "号泵站",
        street,
        150 + index * 25);
  }

  /** The commands of a day in the order of time. */
  static List<Command> commands(LocalDate day) {
    Pump first = turn(day, 0);
    Pump second = turn(day, 1);
    boolean obeys = day.toEpochDay() % 2 != 0;
    return List.of(
        command(day, 1, first, "启动", START, true),
        command(day, 2, second, "启动", START, obeys),
        command(day, 3, first, "停止", STOP, true),
        command(day, 4, second, "停止", STOP, true),
        command(day, 5, turn(day, 3), "停止", 22 * 60, true));
  }

  private static Command command(
      LocalDate day, int number, Pump pump, String command, int minute, boolean obeyed) {
    String id = "KZ%s%04d".formatted(DayTime.digits(day), number);
    return new Command(id, pump, command, day.atStartOfDay().plusMinutes(minute), obeyed);
  }

  /** Its state at a minute of the day. */
  String state(LocalDate day, int minute) {
    boolean obeys =
        turn(day, 0).equals(this) || (turn(day, 1).equals(this) && day.toEpochDay() % 2 != 0);
    if (obeys && minute > START && minute <= STOP) {
      return RUNS;
    }
    return turn(day, 2).equals(this) && minute >= 19 * 60 && minute < 21 * 60 ? FAULTY : STANDS;
  }

  private static Pump turn(LocalDate day, int which) {
    return ALL.get(Math.floorMod(day.toEpochDay() * 5 + which * 3L, ALL.size()));
  }
}
