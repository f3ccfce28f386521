package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import io.citylake.city.JobCount;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;

/** What the tables must say of how soon incidents were reached. Used by one thread. */
final class ResponseFindings {
  private static final int TARGET_SECONDS = 900;

  private final CityRequest city;
  private final LocalDate lastDay;
  private final JobCount count;
  private final Map<YearMonth, LocalDateTime> newest = new HashMap<>();

  /**
   * @param city for its seed and scale
   * @param lastDay of which there are files
   */
  ResponseFindings(CityRequest city, LocalDate lastDay, JobCount count) {
    this.city = city;
    this.lastDay = lastDay;
    this.count = count;
  }

  /**
   * Says it of one incident.
   *
   * @param arrival seconds to the first arrival that the table knows; Long.MAX_VALUE if none
   */
  void say(Incident incident, long arrival) {
    if (!incident.fault().isEmpty()) {
      return;
    }
    boolean reached = arrival < Long.MAX_VALUE;
    String month = YearMonth.from(incident.reported()) + " ";
    if (reached) {
      count.find(
          "emergency_response.arrivals", incident.street().code(), BigDecimal.valueOf(arrival));
    }
    boolean due = reached || overdue(incident);
    boolean inTime = arrival <= TARGET_SECONDS;
    count.find("emergency_response.in_time", month + "due", BigDecimal.valueOf(due ? 1 : 0));
    count.find("emergency_response.in_time", month + "in_time", BigDecimal.valueOf(inTime ? 1 : 0));
  }

  /** Whether it is over, or older than the target allows when its month's newest is reported. */
  private boolean overdue(Incident incident) {
    if (incident.closedBefore(lastDay.plusDays(1).atStartOfDay()) != null) {
      return true;
    }
    LocalDateTime now =
        newest.computeIfAbsent(YearMonth.from(incident.reported()), this::newestReport);
    return !incident.reported().plusSeconds(TARGET_SECONDS).isAfter(now);
  }

  private LocalDateTime newestReport(YearMonth month) {
    LocalDate day = month.atEndOfMonth();
    if (day.isAfter(lastDay)) {
      day = lastDay;
    }
    LocalDateTime newestReport = day.withDayOfMonth(1).atStartOfDay();
    for (; YearMonth.from(day).equals(month); day = day.minusDays(1)) {
      for (int i = 0; i < Incident.perDay(city); i++) {
        Incident incident = Incident.of(city.seed(), day, i);
        if (incident.fault().isEmpty() && incident.reported().isAfter(newestReport)) {
          newestReport = incident.reported();
        }
      }
      if (newestReport.toLocalDate().equals(day)) {
        return newestReport;
      }
    }
    return newestReport;
  }
}
