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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Fixes of drones, robots and boats, one JSON object a line, times in milliseconds since 1970. */
final class PatrolTracks implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int SECONDS_A_MISSION = 1_800;
  private static final int DETOUR = 200;
  private static final ZoneOffset CITY = ZoneOffset.ofHours(8);

  @Override
  public String job() {
    return "unmanned_patrol.tracks";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "unmanned_patrol/tracks/%s.ndjson".formatted(part.day());
    SortedMap<String, Integer> passed = new TreeMap<>();
    // What no mission patrols has not a point passed.
    Route.ALL.forEach(route -> passed.put(route.code(), 0));
    try (Lines lines = landing.lines(name, count)) {
      for (Mission mission : Mission.of(part.request(), part.day())) {
        int points = new Track(part, mission, count).write(lines);
        if (points >= 0) {
          passed.merge(mission.route().code(), points, (a, b) -> a | b);
          count.find(
              "unmanned_patrol.coverage",
              mission.route().code(),
              BigDecimal.valueOf(Integer.bitCount(points)));
        }
      }
    }
    passed.forEach(
        (route, points) -> {
          String missed =
              IntStream.rangeClosed(1, Route.POINTS)
                  .filter(point -> (points >>> (point - 1) & 1) == 0)
                  .mapToObj(Integer::toString)
                  .collect(Collectors.joining("、"));
          if (!missed.isEmpty()) {
            count.find("unmanned_patrol.missed_points", route + "|" + part.day(), missed);
          }
        });
  }

  /** Writes one mission and knows which points its accepted fixes pass. */
  private static final class Track {
    private final Part part;
    private final Mission mission;
    private final JobCount count;
    private final int perLeg;
    private final ByteLine line = new ByteLine();
    private final List<byte[]> again = new ArrayList<>();
    private int fixes;
    private int passed;
    private boolean any;

    Track(Part part, Mission mission, JobCount count) {
      this.part = part;
      this.mission = mission;
      this.count = count;
      this.perLeg = part.request().scaled(40, 1);
    }

    /** The points passed, a bit each; -1 where no fix is accepted. */
    int write(Lines lines) throws IOException {
      Route route = mission.route();
      for (int point = 1; point <= Route.POINTS; point++) {
        int lat = lat(point);
        boolean accepted = fix(lines, route.lon(point) * 10, lat);
        if (accepted && !mission.avoids(point)) {
          passed |= 1 << (point - 1);
        }
        if (point < Route.POINTS) {
          leg(lines, point);
        }
      }
      for (byte[] each : again) {
        lines.line(line.clear().text(each));
        count.duplicate();
      }
      return any ? passed : -1;
    }

    /** In micro-degrees. */
    private int lat(int point) {
      return (mission.route().lat() + (mission.avoids(point) ? DETOUR : 0)) * 10;
    }

    /** Fixes between a fifth and four fifths of the way, so that none of them passes a point. */
    private void leg(Lines lines, int from) throws IOException {
      int lon = mission.route().lon(from) * 10;
      int rise = lat(from + 1) - lat(from);
      for (int i = 1; i <= perLeg; i++) {
        int share = 200 + 600 * i / (perLeg + 1);
        fix(lines, lon + Route.STEP * share / 100, lat(from) + rise * share / 1_000);
      }
    }

    private boolean fix(Lines lines, int lon, int lat) throws IOException {
      Dice dice = part.dice("track", mission.number() * 100_000L + fixes);
      int all = Route.POINTS + (Route.POINTS - 1) * perLeg;
      long second = mission.begins().toEpochSecond(CITY) + (long) fixes * SECONDS_A_MISSION / all;
      int battery = 98 - 60 * fixes / all;
      fixes++;
      int luck = dice.below(10_000);
      String fault = fault(luck);
      line.clear().text("{\"mission\":\"").text(mission.id());
      line.text("\",\"device\":\"")
          .text(fault.equals("device_id:required") ? "" : mission.device());
      line.text("\",\"route\":\"").text(mission.route().code());
      line.text("\",\"ts\":")
          .number(fault.equals("recorded_at:range") ? 28_800_000 : second * 1_000);
      // A receiver without a fix reports the origin.
      boolean lost = fault.equals("lon:within");
      line.text(",\"pos\":{\"lon\":").fixed(lost ? 0 : lon, 6);
      line.text(",\"lat\":").fixed(lost ? 0 : lat, 6);
      line.text(",\"alt\":").fixed(dice.between(600, 1_200), 1);
      line.text("},\"battery\":").number(fault.equals("battery:range") ? 255 : battery).put('}');
      if (fault.equals("record")) {
        line.cut(line.length() / 2);
      }
      lines.line(line);
      if (!fault.isEmpty()) {
        count.bad(fault);
        return false;
      }
      count.accept();
      any = true;
      if (luck >= 100 && luck < 120) {
        again.add(line.copy());
      }
      return true;
    }

    private static String fault(int luck) {
      if (luck < 15) {
        return "lon:within";
      }
      if (luck < 20) {
        return "battery:range";
      }
      if (luck < 25) {
        return "recorded_at:range";
      }
      if (luck < 28) {
        return "device_id:required";
      }
      return luck < 30 ? "record" : "";
    }
  }
}
