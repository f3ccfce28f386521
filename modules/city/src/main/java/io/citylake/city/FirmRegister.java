package io.citylake.city;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/**
 * The market regulator's register as its exchange database shows it: an SQLite table to which every
 * change of a firm is added, in the order of arrival and not of the update time.
 */
final class FirmRegister {
  static final String FILE = "enterprise/registry.db";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
  private static final String TABLE =
      """
      create table reg_firm_change (
        change_id integer primary key, op text, uniscid text, entname text, legal_person text,
        reg_capital integer, industry text, street text, reg_state text, est_date text,
        phone text, upd_time text)""";

  private final CityRequest request;
  private final JobCount count = new JobCount("enterprise.firm_register");
  private final Map<String, FirmChange> newest = new HashMap<>();
  private long good;

  FirmRegister(CityRequest request) {
    this.request = request;
  }

  JobTruth write() throws IOException, SQLException {
    Path file = request.to().resolve(FILE);
    Files.createDirectories(request.to().resolve("enterprise"));
    Files.deleteIfExists(file);
    count.file(FILE);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(TABLE);
      statement.execute("create index reg_firm_change_time on reg_firm_change (upd_time)");
      insertAll(connection);
      connection.commit();
    }
    long living =
        newest.values().stream().filter(change -> !change.operation().equals("D")).count();
    count.upserted(good, newest.size(), living);
    newest.values().stream()
        .filter(change -> !change.operation().equals("D"))
        .forEach(change -> count.sum("registered_capital", BigDecimal.valueOf(change.capital())));
    return count.truth();
  }

  private void insertAll(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into reg_firm_change values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < Firm.COUNT; i++) {
        insert(insert, FirmChange.founding(request.seed(), i));
      }
      int perDay = request.scaled(2_000, 40);
      for (LocalDate day = request.from(); day.isBefore(request.until()); day = day.plusDays(1)) {
        for (int i = 0; i < perDay; i++) {
          insert(insert, FirmChange.of(request.seed(), day, i, perDay));
        }
      }
    }
  }

  private void insert(PreparedStatement insert, FirmChange change) throws SQLException {
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
    note(change);
  }

  private void note(FirmChange change) {
    if (!change.fault().isEmpty()) {
      count.bad(change.fault());
      return;
    }
    good++;
    if (change.firm().spoiledCode()) {
      count.warn("credit_code:uscc");
    }
    FirmChange known = newest.get(change.firm().creditCode());
    if (known == null || known.updatedAt().isBefore(change.updatedAt())) {
      newest.put(change.firm().creditCode(), change);
    } else {
      count.remark("arrived_after_a_newer_one");
    }
  }
}
