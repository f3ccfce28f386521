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
 * @param clock finds in a message the year of the sender's clock
 * @param judged the column that the clock becomes, whose years before 2020 are refused
 * @param ahead whether its table refuses what is years ahead, too
 */
public record PlayedSource(
    String job, Pattern moment, Pattern clock, String judged, boolean ahead) {
  private static final String VIDEO = "video_analytics.events";
  private static final String DATE = "(\\d{4})-(\\d\\d)-(\\d\\d)";
  private static final String CLOCK = "[T ]?(\\d\\d):?(\\d\\d):?(\\d\\d)?";
  private static final List<PlayedSource> ALL =
      List.of(
          json("air_quality.station_hours", "time", "measured_at"),
          json("community_safety.events", "time", "occurred_at"),
          json("hydrogen_fleet.telemetry", "ts", "event_time").strict(),
          json("industrial_internet.telemetry", "ts", "event_time").strict(),
          // Its late ones are sent late.
          json("iot_sensing.readings", "received", "event_time").by("ts"),
          new PlayedSource(
              "traffic.passages",
              Pattern.compile("," + DATE + CLOCK),
              year("过车时间"),
              "passed_at",
              false),
          new PlayedSource(
              VIDEO,
              Pattern.compile("\"DisappearTime\": ?\"(\\d{4})(\\d\\d)(\\d\\d)" + CLOCK),
              year("AppearTime"),
              "appeared_at",
              true),
          json("water_flood.levels", "TM", "measured_at"));

  private static Pattern year(String field) {
    return Pattern.compile("\"" + field + "\": ?\"(\\d{4})");
  }

  private static PlayedSource json(String job, String field, String judged) {
    return new PlayedSource(
        job, Pattern.compile("\"" + field + "\": ?\"" + DATE + CLOCK), year(field), judged, false);
  }

  private PlayedSource by(String field) {
    return new PlayedSource(job, moment, year(field), judged, ahead);
  }

  private PlayedSource strict() {
    return new PlayedSource(job, moment, clock, judged, true);
  }

  /** Whether its records are objects of video, as GA/T 1400 has them. */
  public boolean isOfVideo() {
    return job.equals(VIDEO);
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

  /** The same message of a clock that is in another year; the message itself where it has none. */
  String inYear(String message, int year) {
    Matcher found = clock.matcher(message);
    return found.find()
        ? message.substring(0, found.start(1)) + year + message.substring(found.end(1))
        : message;
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }
}
