package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Messages of the gauges, names by SL 323, one JSON object a line. */
final class GaugeLevels implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int MINUTES = 1_440;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 8, 0);

  @Override
  public String job() {
    return "water_flood.levels";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "water_flood/levels/%s.ndjson".formatted(part.day());
    int perGauge = perGauge(part);
    try (Lines lines = landing.lines(name, count)) {
      List<byte[]> again = new ArrayList<>();
      for (Gauge gauge : Gauge.ALL) {
        write(lines, part, gauge, perGauge, count, again);
      }
      for (byte[] line : again) {
        lines.line(new ByteLine().text(line));
        count.duplicate();
      }
    }
  }

  private static void write(
      Lines lines, Part part, Gauge gauge, int perGauge, JobCount count, List<byte[]> again)
      throws IOException {
    ByteLine line = new ByteLine();
    Flood flood = new Flood(gauge);
    long rainOfDay = 0;
    boolean any = false;
    for (int i = 0; i < perGauge; i++) {
      // Rain is that of the time before the stamp; the last of a day is at midnight.
      int minute = minute(i, perGauge);
      LocalDateTime at = part.from().plusMinutes(minute);
      Dice dice = dice(gauge, part, i);
      int luck = dice.below(10_000);
      int level = level(gauge, part, minute, dice);
      boolean wet = gauge.flooded(part.day()) ? minute < 600 : dice.chance(300);
      int rain = wet ? dice.between(1, 90) : 0;
      String fault = fault(luck);
      message(line.clear(), gauge, fault, at, level, rain);
      lines.line(line);
      if (!fault.isEmpty()) {
        count.bad(fault);
        continue;
      }
      count.accept();
      any = true;
      rainOfDay += rain;
      if (gauge.high(part.day(), minute)) {
        flood.note(at, level);
      }
      if (luck >= 100 && luck < 120) {
        again.add(line.copy());
      }
    }
    flood.find(count);
    if (any) {
      String subject = gauge.code() + "|" + part.day();
      count.find("water_flood.rain", subject, BigDecimal.valueOf(rainOfDay, 1));
    }
  }

  private static int perGauge(Part part) {
    return part.request().scaled(288, 24);
  }

  private static int minute(int number, int perGauge) {
    return (int) ((number + 1L) * MINUTES / perGauge);
  }

  private static Dice dice(Gauge gauge, Part part, int number) {
    return part.dice("level", gauge.index() * 10_000L + number);
  }

  /** In hundredths of a metre; the dice have told the reading's luck. */
  private static int level(Gauge gauge, Part part, int minute, Dice dice) {
    return gauge.level(part.day(), minute, dice.between(-30, 31));
  }

  /** The level now is that of the newest good reading that there is. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    for (Gauge gauge : Gauge.ALL) {
      made.days().descendingSet().stream()
          .map(day -> newest(gauge, made.part(day)))
          .flatMapToInt(OptionalInt::stream)
          .findFirst()
          .ifPresent(
              level ->
                  count.find("water_flood.levels_now", gauge.code(), Amount.hundredthsText(level)));
    }
  }

  private static OptionalInt newest(Gauge gauge, Part part) {
    int perGauge = perGauge(part);
    for (int i = perGauge - 1; i >= 0; i--) {
      Dice dice = dice(gauge, part, i);
      if (fault(dice.below(10_000)).isEmpty()) {
        return OptionalInt.of(level(gauge, part, minute(i, perGauge), dice));
      }
    }
    return OptionalInt.empty();
  }

  private static String fault(int luck) {
    if (luck < 8) {
      return "level:range";
    }
    if (luck < 13) {
      return "measured_at:range";
    }
    if (luck < 18) {
      return "rain:range";
    }
    if (luck < 22) {
      return "gauge_code:required";
    }
    return luck < 25 ? "record" : "";
  }

  private static void message(
      ByteLine line, Gauge gauge, String fault, LocalDateTime at, int level, int rain) {
    LocalDateTime stamp = fault.equals("measured_at:range") ? EPOCH : at;
    line.text("{\"STCD\":\"").text(fault.equals("gauge_code:required") ? "" : gauge.code());
    line.text("\",\"TM\":\"").dateTime(DayTime.micros(stamp));
    // A probe out of the water shows nothing but its own zero.
    line.text("\",\"Z\":").fixed(fault.equals("level:range") ? 0 : level, 2);
    line.text(",\"DRP\":").fixed(fault.equals("rain:range") ? 9_999 : rain, 1).put('}');
    if (fault.equals("record")) {
      // Its time stays, so that no two of them are alike.
      line.cut(line.length() - 3);
    }
  }

  /** What the table must know of a flood: its accepted readings. */
  private static final class Flood {
    private final Gauge gauge;
    private String began = "";
    private int peak;

    Flood(Gauge gauge) {
      this.gauge = gauge;
    }

    void note(LocalDateTime at, int level) {
      if (began.isEmpty()) {
        began = DayTime.plain(at).substring(0, 16);
      }
      peak = Math.max(peak, level);
    }

    void find(JobCount count) {
      if (!began.isEmpty()) {
        String grade = peak >= gauge.guarantee() ? "超保证" : "超警戒";
        count.find(
            "water_flood.warnings",
            gauge.code() + "|" + began,
            Amount.hundredthsText(peak) + " " + grade);
      }
    }
  }
}
