package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hourly messages of the air stations, pollutants by the codes of HJ 212-2017. The stamp is the end
 * of the hour, so a day's last is at midnight.
 */
final class AirHours implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int HOURS = 24;
  private static final byte[] OFFSET = ByteLine.bytes("+08:00");

  @Override
  public String job() {
    return "air_quality.station_hours";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "air_quality/station_hours/%s.ndjson".formatted(part.day());
    try (Lines lines = landing.lines(name, count)) {
      List<byte[]> again = new ArrayList<>();
      List<BigDecimal> complete = new ArrayList<>();
      for (AirStation station : AirStation.ALL) {
        AirDay air = new AirDay(station, part.day());
        int[] particles = write(lines, part, air, count, again);
        if (find(air, particles, count)) {
          complete.add(mean(Arrays.stream(particles).filter(each -> each >= 0)));
        }
      }
      if (!complete.isEmpty()) {
        BigDecimal zone = mean(complete.stream().mapToInt(BigDecimal::intValueExact));
        String value = complete.size() + " " + zone.toPlainString();
        count.find("air_quality.zone_particles", part.day().toString(), value);
      }
      for (byte[] line : again) {
        lines.line(new ByteLine().text(line));
        count.duplicate();
      }
    }
  }

  /** The fine particles of each hour, from 1; below 0 where the hour is not valid. */
  private static int[] write(Lines lines, Part part, AirDay air, JobCount count, List<byte[]> again)
      throws IOException {
    int[] particles = new int[HOURS + 1];
    Arrays.fill(particles, -1);
    ByteLine line = new ByteLine();
    for (int hour = air.outage() ? 7 : 1; hour <= HOURS; hour++) {
      Dice dice = part.dice("air", air.station().index() * 100L + hour);
      int luck = dice.below(10_000);
      String fault = fault(luck);
      int pm25 = message(line.clear(), part, air, hour, dice, luck);
      if (fault.equals("record")) {
        line.cut(line.length() / 2);
      }
      lines.line(line);
      if (!fault.isEmpty()) {
        count.bad(fault);
        continue;
      }
      count.accept();
      particles[hour] = air.calibration(hour) ? -1 : pm25;
      if (inverted(air, hour, luck)) {
        count.warn("pm25:expression");
      }
      if (luck >= 100 && luck < 130) {
        again.add(line.copy());
      }
    }
    return particles;
  }

  private static String fault(int luck) {
    if (luck < 8) {
      return "pm25:range";
    }
    if (luck < 14) {
      return "status:in";
    }
    if (luck < 20) {
      return "o3:type";
    }
    return luck < 23 ? "record" : "";
  }

  /** A fault of the instruments: more fine particles than particles. */
  private static boolean inverted(AirDay air, int hour, int luck) {
    return luck >= 200 && luck < 220 && air.episode() == null && !air.calibration(hour);
  }

  /** Returns its fine particles. */
  private static int message(ByteLine line, Part part, AirDay air, int hour, Dice dice, int luck) {
    boolean calibration = air.calibration(hour);
    int wobble = dice.between(-8, 9);
    int pm25 = calibration ? 0 : air.pm25(wobble);
    int pm10 = inverted(air, hour, luck) ? pm25 - 5 : calibration ? 0 : air.pm10(wobble);
    int no2 = calibration ? 0 : air.no2(dice.between(-8, 9));
    int ozone = calibration ? 0 : air.ozone(hour, dice.between(-5, 6));
    line.text("{\"mn\":\"").text(air.station().code()).text("\",\"time\":\"");
    line.time(DayTime.micros(part.from().plusHours(hour)), OFFSET);
    line.text("\",\"flag\":\"").text(luck >= 8 && luck < 14 ? "X" : calibration ? "C" : "N");
    line.text("\",\"data\":{\"a34004\":").number(luck < 8 ? 9_999 : pm25);
    line.text(",\"a34002\":").number(Math.max(0, pm10));
    line.text(",\"a21026\":").fixed(dice.between(50, 100), 1);
    line.text(",\"a21004\":").number(no2);
    line.text(",\"a21005\":").fixed(dice.between(50, 90), 2);
    line.text(",\"a05024\":");
    if (luck >= 14 && luck < 20) {
      line.text("\"ERR\"");
    } else {
      line.number(ozone);
    }
    line.text("}}");
    return pm25;
  }

  /** Half to even, as GB/T 8170 rounds. */
  private static BigDecimal mean(IntStream values) {
    IntSummaryStatistics all = values.summaryStatistics();
    return BigDecimal.valueOf(all.getSum())
        .divide(BigDecimal.valueOf(all.getCount()), 0, RoundingMode.HALF_EVEN);
  }

  /** Whether the day is complete. */
  private static boolean find(AirDay air, int[] particles, JobCount count) {
    int hours = 0;
    int windows = 0;
    for (int until = 1; until <= HOURS; until++) {
      hours += particles[until] >= 0 ? 1 : 0;
      int inWindow = 0;
      for (int hour = Math.max(1, until - 7); hour <= until; hour++) {
        inWindow += particles[hour] >= 0 ? 1 : 0;
      }
      windows += until >= 8 && inWindow >= 6 ? 1 : 0;
    }
    if (hours == 0) {
      return false;
    }
    String code = air.station().code();
    String subject = code + "|" + air.day();
    AirDay.Episode episode = air.episode();
    count.find("air_quality.valid_hours", code, BigDecimal.valueOf(hours));
    boolean exceeded = episode == AirDay.Episode.OZONE;
    boolean complete = hours >= 20 && (windows >= 14 || exceeded);
    if (!complete) {
      count.find("air_quality.incomplete_days", subject, BigDecimal.valueOf(hours));
    }
    if (episode != null && hours >= 20) {
      count.find("air_quality.exceedances", subject, episode.answer);
      count.find(
          "air_quality.nearest_sources",
          subject,
          EmissionSource.near(air.station(), episode.nearest));
    }
    return complete;
  }
}
