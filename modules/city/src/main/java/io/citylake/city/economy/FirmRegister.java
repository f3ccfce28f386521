package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Landing;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The market regulator's register as its exchange database shows it on the last day: an SQLite
 * table to which every change of a firm is added, in the order of arrival and not of the update
 * time. So the register of a later day is that of an earlier one with more rows.
 */
final class FirmRegister implements CitySource {
  static final String FILE = "enterprise/registry.db";
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
  private static final Set<String> STRUCK_OFF = Set.of("注销", "吊销", "迁出");
  private static final String TABLE =
      """
      create table reg_firm_change (
        change_id integer primary key, op text, uniscid text, entname text, legal_person text,
        reg_capital integer, industry text, street text, reg_state text, est_date text,
        phone text, upd_time text)\
      """;

  @Override
  public String job() {
    return "enterprise.firm_register";
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
      insertAll(connection, part, count);
      statement.execute("create index reg_firm_change_time on reg_firm_change (upd_time)");
      connection.commit();
    }
  }

  private static void insertAll(Connection connection, Part part, JobCount count)
      throws SQLException {
    Newest newest = new Newest(count);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into reg_firm_change values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < Firm.COUNT; i++) {
        FirmChange founding = FirmChange.founding(part.seed(), i);
        insert(insert, founding);
        newest.note(founding);
      }
      int perDay = perDay(part);
      for (LocalDate day = part.day(); !day.isAfter(part.lastDay()); day = day.plusDays(1)) {
        for (int i = 0; i < perDay; i++) {
          FirmChange change = FirmChange.of(part.seed(), day, i, perDay);
          insert(insert, change);
          newest.note(change);
        }
      }
    }
    newest.total();
  }

  /** What the register says of each firm on a part's last day; the count is nobody's. */
  static Newest newest(Part part) {
    Newest newest = new Newest(new JobCount("enterprise.firm_register"));
    for (int i = 0; i < Firm.COUNT; i++) {
      newest.note(FirmChange.founding(part.seed(), i));
    }
    int perDay = perDay(part);
    for (LocalDate day = part.day(); !day.isAfter(part.lastDay()); day = day.plusDays(1)) {
      for (int i = 0; i < perDay; i++) {
        newest.note(FirmChange.of(part.seed(), day, i, perDay));
      }
    }
    return newest;
  }

  private static int perDay(Part part) {
    return part.request().scaled(2_000, 40);
  }

  private static void insert(PreparedStatement insert, FirmChange change) throws SQLException {
    Firm firm = change.firm();
    insert.setString(1, change.operation());
    insert.setString(2, firm.creditCode());
    insert.setString(3, firm.name());
    insert.setString(4, firm.legalPerson());
    insert.setLong(5, change.capital());
    insert.setString(6, firm.industry().code());
    insert.setString(7, change.street());
    insert.setString(8, change.status());
    insert.setString(9, firm.registeredOn().toString());
    insert.setString(10, firm.phone());
    insert.setString(11, TIME.format(change.updatedAt()));
    insert.executeUpdate();
  }

  /** What an upsert by credit code and update time must leave. */
  static final class Newest {
    private final Map<String, FirmChange> firms = new HashMap<>();
    private final JobCount count;
    private long good;

    Newest(JobCount count) {
      this.count = count;
    }

    void note(FirmChange change) {
      if (!change.fault().isEmpty()) {
        count.bad(change.fault());
        return;
      }
      good++;
      if (change.firm().spoiledCode()) {
        count.warn("credit_code:uscc");
      }
      FirmChange known = firms.get(change.firm().creditCode());
      if (known == null || known.updatedAt().isBefore(change.updatedAt())) {
        firms.put(change.firm().creditCode(), change);
      } else {
        count.remark("arrived_after_a_newer_one");
      }
    }

    /** Whether it is there and neither struck off nor moved away. */
    boolean holds(Firm firm) {
      FirmChange change = firms.get(firm.creditCode());
      return change != null
          && !change.operation().equals("D")
          && !STRUCK_OFF.contains(change.status());
    }

    /** In the order of their codes. */
    List<Firm> struckOff() {
      return firms.values().stream()
          .map(FirmChange::firm)
          .filter(firm -> !holds(firm))
          .sorted(Comparator.comparing(Firm::creditCode))
          .toList();
    }

    void total() {
      long living = 0;
      for (FirmChange change : firms.values()) {
        if (!change.operation().equals("D")) {
          living++;
          count.sum("registered_capital", BigDecimal.valueOf(change.capital()));
        }
      }
      count.upserted(good, firms.size(), living);
    }
  }
}
