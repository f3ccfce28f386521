package io.citylake.city.environment;

import io.citylake.city.entity.Dice;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A resource that is sent to an incident. Each file tells what its day knows: who is on the way at
 * midnight, or says only the next morning that it arrived, comes again in the next day's file.
 *
 * @param number which of the day's incidents it is for
 * @param place which of the incident's resources it is
 * @param late whether its arrival is only reported the next morning
 */
record Dispatch(
    Incident incident,
    LocalDate day,
    int number,
    int place,
    String resource,
    LocalDateTime sent,
    LocalDateTime arrived,
    boolean late) {
  private static final int LATE_EVERY = 3;

  static List<Dispatch> of(long seed, LocalDate day, int number) {
    Incident incident = Incident.of(seed, day, number);
    long index = day.toEpochDay() * 10_000 + number;
    int resources = Dice.of(seed, "dispatches", index).between(1, 4);
    return IntStream.range(0, resources)
        .mapToObj(place -> of(seed, day, number, place, incident))
        .toList();
  }

  private static Dispatch of(long seed, LocalDate day, int number, int place, Incident incident) {
    Dice dice = Dice.of(seed, "dispatch", (day.toEpochDay() * 10_000 + number) * 10 + place);
    LocalDateTime sent = incident.reported().plusSeconds(dice.between(30, 180));
    LocalDateTime arrived = sent.plusSeconds(dice.between(180, 1_500));
    String resource = Resource.code(dice.below(Resource.COUNT));
    boolean late = place == 0 && Math.floorMod(day.toEpochDay() + number, LATE_EVERY) == 0;
    return new Dispatch(incident, day, number, place, resource, sent, arrived, late);
  }

  String id() {
    return "DP%s%04d%02d".formatted(DayTime.digits(day), number, place);
  }

  /** Whether the file of its incident's day has it. */
  boolean sentThatDay() {
    return sent.isBefore(nextDay());
  }

  /** Whether the file of its incident's day says when it arrived. */
  boolean arrivedThatDay() {
    return arrived.isBefore(nextDay()) && !late;
  }

  /** When the file of the next day says that it arrived; it says nothing of the others. */
  LocalDateTime toldNextDay() {
    return sentThatDay() ? nextDay().plusHours(8) : arrived;
  }

  long seconds() {
    return Duration.between(incident.reported(), arrived).toSeconds();
  }

  private LocalDateTime nextDay() {
    return day.plusDays(1).atStartOfDay();
  }
}
