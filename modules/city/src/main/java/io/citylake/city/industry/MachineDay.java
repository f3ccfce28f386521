package io.citylake.city.industry;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/** The messages of a day, and what is planted in them. Used by one thread. */
final class MachineDay {
  private static final int SECONDS_A_DAY = 86_400;
  private static final int LONGEST_WINDOW = 900;
  private static final long MICROS = 1_000_000;
  private static final byte[] OFFSET = ByteLine.bytes("+08:00");
  private static final byte[] WINDOW = ByteLine.bytes("\",\"window\":");
  private static final byte[] RUN = ByteLine.bytes(",\"run\":");
  private static final byte[] VIBRATION = ByteLine.bytes(",\"vib\":");
  private static final byte[] TEMPERATURE = ByteLine.bytes(",\"temp\":");
  private static final byte[] METER = ByteLine.bytes(",\"meter\":");
  private static final List<String> ALARMS = List.of("A101", "A102", "A202", "A301", "A302");
  private static final String WORN_ALARM = "A201";

  private final Part part;
  private final int each;
  private final Lines lines;
  private final JobCount count;
  private final ByteLine line = new ByteLine();
  private final long[] run = new long[2];
  private final long[] reported = new long[2];
  private final int window;
  private byte[] head = {};
  private String rings = "";

  MachineDay(Part part, int each, Lines lines, JobCount count) {
    this.part = part;
    this.each = each;
    this.lines = lines;
    this.count = count;
    this.window = Math.min(LONGEST_WINDOW, SECONDS_A_DAY / each);
  }

  void write(Machine machine) throws IOException {
    Dice dice = part.dice("machine-day", machine.index());
    head = ByteLine.bytes("{\"machine\":\"" + machine.id() + "\",\"ts\":\"");
    rings = "";
    for (int i = 0; i < each; i++) {
      // The last window of some machines ends at midnight, and belongs to the day that is over.
      int second = (int) ((i + 1L) * SECONDS_A_DAY / each) - machine.index() % Math.min(97, window);
      good(machine, dice, part.day(), second * MICROS, 0);
      if (dice.chance(30)) {
        lines.line(line);
        count.duplicate();
      }
    }
    if (machine.index() % 80 == 11) {
      // Held back by the gateway since yesterday; half a second tells it from yesterday's own. It
      // is older than all of these, so that it parts none of their alarms.
      long micros = dice.below(100) * MICROS + MICROS / 2;
      good(machine, dice, part.day().minusDays(1), micros, 1);
      count.remark("late");
    }
    if (machine.index() % 130 == 17) {
      bad(machine, dice);
    }
    if (!machine.due().isEmpty()) {
      count.find("industrial_internet.maintenance_due", machine.id(), machine.due());
    }
  }

  /** Says what all messages add up to, by the day that they tell of. */
  void end() {
    for (int ago = 0; ago < 2; ago++) {
      if (reported[ago] > 0) {
        LocalDate day = part.day().minusDays(ago);
        count.find("industrial_internet.utilisation", day + " run_s", BigDecimal.valueOf(run[ago]));
        count.find(
            "industrial_internet.utilisation",
            day + " window_s",
            BigDecimal.valueOf(reported[ago]));
      }
    }
  }

  private void good(Machine machine, Dice dice, LocalDate day, long micros, int ago)
      throws IOException {
    int percent = machine.utilisation() + dice.between(-10, 11) - rest(day);
    int runs = window * Math.max(0, percent) / 100;
    String alarm = ago > 0 ? "" : alarm(machine, dice);
    put(machine, dice, day.toEpochDay() * SECONDS_A_DAY * MICROS + micros, runs);
    line.text(METER).fixed(machine.meter(day, (int) (micros / MICROS)), 1);
    if (!alarm.isEmpty()) {
      line.text(",\"alarm\":\"").text(alarm).put('"');
      if (!alarm.equals(rings)) {
        count.find("industrial_internet.alarms", alarm, BigDecimal.ONE);
      }
    }
    rings = alarm;
    lines.line(line.put('}'));
    count.accept();
    run[ago] += runs;
    reported[ago] += window;
  }

  /** A message that is refused, beside the good ones. */
  private void bad(Machine machine, Dice dice) throws IOException {
    long noon = part.day().toEpochDay() * SECONDS_A_DAY * MICROS + MICROS / 4;
    switch (dice.below(3)) {
      case 0 -> {
        put(machine, dice, 8 * 3_600 * MICROS, window);
        count.bad("event_time:range");
      }
      case 1 -> {
        put(machine, dice, noon, -5);
        count.bad("run_s:range");
      }
      default -> {
        put(machine, dice, noon, window);
        line.text(",\"meter\":\"ERR\"");
        count.bad("meter_h:type");
        lines.line(line.put('}'));
        return;
      }
    }
    lines.line(line.text(",\"meter\":1.0}"));
  }

  private void put(Machine machine, Dice dice, long micros, int runs) {
    int vibration = machine.worn() ? dice.between(500, 700) : dice.between(80, 260);
    line.clear().text(head).time(micros, OFFSET);
    line.text(WINDOW).number(window).text(RUN).number(runs);
    line.text(VIBRATION).fixed(vibration, 2);
    line.text(TEMPERATURE).fixed(dice.between(280, 640), 1);
  }

  private static String alarm(Machine machine, Dice dice) {
    boolean rings = dice.chance(machine.worn() ? 2_500 : 300);
    String other = dice.pick(ALARMS);
    return !rings ? "" : machine.worn() ? WORN_ALARM : other;
  }

  /** Percent less on Sundays, and a little on Saturdays. */
  private static int rest(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SUNDAY
        ? 35
        : day.getDayOfWeek() == DayOfWeek.SATURDAY ? 15 : 0;
  }
}
