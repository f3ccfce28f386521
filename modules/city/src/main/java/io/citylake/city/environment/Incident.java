package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Street;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident of a day.
 *
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 * @param closed when it ends; null for the few that never do
 * @param fault the rule that its row breaks, as {@code column:rule}; mostly empty
 */
record Incident(
    String id,
    String kind,
    int level,
    Street street,
    int lon,
    int lat,
    LocalDateTime reported,
    @Nullable LocalDateTime closed,
    String fault) {
  private static final List<String> KINDS =
      List.of("101", "102", "201", "201", "202", "202", "202", "203", "204", "205", "302", "402");
  private static final List<String> FAULTS =
      List.of(
          "kind_code:code", "level:range", "closed_at:after", "reporter_phone:phone", "lon:within");
  private static final int OPEN_EVERY = 37;
  private static final int BAD_PER_MYRIAD = 80;

  static Incident of(long seed, LocalDate day, int number) {
    Dice dice = Dice.of(seed, "incident", day.toEpochDay() * 10_000 + number);
    Street street = dice.pick(Street.ALL);
    LocalDateTime reported = day.atStartOfDay().plusSeconds(dice.below(86_400));
    int minutes = dice.between(30, 400);
    boolean stays = Math.floorMod(day.toEpochDay() + number, OPEN_EVERY) == 0;
    String fault = dice.chance(BAD_PER_MYRIAD) && !stays ? dice.pick(FAULTS) : "";
    return new Incident(
        "SJ%s%04d".formatted(DayTime.digits(day), number),
        dice.pick(KINDS),
        dice.chance(200) ? dice.between(1, 3) : dice.chance(1_500) ? 3 : 4,
        street,
        street.lon() + dice.between(-1_500, 1_500),
        street.lat() + dice.between(-1_500, 1_500),
        reported,
        stays ? null : reported.plusMinutes(minutes),
        fault);
  }

  static int perDay(CityRequest request) {
    return Math.min(9_999, request.scaled(120, 1));
  }

  /** When it was closed, as far as that was known before the moment. */
  @Nullable LocalDateTime closedBefore(LocalDateTime moment) {
    return closed != null && closed.isBefore(moment) ? closed : null;
  }
}
