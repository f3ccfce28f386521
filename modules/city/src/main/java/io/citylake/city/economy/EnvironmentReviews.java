package io.citylake.city.economy;

import io.citylake.city.CityRequest;
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
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;

/**
 * The environment bureau's approvals database on the last day: an opinion is added when it is
 * given, and the newest of an item holds. It plants the decisions, since it knows the whole of the
 * reviews and applications are never bad: those refused by the veto alone among them.
 */
final class EnvironmentReviews implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final String FILE = "investment_promotion/approval.db";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int BAD_EVERY = 200;
  private static final String TABLE =
      """
      create table env_review (
        review_id integer primary key, project_no text, item text, opinion text, reviewer text,
        upd_time text)""";

  @Override
  public String job() {
    return "investment_promotion.environment_review";
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
          connection.prepareStatement("insert into env_review values (null, ?, ?, ?, ?, ?)")) {
        new Writer(part, insert, count).writeAll();
      }
      statement.execute("create index env_review_time on env_review (upd_time)");
      connection.commit();
    }
  }

  private record Writer(Part part, PreparedStatement insert, JobCount count) {
    void writeAll() throws SQLException {
      YearMonth last = YearMonth.from(part.lastDay());
      for (YearMonth month = YearMonth.from(CityRequest.FOUNDED.minusYears(1));
          !month.isAfter(last);
          month = month.plusMonths(1)) {
        for (Admission admission : Admission.of(part.seed(), month)) {
          write(admission);
          // The applications of a month come when it is over.
          if (month.isBefore(last)) {
            find(admission);
          }
        }
      }
    }

    private void write(Admission admission) throws SQLException {
      Set<String> items = new HashSet<>();
      long good = 0;
      for (int i = 0; i < admission.opinions().size(); i++) {
        Admission.Opinion opinion = admission.opinions().get(i);
        if (opinion.at().toLocalDate().isAfter(part.lastDay())) {
          continue;
        }
        Dice dice = Dice.of(part.seed(), "review-" + admission.project().id(), i);
        if (dice.below(BAD_EVERY) == 0) {
          insert(admission, opinion.item(), "不明", dice, opinion.at());
          count.bad("result:in");
        }
        insert(admission, opinion.item(), opinion.result(), dice, opinion.at());
        items.add(opinion.item());
        good++;
      }
      count.upserted(good, items.size(), items.size());
    }

    private void insert(
        Admission admission, String item, String opinion, Dice dice, LocalDateTime at)
        throws SQLException {
      insert.setString(1, admission.project().id());
      insert.setString(2, item);
      insert.setString(3, opinion);
      insert.setString(4, Person.name(dice));
      insert.setString(5, TIME.format(at));
      insert.executeUpdate();
    }

    private void find(Admission admission) {
      String decision = admission.decision(part.lastDay());
      count.find("investment_promotion.decision", decision, BigDecimal.ONE);
      if (decision.equals("veto") && admission.strength().equals(Admission.Strength.ADMIT)) {
        count.find("investment_promotion.only_by_veto", admission.project().id(), decision);
      }
    }
  }
}
