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

/** The events of a day, what is refused beside them, and how many incidents they are. */
final class VideoDay {
  private static final int SECONDS_A_DAY = 86_400;
  private static final byte[] VEHICLE = ByteLine.bytes("MotorVehicle");
  private static final byte[] PERSON = ByteLine.bytes("Person");
  private static final byte[] THING = ByteLine.bytes("Thing");
  private static final byte[] SCENE = ByteLine.bytes("Scene");
  private static final byte[] EVENT_ID = ByteLine.bytes("{\"EventID\":\"E");
  private static final byte[] DEVICE_ID = ByteLine.bytes("\",\"DeviceID\":\"");
  private static final byte[] ALGORITHM_ID = ByteLine.bytes("\",\"AlgorithmID\":\"");
  private static final byte[] APPEARS = ByteLine.bytes("\",\"AppearTime\":\"");
  private static final byte[] DISAPPEARS = ByteLine.bytes("\",\"DisappearTime\":\"");
  private static final byte[] SIMILARITY = ByteLine.bytes("\",\"Similaritydegree\":");
  private static final byte[] OBJECT_ID = ByteLine.bytes(",\"Object\":{\"ObjectID\":\"");
  private static final byte[] KIND = ByteLine.bytes("\",\"Kind\":\"");
  private static final byte[] PLATE = ByteLine.bytes("\",\"PlateNo\":\"");
  private static final byte[] END_OBJECT = ByteLine.bytes("\"}");
  private static final byte[] AT_1970 = ByteLine.bytes("19700101080000");
  private static final byte[] NO_CAMERA = ByteLine.bytes("5101000000");
  private static final byte[][] ALGORITHMS =
      Algorithm.ALL.stream().map(each -> ByteLine.bytes(each.code())).toArray(byte[][]::new);

  private final Part part;
  private final Lines lines;
  private final JobCount count;
  private final Plates plates;
  private final ByteLine line = new ByteLine();
  private final byte[] today;
  private final byte[] tomorrow;
  private final Cameras cameras;
  private final long[] incidents = new long[ALGORITHMS.length];
  private final long[] byCameras = new long[16];

  VideoDay(Part part, Lines lines, JobCount count) {
    this.part = part;
    this.lines = lines;
    this.count = count;
    this.plates = Plates.of(part.seed());
    this.cameras = Cameras.of(part.seed());
    this.today = digits(part.day());
    this.tomorrow = digits(part.day().plusDays(1));
  }

  void write(Sighting sighting) throws IOException {
    Dice dice = part.dice("video-event", sighting.number());
    int vehicle = dice.below(Vehicle.COUNT);
    for (Sighting.Event event : sighting.events()) {
      put(
          sighting,
          event,
          vehicle,
          event.second(),
          3 + dice.below(7),
          cameras.code(event.camera()));
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
    incidents[sighting.algorithm().index()] += sighting.returns() ? 2 : 1;
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
    for (Algorithm algorithm : Algorithm.ALL) {
      long n = incidents[algorithm.index()];
      if (n > 0) {
        count.find("video_analytics.incidents", day + algorithm.code(), BigDecimal.valueOf(n));
      }
    }
    for (int i = 0; i < byCameras.length; i++) {
      if (byCameras[i] > 0) {
        count.find("video_analytics.cameras", day + i, BigDecimal.valueOf(byCameras[i]));
      }
    }
  }

  private void bad(Sighting sighting, Sighting.Event event, int vehicle, int fault)
      throws IOException {
    switch (fault) {
      case 0 -> put(sighting, event, vehicle, event.second(), 5, NO_CAMERA);
      case 1 -> put(sighting, event, vehicle, event.second(), 25, cameras.code(event.camera()));
      default -> put(sighting, event, vehicle, -1, 5, cameras.code(event.camera()));
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
      Sighting sighting, Sighting.Event event, int vehicle, int second, int tenths, byte[] camera) {
    Algorithm algorithm = sighting.algorithm();
    line.clear().text(EVENT_ID).text(today);
    line.digits(sighting.number() * 16L + event.index(), 10);
    line.text(DEVICE_ID).text(camera);
    line.text(ALGORITHM_ID).text(ALGORITHMS[algorithm.index()]);
    line.text(APPEARS);
    time(second);
    line.text(DISAPPEARS);
    time(event.until());
    line.text(SIMILARITY).fixed(tenths, 1);
    if (!sighting.object().isEmpty()) {
      line.text(OBJECT_ID).text(sighting.object());
      line.text(KIND).text(kind(algorithm.kind()));
      if (algorithm.kind() == Algorithm.Kind.VEHICLE) {
        line.text(PLATE);
        plates.put(line, vehicle);
      }
      line.text(END_OBJECT);
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
      line.text(AT_1970);
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
