package io.citylake.city.play;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source of the city that can be played.
 *
 * @param job that loads its files, as {@code theme.job}
 * @param moment finds in a record when it was sent: year, month, day, hours, minutes and, where
 *     they are told, seconds
 */
public record PlayedSource(String job, Pattern moment) {
  private static final String VIDEO = "video_analytics.events";
  private static final String DATE = "(\\d{4})-(\\d\\d)-(\\d\\d)";
  private static final String CLOCK = "[T ]?(\\d\\d):?(\\d\\d):?(\\d\\d)?";
  private static final List<PlayedSource> ALL =
      List.of(
          json("air_quality.station_hours", "time"),
          json("community_safety.events", "time"),
          json("hydrogen_fleet.telemetry", "ts"),
          json("industrial_internet.telemetry", "ts"),
          // Its late ones are sent late.
          json("iot_sensing.readings", "received"),
          new PlayedSource("traffic.passages", Pattern.compile("," + DATE + CLOCK)),
          new PlayedSource(
              VIDEO, Pattern.compile("\"DisappearTime\": ?\"(\\d{4})(\\d\\d)(\\d\\d)" + CLOCK)),
          json("water_flood.levels", "TM"));

  /** Whether its records are objects of video, as GA/T 1400 has them. */
  public boolean isOfVideo() {
    return job.equals(VIDEO);
  }

  private static PlayedSource json(String job, String field) {
    return new PlayedSource(job, Pattern.compile("\"" + field + "\": ?\"" + DATE + CLOCK));
  }

  /** All that there are, by their jobs. */
  public static List<PlayedSource> all() {
    return ALL;
  }

  /** When a record is sent, by its own clock; empty where its dirt hides that. */
  Optional<LocalDateTime> moment(String record) {
    Matcher found = moment.matcher(record);
    if (!found.find()) {
      return Optional.empty();
    }
    String seconds = found.group(6);
    try {
      LocalDate day =
          LocalDate.of(number(found.group(1)), number(found.group(2)), number(found.group(3)));
      // A station's last hour is 24:00.
      return Optional.of(
          day.atStartOfDay()
              .plusHours(number(found.group(4)))
              .plusMinutes(number(found.group(5)))
              .plusSeconds(seconds == null ? 0 : number(seconds)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }
}
