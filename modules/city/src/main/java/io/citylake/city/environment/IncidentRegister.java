package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Landing;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The command centre's incidents as its database shows them on the last day, one row each. */
final class IncidentRegister implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final List<String> COLUMNS =
      List.of(
          "event_id",
          "event_type",
          "event_level",
          "street",
          "lon",
          "lat",
          "report_time",
          "close_time",
          "injured",
          "reporter",
          "reporter_tel",
          "upd_time");

  @Override
  public String job() {
    return "emergency_response.incidents";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException, SQLException {
    int perDay = Incident.perDay(part.request());
    ResponseFindings findings = new ResponseFindings(part, count);
    List<Resource> resources =
        IntStream.range(0, Resource.COUNT).mapToObj(i -> Resource.of(part.seed(), i)).toList();
    try (Connection connection = landing.sqlite("emergency_response/command.db", count);
        TextRows rows = TextRows.open(connection, "t_incident", COLUMNS)) {
      for (LocalDate day = part.day(); !day.isAfter(part.lastDay()); day = day.plusDays(1)) {
        for (int number = 0; number < perDay; number++) {
          Incident incident = Incident.of(part.seed(), day, number);
          write(rows, part, incident, day.toEpochDay() * 10_000 + number);
          if (!incident.fault().isEmpty()) {
            count.bad(incident.fault());
            continue;
          }
          count.accept();
          if (incident.closedBefore(part.until()) == null) {
            findOpen(incident, resources, count);
          }
          if (day.isBefore(part.request().from().minusDays(1))) {
            // No file of the request tells who was sent to it.
            findings.say(incident, Long.MAX_VALUE);
          }
        }
      }
      connection.commit();
    }
  }

  private static void write(TextRows rows, Part part, Incident incident, long index)
      throws SQLException {
    Dice dice = part.dice("incident", index);
    String fault = incident.fault();
    LocalDateTime closed = incident.closedBefore(part.until());
    if (fault.equals("closed_at:after")) {
      closed = incident.reported().minusHours(1);
    }
    rows.row(
        incident.id(),
        fault.equals("kind_code:code") ? "999" : incident.kind(),
        fault.equals("level:range") ? "9" : Integer.toString(incident.level()),
        incident.street().code(),
        fault.equals("lon:within") ? "0" : Amount.degrees(incident.lon()),
        Amount.degrees(incident.lat()),
        DayTime.plain(incident.reported()),
        closed == null ? null : DayTime.plain(closed),
        dice.chance(1_000) ? Integer.toString(dice.between(1, 6)) : "0",
        Person.name(dice),
        fault.equals("reporter_phone:phone") ? "1381234" : Person.mobile(dice),
        DayTime.plain(closed == null ? incident.reported() : closed));
  }

  /** Looks at every resource, so it needs no method that could be wrong as the table's could. */
  private static void findOpen(Incident incident, List<Resource> resources, JobCount count) {
    count.find("emergency_response.open_incidents", incident.street().code(), BigDecimal.ONE);
    Map<String, Resource> nearest = new HashMap<>();
    for (Resource resource : resources) {
      if (resource.available()) {
        nearest.merge(
            resource.kind(),
            resource,
            (known, other) ->
                other.metres(incident.lon(), incident.lat())
                        < known.metres(incident.lon(), incident.lat())
                    ? other
                    : known);
      }
    }
    nearest.forEach(
        (kind, resource) ->
            count.find("emergency_response.nearest", incident.id() + "|" + kind, resource.code()));
  }
}
