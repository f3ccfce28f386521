package io.citylake.city.mobility;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Street;
import io.citylake.city.entity.Vehicle;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * The trips of a day. A vehicle rests for more than half an hour between trips and passes a
 * checkpoint at least every eight minutes on one, so that trips can be told apart. What is wrong
 * comes beside the good passages. Used by one thread.
 */
final class PassageDay {
  private static final long MICROS = 1_000_000;
  private static final int SECONDS_A_DAY = 86_400;
  private static final int FIRST_HOUR = 5;
  private static final int VISITORS = 2_500;
  private static final int TRIPS_A_VEHICLE = 4;
  private static final int STRIDE = 7_919;
  private static final byte[] UNREAD = ByteLine.bytes("未识别");
  private static final byte[] NO_CHECKPOINT = ByteLine.bytes("KK待定");
  private static final byte[][] CHECKPOINTS =
      Checkpoint.ALL.stream().map(each -> ByteLine.bytes(each.code())).toArray(byte[][]::new);

  /** How many trips begin in each hour from five to midnight, of {@link #WEIGHT}. */
  private static final int[] WEIGHTS = {1, 2, 6, 8, 5, 4, 4, 4, 4, 4, 4, 4, 6, 8, 6, 4, 3, 2, 1};

  private static final int WEIGHT = 80;

  private final Part part;
  private final LocalDate today;
  private final LocalDate tomorrow;
  private final long epochDay;
  private final Lines lines;
  private final JobCount count;
  private final Plates plates;
  private final int vehicles;
  private final int slots;
  private final ByteLine line = new ByteLine();
  private final long[][][] flows = new long[2][Road.ALL.size()][24];
  private final long[][] trips = new long[Street.ALL.size()][Street.ALL.size()];
  private long number;

  PassageDay(Part part, int trips, Lines lines, JobCount count) {
    this.part = part;
    this.today = part.day();
    this.tomorrow = today.plusDays(1);
    this.epochDay = today.toEpochDay();
    this.lines = lines;
    this.count = count;
    this.plates = Plates.of(part.seed());
    int enough = Math.max(Vehicle.COUNT + VISITORS, trips / TRIPS_A_VEHICLE + 1);
    // Prime to the stride, which then permutes them.
    this.vehicles = enough % STRIDE == 0 ? enough + 1 : enough;
    this.slots = trips / vehicles + 1;
  }

  void write(int trip) throws IOException {
    Dice dice = part.dice("trip", trip);
    int vehicle = (int) ((trip * (long) STRIDE + epochDay) % vehicles);
    int second = start(trip / vehicles, vehicle, dice);
    int passages = dice.between(2, 7);
    Checkpoint first = dice.pick(Checkpoint.ALL);
    Checkpoint at = first;
    for (int i = 0; i < passages; i++) {
      pass(at, vehicle, second, dice);
      if (i < passages - 1) {
        at = dice.pick(Checkpoint.ALL);
        second += dice.between(180, 480);
      }
    }
    trips[Street.ALL.indexOf(first.street())][Street.ALL.indexOf(at.street())]++;
  }

  void end() {
    for (int ahead = 0; ahead < flows.length; ahead++) {
      LocalDate day = part.day().plusDays(ahead);
      for (Road road : Road.ALL) {
        for (int hour = 0; hour < 24; hour++) {
          tell(day, road, hour, flows[ahead][road.index()][hour]);
        }
      }
    }
    for (int from = 0; from < trips.length; from++) {
      for (int to = 0; to < trips.length; to++) {
        if (trips[from][to] > 0) {
          String subject = Street.ALL.get(from).code() + ">" + Street.ALL.get(to).code();
          count.find("traffic.origin_destination", subject, BigDecimal.valueOf(trips[from][to]));
        }
      }
    }
  }

  private void tell(LocalDate day, Road road, int hour, long flow) {
    if (flow > 0) {
      BigDecimal passages = BigDecimal.valueOf(flow);
      count.find("traffic.flow", day + " " + road.code(), passages);
      count.find("traffic.flow", "%02d".formatted(hour), passages);
      int level = road.level(day, hour);
      if (level > 2) {
        String subject = "%s %s %02d".formatted(day, road.code(), hour);
        count.find("traffic.congestion", subject, Integer.toString(level));
      }
    }
  }

  /** The slots of a vehicle share the day's trips, not its hours, so that a rush is one. */
  private int start(int slot, int vehicle, Dice dice) {
    long habit = Long.remainderUnsigned(Dice.mix(epochDay * 1_000_003 + vehicle), 700_000);
    long millionths = (slot * 1_000_000L + habit + dice.below(300_000)) / slots;
    long left = millionths * WEIGHT;
    int hour = 0;
    while (left >= WEIGHTS[hour] * 1_000_000L) {
      left -= WEIGHTS[hour] * 1_000_000L;
      hour++;
    }
    return (FIRST_HOUR + hour) * 3_600 + (int) (left * 3_600 / (WEIGHTS[hour] * 1_000_000L));
  }

  private void pass(Checkpoint at, int vehicle, int second, Dice dice) throws IOException {
    LocalDate day = second < SECONDS_A_DAY ? today : tomorrow;
    int hour = second % SECONDS_A_DAY / 3_600;
    int speed = at.road().speed(day, hour, dice);
    int luck = dice.below(10_000);
    good(at, vehicle, second, speed, hour);
    if (luck < 40) {
      lines.line(line);
      count.duplicate();
    } else if (luck < 240) {
      good(at, -1, second + 1 < (second / 3_600 + 1) * 3_600 ? second + 1 : second, speed, hour);
    } else if (luck < 270) {
      bad(at, vehicle, second, luck % 5);
    }
  }

  private void good(Checkpoint at, int vehicle, int second, int speed, int hour)
      throws IOException {
    put(code(at), vehicle, epochDay * SECONDS_A_DAY + second, speed);
    lines.line(line);
    count.accept();
    flows[second / SECONDS_A_DAY][at.road().index()][hour]++;
  }

  private void bad(Checkpoint at, int vehicle, int second, int fault) throws IOException {
    long now = epochDay * SECONDS_A_DAY + second;
    switch (fault) {
      case 0 -> put(code(at), vehicle, now, 9_999);
      case 1 -> put(code(at), vehicle, second % 3_600, 400);
      case 2 -> put(NO_CHECKPOINT, vehicle, now, 400);
      case 3 -> {
        put(code(at), vehicle, now, 400);
        line.text(",多一列");
      }
      default -> put(code(at), vehicle, now, -10);
    }
    lines.line(line);
    count.bad(
        switch (fault) {
          case 1 -> "passed_at:range";
          case 2 -> "checkpoint:matches";
          case 3 -> "record";
          default -> "speed:range";
        });
  }

  private static byte[] code(Checkpoint checkpoint) {
    return CHECKPOINTS[checkpoint.index()];
  }

  private void put(byte[] checkpoint, int vehicle, long second, int speed) {
    line.clear().date(epochDay * SECONDS_A_DAY * MICROS).put('-').digits(number++, 9);
    line.put(',').text(checkpoint).put(',').number(1 + number % 4).put(',');
    if (vehicle < 0) {
      line.text(UNREAD);
    } else {
      plates.put(line, vehicle);
    }
    line.put(',').dateTime(second * MICROS).put(',').fixed(speed, 1);
  }
}
