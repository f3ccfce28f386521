package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.file.Landing;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cases of the grid platform as its database shows them on the last day, one row each. */
final class CaseRegister implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final List<String> COLUMNS =
      List.of(
          "case_no",
          "event_class",
          "cell",
          "source",
          "reporter",
          "description",
          "report_time",
          "file_time",
          "dispatch_time",
          "handle_time",
          "verify_time",
          "close_time",
          "upd_time");

  @Override
  public String job() {
    return "grid_governance.cases";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException, SQLException {
    Truth truth = new Truth(part.until());
    try (Connection connection = landing.sqlite("grid_governance/platform.db", count);
        TextRows rows = TextRows.open(connection, "t_case", COLUMNS)) {
      for (LocalDate day = part.day(); !day.isAfter(part.lastDay()); day = day.plusDays(1)) {
        int perDay = GridCase.perDay(part.request(), day);
        for (int number = 0; number < perDay; number++) {
          GridCase each = GridCase.of(part.seed(), day, number);
          write(rows, part, each, day.toEpochDay() * 100_000 + number);
          String fault = each.fault(part.until());
          if (fault.isEmpty()) {
            count.accept();
            truth.note(each);
          } else {
            count.bad(fault);
          }
        }
      }
      connection.commit();
    }
    truth.find(count);
  }

  private static void write(TextRows rows, Part part, GridCase each, long index)
      throws SQLException {
    Dice dice = part.dice("grid-case", index);
    String fault = each.fault(part.until());
    LocalDateTime until = part.until();
    LocalDateTime handled =
        fault.equals("handled_at:after") ? each.dispatched().minusHours(1) : each.handled();
    String channel = Integer.toString(dice.between(1, 5));
    rows.row(
        each.id(),
        fault.equals("class_code:code") ? "9999" : each.kind().code(),
        each.cell().code(),
        fault.equals("channel:in") ? "9" : channel,
        Person.name(dice),
        fault.equals("description:length")
            ? "同上。".repeat(200)
            : each.cell().name() + "发现" + each.kind().name(),
        fault.equals("reported_at:type") ? "当日" : DayTime.plain(each.reported()),
        text(each.filed(), until),
        text(each.dispatched(), until),
        text(handled, until),
        text(each.verified(), until),
        text(each.closed(), until),
        DayTime.plain(each.updated(until)));
  }

  private static @Nullable String text(LocalDateTime step, LocalDateTime until) {
    return step.isBefore(until) ? DayTime.plain(step) : null;
  }

  /** What the tables must answer, from what was planted. */
  private static final class Truth {
    private final LocalDateTime until;
    private final SortedMap<String, Long> cells = new TreeMap<>();
    private final SortedMap<String, Long> stages = new TreeMap<>();
    private final SortedMap<String, Long> minutes = new TreeMap<>();
    private final SortedMap<String, Long> late = new TreeMap<>();
    private final SortedMap<String, Long> inTime = new TreeMap<>();
    private final SortedMap<LocalDate, SortedMap<String, Long>> waiting = new TreeMap<>();
    private LocalDateTime newest = LocalDateTime.MIN;

    Truth(LocalDateTime until) {
      this.until = until;
    }

    void note(GridCase each) {
      String kind = each.kind().code();
      LocalDateTime updated = each.updated(until);
      newest = updated.isAfter(newest) ? updated : newest;
      cells.merge(each.cell().code(), 1L, Long::sum);
      stages.merge(each.stage(until), 1L, Long::sum);
      if (each.handled().isBefore(until)) {
        long handling = Duration.between(each.dispatched(), each.handled()).toMinutes();
        minutes.merge(kind, handling, Long::sum);
        if (each.slow()) {
          late.merge(kind, 1L, Long::sum);
        } else {
          inTime.merge(each.cell().code(), 1L, Long::sum);
        }
      } else if (each.slow() && each.dispatched().isBefore(until)) {
        waiting
            .computeIfAbsent(each.dispatched().toLocalDate(), day -> new TreeMap<>())
            .merge(kind, 1L, Long::sum);
      }
    }

    void find(JobCount count) {
      find(count, "cases_by_cell", cells);
      find(count, "stages", stages);
      find(count, "handling_minutes", minutes);
      find(count, "handled_late", late);
      find(count, "in_time", inTime);
      // Whether a younger one is overdue depends on the calendar; those are not asked for.
      LocalDate limit = newest.toLocalDate().minusDays(GridCase.SLOW_DAYS);
      waiting.headMap(limit).values().forEach(kinds -> find(count, "overdue", kinds));
    }

    private static void find(JobCount count, String question, SortedMap<String, Long> answers) {
      answers.forEach(
          (subject, value) ->
              count.find("grid_governance." + question, subject, BigDecimal.valueOf(value)));
    }
  }
}
