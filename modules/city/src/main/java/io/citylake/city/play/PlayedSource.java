package io.citylake.city.play;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source of the city that can be played.
 *
 * @param job that loads its files, as {@code theme.job}
 * @param moment finds in a record when it was sent: hours, minutes and, where they are told,
 *     seconds of the day
 */
public record PlayedSource(String job, Pattern moment) {
  private static final String CLOCK = "[T ]?(\\d\\d):?(\\d\\d):?(\\d\\d)?";
  private static final List<PlayedSource> ALL =
      List.of(
          json("air_quality.station_hours", "time"),
          json("community_safety.events", "time"),
          json("hydrogen_fleet.telemetry", "ts"),
          json("industrial_internet.telemetry", "ts"),
          // Its late ones are sent late.
          json("iot_sensing.readings", "received"),
          new PlayedSource("traffic.passages", Pattern.compile(",\\d{4}-\\d\\d-\\d\\d" + CLOCK)),
          new PlayedSource(
              "video_analytics.events", Pattern.compile("\"DisappearTime\": ?\"\\d{8}" + CLOCK)),
          json("water_flood.levels", "TM"));

  private static PlayedSource json(String job, String field) {
    return new PlayedSource(
        job, Pattern.compile("\"" + field + "\": ?\"\\d{4}-\\d\\d-\\d\\d" + CLOCK));
  }

  /** All that there are, by their jobs. */
  public static List<PlayedSource> all() {
    return ALL;
  }

  /** The second of the day at which a record is sent; empty where its dirt hides that. */
  Optional<Integer> second(String record) {
    Matcher found = moment.matcher(record);
    if (!found.find()) {
      return Optional.empty();
    }
    String seconds = found.group(3);
    return Optional.of(
        Integer.parseInt(found.group(1)) * 3_600
            + Integer.parseInt(found.group(2)) * 60
            + (seconds == null ? 0 : Integer.parseInt(seconds)));
  }
}
