package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * The service hall's case table as it is on the last day: a row per case, which changes when the
 * case ends or is declared void.
 */
final class ServiceCaseTable implements CitySource {
  static final String FILE = "government_service/hall.db";
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final String TABLE =
      """
      create table hall_case (
        case_no text, item_code text, applicant_kind text, applicant_id text, street text,
        channel text, status text, accept_time text, finish_time text, steps integer,
        voided text, upd_time text)""";

  @Override
  public String job() {
    return "government_service.service_cases";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException, SQLException {
    try (Connection connection = landing.sqlite(FILE, count);
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into hall_case values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (LocalDate day = part.day(); !day.isAfter(part.lastDay()); day = day.plusDays(1)) {
          for (ServiceCase each : ServiceCase.of(part.request(), day)) {
            insert(insert, each, part.lastDay());
            note(each, part.lastDay(), count);
          }
        }
      }
      statement.execute("create index hall_case_time on hall_case (upd_time)");
      connection.commit();
    }
  }

  private static void insert(PreparedStatement insert, ServiceCase each, LocalDate lastDay)
      throws SQLException {
    boolean finished = each.finishedBy(lastDay);
    LocalDateTime updated =
        each.voided() ? each.accepted().plusHours(1) : finished ? each.finished() : each.accepted();
    boolean noNumber = each.fault().equals("case_no:matches");
    insert.setString(1, noNumber ? "补录" + each.number() : each.number());
    insert.setString(2, each.item().code());
    insert.setString(3, each.byFirm() ? "2" : "1");
    insert.setString(4, each.applicant());
    insert.setString(5, each.street().code());
    insert.setString(6, each.fault().equals("channel:in") ? "电话" : each.channel());
    insert.setString(7, !finished ? "办理中" : each.rejected() ? "退件" : "办结");
    insert.setString(8, TIME.format(each.accepted()));
    insert.setString(9, finished ? TIME.format(each.finished()) : null);
    insert.setInt(10, each.fault().equals("steps:range") ? 0 : each.steps());
    insert.setString(11, each.voided() ? "是" : "否");
    insert.setString(12, TIME.format(updated));
    insert.executeUpdate();
  }

  private static void note(ServiceCase each, LocalDate lastDay, JobCount count) {
    if (!each.fault().isEmpty()) {
      count.bad(each.fault());
      return;
    }
    count.upserted(1, 1, each.voided() ? 0 : 1);
    if (!each.counts() || !each.finishedBy(lastDay)) {
      return;
    }
    String item = each.item().code();
    count.find("government_service.time_taken", item, BigDecimal.valueOf(each.minutes()));
    count.find(
        "government_service.steps_saved",
        item,
        BigDecimal.valueOf(each.item().steps() - each.steps()));
    if (each.late()) {
      count.find("government_service.late", item, BigDecimal.ONE);
    }
  }
}
