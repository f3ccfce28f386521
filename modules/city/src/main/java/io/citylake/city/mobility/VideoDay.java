package io.citylake.city.mobility;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Algorithm;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Vehicle;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.TreeMap;

/** The events of a day, what is refused beside them, and how many incidents they are. */
final class VideoDay {
  private static final int SECONDS_A_DAY = 86_400;
  private static final byte[] VEHICLE = ByteLine.bytes("MotorVehicle");
  private static final byte[] PERSON = ByteLine.bytes("Person");
  private static final byte[] THING = ByteLine.bytes("Thing");
  private static final byte[] SCENE = ByteLine.bytes("Scene");

  private final Part part;
  private final Lines lines;
  private final JobCount count;
  private final Plates plates;
  private final ByteLine line = new ByteLine();
  private final byte[] today;
  private final byte[] tomorrow;
  private final TreeMap<String, Long> incidents = new TreeMap<>();
  private final long[] byCameras = new long[16];

  VideoDay(Part part, Lines lines, JobCount count) {
    this.part = part;
    this.lines = lines;
    this.count = count;
    this.plates = Plates.of(part.seed());
    this.today = digits(part.day());
    this.tomorrow = digits(part.day().plusDays(1));
  }

  void write(Sighting sighting) throws IOException {
    Dice dice = part.dice("video-event", sighting.number());
    int vehicle = dice.below(Vehicle.COUNT);
    for (Sighting.Event event : sighting.events()) {
      put(sighting, event, vehicle, event.second(), 3 + dice.below(7), event.camera().code());
      lines.line(line);
      count.accept();
      int luck = dice.below(10_000);
      if (luck < 50) {
        lines.line(line);
        count.duplicate();
      } else if (luck < 80) {
        bad(sighting, event, vehicle, luck % 3);
      }
    }
    incidents.merge(sighting.algorithm().code(), sighting.returns() ? 2L : 1L, Long::sum);
    byCameras[sighting.cameras(false)]++;
    if (sighting.returns()) {
      byCameras[sighting.cameras(true)]++;
    }
    if (sighting.number() == 0) {
      count.find("video_analytics.three_cameras", sighting.object(), "1 incident, 3 cameras");
    }
  }

  void end() {
    String day = part.day() + " ";
    incidents.forEach(
        (code, n) -> count.find("video_analytics.incidents", day + code, BigDecimal.valueOf(n)));
    for (int i = 0; i < byCameras.length; i++) {
      if (byCameras[i] > 0) {
        count.find("video_analytics.cameras", day + i, BigDecimal.valueOf(byCameras[i]));
      }
    }
  }

  private void bad(Sighting sighting, Sighting.Event event, int vehicle, int fault)
      throws IOException {
    switch (fault) {
      case 0 -> put(sighting, event, vehicle, event.second(), 5, "5101000000");
      case 1 -> put(sighting, event, vehicle, event.second(), 25, event.camera().code());
      default -> put(sighting, event, vehicle, -1, 5, event.camera().code());
    }
    lines.line(line);
    count.bad(
        switch (fault) {
          case 0 -> "camera_code:matches";
          case 1 -> "confidence:range";
          default -> "appeared_at:range";
        });
  }

  private void put(
      Sighting sighting, Sighting.Event event, int vehicle, int second, int tenths, String camera) {
    line.clear().text("{\"EventID\":\"").text("E").text(today);
    line.digits(sighting.number() * 16L + event.index(), 10);
    line.text("\",\"DeviceID\":\"").text(camera);
    line.text("\",\"AlgorithmID\":\"").text(sighting.algorithm().code());
    line.text("\",\"AppearTime\":\"");
    time(second);
    line.text("\",\"DisappearTime\":\"");
    time(event.until());
    line.text("\",\"Similaritydegree\":").fixed(tenths, 1);
    if (!sighting.object().isEmpty()) {
      line.text(",\"Object\":{\"ObjectID\":\"").text(sighting.object());
      line.text("\",\"Kind\":\"").text(kind(sighting.algorithm().kind()));
      if (sighting.algorithm().kind() == Algorithm.Kind.VEHICLE) {
        line.text("\",\"PlateNo\":\"");
        plates.put(line, vehicle);
      }
      line.text("\"}");
    }
    line.put('}');
  }

  private static byte[] kind(Algorithm.Kind kind) {
    return switch (kind) {
      case VEHICLE -> VEHICLE;
      case PERSON -> PERSON;
      case STREET -> THING;
      case ENVIRONMENT -> SCENE;
    };
  }

  /** As GA/T 1400 writes it, {@code yyyyMMddHHmmss}; -1 is a clock that stands at 1970. */
  private void time(int second) {
    if (second < 0) {
      line.text("19700101080000");
      return;
    }
    int rest = second % SECONDS_A_DAY;
    line.text(second < SECONDS_A_DAY ? today : tomorrow);
    line.digits(rest / 3_600, 2).digits(rest / 60 % 60, 2).digits(rest % 60, 2);
  }

  private static byte[] digits(LocalDate day) {
    return ByteLine.bytes(DateTimeFormatter.BASIC_ISO_DATE.format(day));
  }
}
