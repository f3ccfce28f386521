package io.citylake.city.environment;

import io.citylake.city.environment.EmissionSource.Emission;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the air of a station does on a day. Concentrations follow the season and stay below an index
 * of 100, but for episodes, whose index is known beforehand.
 */
record AirDay(AirStation station, LocalDate day) {
  private static final int[] PM25 = {62, 55, 45, 38, 35, 28, 25, 26, 30, 38, 48, 60};
  private static final int[] NO2 = {48, 42, 38, 34, 32, 28, 26, 27, 32, 38, 44, 48};
  private static final int[] OZONE = {50, 60, 85, 105, 120, 125, 130, 130, 110, 80, 60, 45};
  private static final int EPISODE_EVERY = 13;
  private static final int OUTAGE_EVERY = 29;

  /**
   * Pollution that exceeds. The indexes are worked out by hand from HJ 633-2012 table 1: fine
   * particles at 180 are 200 + 100 * 30 / 100, particles at 300 are 150 + 50 * 50 / 100, nitrogen
   * dioxide at 130 is 100 + 50 * 50 / 100, ozone over 8 hours at 230 is 150 + 50 * 15 / 50.
   */
  enum Episode {
    PM25("230 PM2.5", Emission.PM25),
    PM10("175 PM10", Emission.PM10),
    NO2("125 NO2", Emission.NO2),
    OZONE("165 O3", Emission.VOCS);

    final String answer;
    final Emission nearest;

    Episode(String answer, Emission nearest) {
      this.answer = answer;
      this.nearest = nearest;
    }
  }

  /** In winter fine particles, in spring dust, in summer ozone, and exhaust now and then. */
  @Nullable Episode episode() {
    long turn = day.toEpochDay() * 5 + station.index() * 7L;
    if (turn % EPISODE_EVERY != 0 || outage()) {
      return null;
    }
    return switch (day.getMonthValue()) {
      case 3, 4, 5 -> Episode.PM10;
      case 6, 7, 8, 9 -> Episode.OZONE;
      case 10 -> Episode.NO2;
      default -> turn / EPISODE_EVERY % 4 == 0 ? Episode.NO2 : Episode.PM25;
    };
  }

  /** Whether the station sends nothing in the first six hours. */
  boolean outage() {
    return (day.toEpochDay() * 3 + station.index() * 5L) % OUTAGE_EVERY == 0;
  }

  /** Whether the hour is one of calibration, whose values count for nothing. */
  boolean calibration(int hour) {
    return hour == 4 && (day.toEpochDay() + station.index()) % 5 == 0;
  }

  int pm25(int wobble) {
    Episode episode = episode();
    return episode == Episode.PM25
        ? 180
        : episode == Episode.PM10 ? 60 : PM25[day.getMonthValue() - 1] + wobble;
  }

  int pm10(int wobble) {
    Episode episode = episode();
    return episode == Episode.PM25 ? 220 : episode == Episode.PM10 ? 300 : pm25(wobble) * 3 / 2 + 5;
  }

  int no2(int wobble) {
    return episode() == Episode.NO2 ? 130 : NO2[day.getMonthValue() - 1] + wobble;
  }

  /** With its peak at three in the afternoon. */
  int ozone(int hour, int wobble) {
    if (episode() == Episode.OZONE && hour > 10 && hour <= 20) {
      return 230;
    }
    int peak = OZONE[day.getMonthValue() - 1];
    return Math.max(10, peak * (12 - Math.min(9, Math.abs(hour - 15))) / 12 + wobble);
  }
}
