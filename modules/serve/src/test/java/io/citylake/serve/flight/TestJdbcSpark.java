package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.serve.ServeFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Arrow Flight SQL JDBC driver against the server, as an analyst's tool uses it. */
class TestJdbcSpark {
  @TempDir private static Path home;
  private static ServeFixture lake;

  @BeforeAll
  static void open() {
    lake = ServeFixture.open(home);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  @Test
  void answersEveryTypeThatColumnsHave() throws SQLException {
    try (Connection connection = connect("ann", "password-of-ann");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT * FROM air.ods_reading ORDER BY value DESC NULLS LAST")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("station")).isEqualTo("天府一街");
      assertThat(rows.getObject("taken_at", Instant.class))
          .isEqualTo("2026-05-01T00:30:00.123456Z");
      // Not getTimestamp(): with a client in another zone than the answer's the driver adds the
      // difference where it should take it away.
      assertThat(rows.getObject("taken_at", LocalDateTime.class))
          .isEqualTo("2026-05-01T08:30:00.123456");
      assertThat(rows.getInt("value")).isEqualTo(41);
      assertThat(rows.getBigDecimal("price")).isEqualByComparingTo("12.50");
      assertThat((Object[]) rows.getArray("tags").getArray()).hasSize(2);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getBigDecimal("price")).isEqualByComparingTo("-0.01");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("station")).isEqualTo("O'Brien");
      assertThat(rows.getObject("value")).isNull();
      assertThat(rows.getTimestamp("taken_at")).isNull();
      assertThat(rows.next()).isFalse();
    }
    assertThat(lake.logins.addresses).contains("127.0.0.1");
  }

  @Test
  void refusesWrongPasswordAtConnectWithSentence() {
    assertThatThrownBy(() -> connect("ann", "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Cannot log in: the user or the password is wrong");
  }

  private static Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false&user=%s&password=%s"
            .formatted(lake.flight(Duration.ofSeconds(30)), user, password));
  }
}
