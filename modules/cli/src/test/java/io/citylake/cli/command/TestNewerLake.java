package io.citylake.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture;
import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older program on a lake that a later one wrote. */
class TestNewerLake {
  private static final List<String> COMMANDS =
      List.of(
          "plan",
          "apply",
          "run --all",
          "runs",
          "releases",
          "holds",
          "quarantine ls",
          "catalog show water.ods_level",
          "audit sync",
          "sql -e values(1)",
          "serve",
          "scheduler",
          "schedule list",
          "status");

  @TempDir private Path home;

  @Test
  void everyCommandThatOpensItRefusesAndChangesNothing() throws SQLException {
    CommandFixture city = new CommandFixture(home).levels("append").levelsJob();
    Outcome applied = city.callWithoutSpark("apply");
    assertThat(applied.exit()).as(applied.err()).isZero();
    execute("UPDATE citylake_format SET version = 7, written_by = '9.9.0'");
    List<String> before = tables();

    for (String command : COMMANDS) {
      Outcome refused = city.callWithoutSpark(command.split(" "));
      assertThat(refused.err())
          .as("%s %s", command, refused)
          .contains(
              "Cannot open the lake: it was written by CityLake 9.9.0 in format 7, this program"
                  + " knows up to 6; use that version or a later one");
      assertThat(refused.exit()).as(command).isEqualTo(2);
    }
    assertThat(tables()).isEqualTo(before);
  }

  @Test
  void aLakeOfBeforeThereWereFormsOpens() throws SQLException {
    CommandFixture city = new CommandFixture(home).levels("append").levelsJob();
    Outcome applied = city.callWithoutSpark("apply");
    assertThat(applied.exit()).as(applied.err()).isZero();
    execute("DROP TABLE citylake_format");

    Outcome runs = city.callWithoutSpark("runs");

    assertThat(runs.exit()).as(runs.err()).isZero();
    assertThat(tables()).contains("citylake_format 1");
  }

  /** Each table of the catalog database with its number of rows. */
  private List<String> tables() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      List<String> counted = new ArrayList<>();
      for (String name : names) {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + name)) {
          rows.next();
          counted.add(name + " " + rows.getLong(1));
        }
      }
      return counted;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".citylake/catalog.db"));
  }
}
