package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.serve.ServeFixture;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
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
  void connectionAsksTheStateThatItsAddressNames() throws SQLException {
    lake.release(3);
    String address =
        "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false&as-of=2"
            .formatted(lake.flight(Duration.ofSeconds(10)));
    try (Connection connection = DriverManager.getConnection(address, "ann", "password-of-ann");
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT 1").close();
      assertThat(lake.gate.questions.get(lake.gate.questions.size() - 1).release().id())
          .isEqualTo(2);
    } finally {
      lake.release(1);
    }
  }

  @Test
  void refusesWrongPasswordAtConnectWithSentence() {
    assertThatThrownBy(() -> connect("ann", "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Cannot log in: the user or the password is wrong");
  }

  @Test
  void browsesThemesTablesAndColumnsWithChineseTitles() throws SQLException {
    try (Connection connection = connect("ann", "password-of-ann")) {
      DatabaseMetaData data = connection.getMetaData();
      assertThat(data.getDatabaseProductName()).isEqualTo("CityLake");
      assertThat(data.getIdentifierQuoteString()).isEqualTo("`");
      assertThat(column(data.getCatalogs(), "TABLE_CAT")).containsExactly("lake");
      assertThat(column(data.getSchemas(), "TABLE_SCHEM")).containsExactly("air");
      assertThat(column(data.getTableTypes(), "TABLE_TYPE")).containsExactly("TABLE");
      assertThat(column(data.getTables("lake", "air", "%", null), "TABLE_NAME"))
          .containsExactly("ods_reading");
      assertThat(
              column(data.getTables(null, "a_r", "ods\\_%", new String[] {"TABLE"}), "TABLE_NAME"))
          .containsExactly("ods_reading");
      assertThat(column(data.getTables(null, null, null, new String[] {"VIEW"}), "TABLE_NAME"))
          .isEmpty();
      assertThat(column(data.getTables("other", null, null, null), "TABLE_NAME")).isEmpty();
      // The driver says that names are stored in upper case, and tools believe it.
      assertThat(column(data.getTables(null, "AIR", "ODS_READING", null), "TABLE_NAME"))
          .containsExactly("ods_reading");
      assertThat(column(data.getPrimaryKeys(null, "AIR", "ODS_READING"), "COLUMN_NAME"))
          .containsExactly("station");
      assertThat(column(data.getColumns("lake", "air", "ods_reading", "%"), "COLUMN_NAME"))
          .containsExactly(
              "station",
              "taken_at",
              "value",
              "price",
              "_source",
              "_place",
              "_run_id",
              "_ingested_at");
      assertThat(column(data.getColumns(null, "air", "ods_reading", "station"), "REMARKS"))
          .containsExactly("站点 / Station");
      assertThat(column(data.getColumns(null, "air", "ods_reading", "price"), "TYPE_NAME"))
          .containsExactly("decimal(12,2)");
      assertThat(column(data.getPrimaryKeys(null, "air", "ods_reading"), "COLUMN_NAME"))
          .containsExactly("station");
      assertThat(column(data.getImportedKeys(null, "air", "ods_reading"), "PKTABLE_NAME"))
          .isEmpty();
      assertThat(column(data.getExportedKeys(null, "air", "ods_reading"), "PKTABLE_NAME"))
          .isEmpty();
    }
  }

  /** What a table's grid in DBeaver asks of each cell, and what Metabase and Superset try first. */
  @Test
  void answersGetObjectOfEveryTypeAndWhatToolsAskBefore() throws SQLException {
    String sql =
        "SELECT *, TRUE AS flag, 1L AS big, 1.5D AS real, 1.5F AS single, 1Y AS tiny, 1S AS small,"
            + " DATE '2026-05-01' AS day, TIMESTAMP_NTZ '2026-05-01 08:00:00' AS wall,"
            + " X'00' AS bytes, map('a', 1) AS pairs, named_struct('a', 1) AS pair, NULL AS nothing"
            + " FROM air.ods_reading";
    try (Connection connection = connect("ann", "password-of-ann");
        Statement statement = connection.createStatement()) {
      assertThat(connection.isValid(5)).isTrue();
      connection.setAutoCommit(true);
      connection.setReadOnly(true);
      statement.setFetchSize(100);
      statement.setQueryTimeout(30);
      try (ResultSet rows = statement.executeQuery(sql)) {
        int count = 0;
        while (rows.next()) {
          count++;
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            int column = i;
            assertThatCode(() -> rows.getObject(column))
                .as(rows.getMetaData().getColumnName(i))
                .doesNotThrowAnyException();
          }
        }
        assertThat(count).isEqualTo(3);
      }
      statement.setMaxRows(2);
      assertThat(column(statement.executeQuery(sql), "station")).hasSize(2);
    }
  }

  @Test
  void connectsWithACatalogAndRefusesOneThatIsNotThere() throws SQLException {
    String address =
        "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false&catalog="
            .formatted(lake.flight(Duration.ofSeconds(10)));
    Connection connection = DriverManager.getConnection(address + "lake", "ann", "password-of-ann");
    try (Statement statement = connection.createStatement()) {
      assertThat(column(statement.executeQuery("SELECT 1"), "1")).containsExactly("1");
    }
    // The driver closes its channel first, and then the session that it can't reach any more.
    assertThatThrownBy(connection::close).hasMessageContaining("Channel shutdown invoked");
    assertThatThrownBy(() -> DriverManager.getConnection(address + "sea", "ann", "password-of-ann"))
        .hasMessageContaining("catalog");
  }

  /**
   * The driver says an unprepared statement's columns twice where it has no rows (arrow-java#44).
   */
  @Test
  void answersAPreparedStatementWithoutRowsWithItsColumns() throws SQLException {
    try (Connection connection = connect("ann", "password-of-ann");
        PreparedStatement statement =
            connection.prepareStatement("SELECT station, value FROM air.ods_reading WHERE 1 = 0");
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void endsOnTheServerWhatIsCancelled() throws Exception {
    try (Connection connection = connect("ann", "password-of-ann");
        Statement statement = connection.createStatement()) {
      ResultSet rows =
          statement.executeQuery("SELECT id, uuid() AS uncached FROM range(0, 40000000, 1, 400)");
      assertThat(rows.next()).isTrue();
      assertThat(lake.engine.running()).isPositive();
      statement.cancel();
      Awaitility.await().until(() -> lake.engine.running() == 0);
    }
  }

  @Test
  void showsAStrangerNoTables() throws SQLException {
    try (Connection connection = connect("stranger", "password-of-stranger")) {
      DatabaseMetaData data = connection.getMetaData();
      assertThat(column(data.getSchemas(), "TABLE_SCHEM")).isEmpty();
      assertThat(column(data.getTables(null, null, null, null), "TABLE_NAME")).isEmpty();
      assertThat(column(data.getPrimaryKeys(null, "air", "ods_reading"), "COLUMN_NAME")).isEmpty();
    }
  }

  /** Tools ask all of these before they show a first tree. */
  @Test
  void answersEveryQuestionAboutTheServerThatTakesNoArgument() throws Exception {
    try (Connection connection = connect("ann", "password-of-ann")) {
      DatabaseMetaData data = connection.getMetaData();
      for (Method method : DatabaseMetaData.class.getMethods()) {
        if (method.getParameterCount() == 0) {
          assertThatCode(() -> close(method.invoke(data)))
              .as(method.getName())
              .doesNotThrowAnyException();
        }
      }
    }
  }

  @Test
  void bindsParametersAsTheTypesThatTheStatementMeans() throws SQLException {
    String sql =
        "SELECT station, 'a?b' AS mark, value + ? AS more FROM air.ods_reading"
            + " WHERE price >= ? AND station IN (?, ?) AND taken_at < ? -- why?";
    try (Connection connection = connect("ann", "password-of-ann");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(5);
      statement.setInt(1, 1);
      statement.setBigDecimal(2, new BigDecimal("12.50"));
      statement.setString(3, "天府一街");
      statement.setString(4, "' OR 1=1 --");
      statement.setString(5, "2026-05-03 00:00:00");
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("mark")).isEqualTo("a?b");
        assertThat(rows.getInt("more")).isEqualTo(42);
        assertThat(rows.next()).isFalse();
      }
      statement.setString(3, "nowhere");
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isFalse();
      }
    }
  }

  /** Tools page through tables so. */
  @Test
  void bindsNumbersOfRows() throws SQLException {
    String sql =
        "SELECT station FROM air.ods_reading WHERE station <> ? ORDER BY value NULLS LAST"
            + " LIMIT ? OFFSET\n ?";
    try (Connection connection = connect("ann", "password-of-ann");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, "nowhere");
      statement.setInt(2, 1);
      statement.setInt(3, 1);
      assertThat(column(statement.executeQuery(), "station")).containsExactly("天府一街");
      statement.setInt(2, 3);
      statement.setInt(3, 0);
      assertThat(column(statement.executeQuery(), "station")).hasSize(3);
    }
  }

  @Test
  void answersProbesOfToolsAndSaysWhatIsWrong() throws SQLException {
    try (Connection connection = connect("ann", "password-of-ann");
        Statement statement = connection.createStatement()) {
      assertThat(column(statement.executeQuery("SELECT 1"), "1")).containsExactly("1");
      assertThat(column(statement.executeQuery("SELECT VERSION() AS v"), "v")).hasSize(1);
      assertThat(connection.isValid(5)).isTrue();
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM air.secret"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("CL1014 Cannot read air.secret: no role of yours grants it");
      assertThatThrownBy(() -> statement.executeQuery("SELECT nothing FROM air.ods_reading"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("CL1009");
      assertThatThrownBy(
              () -> statement.executeQuery("SELECT CAST(station AS INT) FROM air.ods_reading"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("CAST_INVALID_INPUT")
          .hasMessageNotContaining("天府");
    }
  }

  private static void close(Object answer) throws SQLException {
    if (answer instanceof ResultSet rows) {
      rows.close();
    }
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(name));
      }
    }
    return values;
  }

  private static Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false&user=%s&password=%s"
            .formatted(lake.flight(Duration.ofSeconds(30)), user, password));
  }
}
