package io.citylake.city.mobility;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Sheet;
import io.citylake.city.mobility.Station.Direction;
import io.citylake.city.mobility.Station.Line;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The trains of a day of service, the last of which arrive after midnight. They run on time, but
 * for one a line: it leaves every station six tenths of an interval late, so that one headway is
 * too long and the next too short. What is refused comes beside the good rows, because a headway
 * needs both of its trains.
 */
final class TrainDay {
  private static final int FIRST = 6 * 3_600;
  private static final int SERVICE = 19 * 3_600;
  private static final int BETWEEN_STATIONS = 150;
  private static final int DWELL = 30;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final Dirt BAD =
      Dirt.none()
          .fault(7, "满", "onboard:type")
          .fault(7, "-8", "onboard:range")
          .fault(3, "环线", "direction:in")
          .bad(10_000);
  private static final Dirt GOOD = Dirt.none().sloppy(8).again();

  private final Part part;
  private final int trains;
  private final Sheet sheet;
  private final JobCount count;

  TrainDay(Part part, Sheet sheet, JobCount count) {
    this.part = part;
    this.trains = part.request().scaled(270, 17);
    this.sheet = sheet;
    this.count = count;
  }

  void write(Line line, Direction direction) throws IOException {
    int late = 3 + (int) (part.day().toEpochDay() % 5);
    int interval = SERVICE / trains;
    List<Station> calls = line.calls(direction);
    for (int train = 0; train < trains; train++) {
      boolean isLate = direction == Direction.UP && train == late;
      int start = FIRST + train * interval + (isLate ? interval * 6 / 10 : 0);
      for (int call = 0; call < calls.size(); call++) {
        write(
            calls.get(call),
            direction,
            train,
            start + call * BETWEEN_STATIONS,
            call == calls.size() - 1);
      }
    }
    if (direction == Direction.UP) {
      String subject = part.day() + " " + line.name();
      // The last station has no section behind it.
      BigDecimal sections = BigDecimal.valueOf(calls.size() - 1L);
      count.find("rail_transit.headways", subject + " long", sections);
      count.find("rail_transit.headways", subject + " bunched", sections);
    }
  }

  private void write(Station station, Direction direction, int train, int second, boolean terminus)
      throws IOException {
    int hour = second / 3_600;
    Dice dice = part.dice("train-" + direction + station.code(), train);
    int onboard = terminus ? 0 : station.onboard(direction, part.day(), hour, dice);
    row(GOOD, station, direction, train, second, onboard, dice);
    int level = station.level(direction, part.day(), hour);
    if (!terminus && level > 2) {
      count.find(
          "rail_transit.crowding",
          "%s %s %s %02d".formatted(part.day(), station.code(), direction.zh(), hour % 24),
          Integer.toString(level));
    }
    if (dice.chance(40)) {
      row(BAD, station, direction, train + 900, second, onboard, dice);
    }
  }

  private static String clock(int second) {
    return TIME.format(LocalTime.ofSecondOfDay(second % 86_400));
  }

  private void row(
      Dirt dirt, Station at, Direction direction, int train, int second, int onboard, Dice dice)
      throws IOException {
    sheet.row(
        dirt,
        dice,
        DateTimeFormatter.BASIC_ISO_DATE.format(part.day()),
        "%s%s%03d".formatted(at.line().name(), direction == Direction.UP ? "S" : "X", train),
        at.line().name(),
        direction.zh(),
        at.code(),
        clock(second - DWELL),
        clock(second),
        Integer.toString(onboard),
        Integer.toString(at.line().capacity()),
        Integer.toString(SERVICE / trains));
  }
}
