package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.serve.ServeFixture;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every type of column beside every setter of the real driver: the answer is that of the same value
 * written into the SQL, or an error. The JVM is in another zone than the lake.
 */
class TestJdbcParametersSpark {
  private static final String ROWS =
      """
      (SELECT n, CAST(a AS TINYINT) AS tiny, CAST(a AS SMALLINT) AS small, CAST(a AS INT) AS int_,
        CASE n WHEN 3 THEN 9007199254740993 ELSE CAST(a AS BIGINT) END AS big,
        CAST(r AS FLOAT) AS float_, CAST(r AS DOUBLE) AS double_,
        CAST(r AS DECIMAL(12,2)) AS price, CAST(r AS DECIMAL(38,2)) AS wide,
        t AS text, n > 1 AS flag, CAST(at AS DATE) AS day, CAST(at AS TIMESTAMP) AS instant,
        CAST(at AS TIMESTAMP_NTZ) AS local, CAST(t AS BINARY) AS bytes
      FROM VALUES
        (1, 0, 0.1, '0', '1970-01-06 00:00:00'),
        (2, 84, 84.5, '84', '2026-05-01 08:30:00.123456'),
        (3, 127, 84.51, 'x', '2026-05-01 08:30:00.123'),
        (4, NULL, NULL, NULL, NULL) AS v(n, a, r, t, at)) AS rows
      """;

  private static final List<String> NUMBERS =
      List.of("tiny", "small", "int_", "big", "float_", "double_", "price", "wide");
  private static final List<String> COLUMNS =
      List.of(
          "tiny", "small", "int_", "big", "float_", "double_", "price", "wide", "text", "flag",
          "day", "instant", "local", "bytes");

  @TempDir private static Path home;
  private static ServeFixture lake;

  private interface Setter {
    void set(PreparedStatement statement, int index) throws SQLException;
  }

  private record Value(String kind, String literal, Setter setter) {}

  private static final List<Value> VALUES =
      List.of(
          new Value("byte", "84Y", (s, i) -> s.setByte(i, (byte) 84)),
          new Value("short", "84S", (s, i) -> s.setShort(i, (short) 84)),
          new Value("int", "84", (s, i) -> s.setInt(i, 84)),
          new Value("int", "-2147483648", (s, i) -> s.setInt(i, Integer.MIN_VALUE)),
          new Value("long", "84L", (s, i) -> s.setLong(i, 84)),
          new Value("long", "4294967296L", (s, i) -> s.setLong(i, 4_294_967_296L)),
          new Value("long", "9007199254740993L", (s, i) -> s.setLong(i, 9_007_199_254_740_993L)),
          new Value("long", "9223372036854775807L", (s, i) -> s.setLong(i, Long.MAX_VALUE)),
          new Value("float", "84.5F", (s, i) -> s.setFloat(i, 84.5f)),
          new Value("float", "0.1F", (s, i) -> s.setFloat(i, 0.1f)),
          new Value("double", "84.5D", (s, i) -> s.setDouble(i, 84.5)),
          new Value("double", "84.51D", (s, i) -> s.setDouble(i, 84.51)),
          new Value("double", "0.1D", (s, i) -> s.setDouble(i, 0.1)),
          new Value("double", "84.0D", (s, i) -> s.setDouble(i, 84)),
          new Value("double", "1E300D", (s, i) -> s.setDouble(i, 1e300)),
          new Value("double", "1E-300D", (s, i) -> s.setDouble(i, 1e-300)),
          new Value("double", "DOUBLE('NaN')", (s, i) -> s.setDouble(i, Double.NaN)),
          new Value("decimal", "84.5", (s, i) -> s.setBigDecimal(i, new BigDecimal("84.5"))),
          new Value("decimal", "84.51", (s, i) -> s.setBigDecimal(i, new BigDecimal("84.51"))),
          new Value("decimal", "84.505", (s, i) -> s.setBigDecimal(i, new BigDecimal("84.505"))),
          new Value(
              "decimal",
              "123456789012345678901.25",
              (s, i) -> s.setBigDecimal(i, new BigDecimal("123456789012345678901.25"))),
          new Value("text", "'84'", (s, i) -> s.setString(i, "84")),
          new Value("text", "'x'", (s, i) -> s.setString(i, "x")),
          new Value("text", "'84.5'", (s, i) -> s.setString(i, "84.5")),
          new Value("text", "'2026-05-01'", (s, i) -> s.setString(i, "2026-05-01")),
          new Value(
              "text",
              "'2026-05-01 08:30:00.123456'",
              (s, i) -> s.setString(i, "2026-05-01 08:30:00.123456")),
          new Value(
              "text",
              "'2026-05-01T00:30:00.123456Z'",
              (s, i) -> s.setString(i, "2026-05-01T00:30:00.123456Z")),
          new Value("boolean", "TRUE", (s, i) -> s.setBoolean(i, true)),
          new Value(
              "date", "DATE '2026-05-01'", (s, i) -> s.setDate(i, Date.valueOf("2026-05-01"))),
          new Value(
              "timestamp",
              "TIMESTAMP '2026-05-01 08:30:00.123456 America/St_Johns'",
              (s, i) -> s.setTimestamp(i, Timestamp.valueOf("2026-05-01 08:30:00.123456"))),
          new Value("time", "'08:30:00'", (s, i) -> s.setTime(i, Time.valueOf("08:30:00"))),
          new Value(
              "bytes", "X'3834'", (s, i) -> s.setBytes(i, "84".getBytes(StandardCharsets.UTF_8))));

  /** What must be answered, not only not be wrong. */
  private static final Set<String> ANSWERED =
      Set.of(
          "int_ int",
          "int_ long",
          "int_ double",
          "int_ decimal",
          "big long",
          "big int",
          "big double",
          "tiny byte",
          "small short",
          "float_ float",
          "double_ double",
          "double_ int",
          "price decimal",
          "wide decimal",
          "text text",
          "flag boolean",
          "day date",
          "instant text",
          "local text",
          "bytes bytes");

  @BeforeAll
  static void open() {
    lake = ServeFixture.open(home);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  @Test
  void answersAsTheSameValueInTheStatementOrNotAtAll() throws SQLException {
    List<String> wrong = new ArrayList<>();
    Set<String> answered = new TreeSet<>();
    for (String column : COLUMNS) {
      Connection connection = connect("");
      for (Value value : VALUES) {
        if (!isSentAsAnother(column, value)) {
          Optional<String> bound = bound(connection, compared(column, "?"), value);
          if (bound.isPresent()) {
            answered.add(column + " " + value.kind());
            Optional<String> right = written(connection, compared(column, value.literal()));
            if (!right.equals(bound)) {
              wrong.add(column + " beside " + value.literal() + ": " + bound + " for " + right);
            }
          }
        }
      }
      closeAfterErrors(connection);
    }
    assertThat(wrong).isEmpty();
    assertThat(answered).containsAll(ANSWERED);
  }

  private static String compared(String column, String value) {
    return "%1$s = %2$s AS same, %1$s >= %2$s AS least, %1$s < %2$s AS below"
        .formatted(column, value);
  }

  /** The driver leaks what it bound where the server refuses it, and says so here. */
  private static void closeAfterErrors(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("Memory was leaked");
    }
  }

  /** Which the server can't tell from a number: the page on clients says so. */
  private static boolean isSentAsAnother(String column, Value value) {
    boolean days = Set.of("date", "time", "timestamp").contains(value.kind());
    boolean whole = value.kind().equals("int");
    return (NUMBERS.contains(column) && days)
        || (column.equals("day") && (whole || value.kind().equals("time")));
  }

  @Test
  void holdsLargeNumbersThatTheStatementCasts() throws SQLException {
    Connection connection = connect("");
    Value large = new Value("long", "", (s, i) -> s.setLong(i, 9_007_199_254_740_993L));
    assertThat(bound(connection, "big = CAST(? AS BIGINT)", large)).contains("[3]");
    assertThatThrownBy(() -> ask(connection, "big = ?", large))
        .hasMessageContaining("write CAST(? AS BIGINT) in its place");
    closeAfterErrors(connection);
  }

  @Test
  void refusesNumbersOfRowsThatAreNone() throws SQLException {
    Connection connection = connect("");
    for (Value value :
        List.of(
            new Value("long", "", (s, i) -> s.setLong(i, 4_294_967_297L)),
            new Value("double", "", (s, i) -> s.setDouble(i, 1.5)))) {
      assertThatThrownBy(() -> ask(connection, "TRUE ORDER BY n LIMIT ?", value))
          .hasMessageContaining("it is no number of rows");
    }
    assertThat(
            bound(
                connection,
                "TRUE ORDER BY n LIMIT ?",
                new Value("long", "", (s, i) -> s.setLong(i, 2))))
        .contains("[1, 2]");
    closeAfterErrors(connection);
  }

  /** With the same wall clock in the lake's zone, where the client says that it means this. */
  @Test
  void takesTimestampsWhereTheClientSaysThatTheyAreTheLakesWallClock() throws SQLException {
    Value wall =
        new Value(
            "timestamp",
            "",
            (s, i) -> s.setTimestamp(i, Timestamp.valueOf("2026-05-01 08:30:00.123")));
    try (Connection connection = connect("&timestamp-parameters=wall-clock")) {
      assertThat(bound(connection, "instant = ?", wall)).contains("[3]");
    }
    try (Connection connection = connect("")) {
      assertThat(bound(connection, "instant = ?", wall)).isEmpty();
    }
  }

  private static Optional<String> bound(Connection connection, String condition, Value value) {
    try {
      return Optional.of(ask(connection, condition, value));
    } catch (SQLException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String ask(Connection connection, String condition, Value value)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql(condition))) {
      for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
        value.setter().set(statement, i);
      }
      return rows(statement.executeQuery());
    }
  }

  private static Optional<String> written(Connection connection, String condition) {
    try (Statement statement = connection.createStatement()) {
      return Optional.of(rows(statement.executeQuery(sql(condition))));
    } catch (SQLException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String sql(String question) {
    return question.contains(" AS same,")
        ? "SELECT n, " + question + " FROM " + ROWS
        : "SELECT n FROM " + ROWS + " WHERE " + question;
  }

  private static String rows(ResultSet rows) throws SQLException {
    List<String> found = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        StringBuilder row = new StringBuilder(rows.getString(1));
        for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
          row.append(' ').append(rows.getString(i));
        }
        found.add(row.toString());
      }
    }
    return found.stream().sorted().toList().toString();
  }

  private static Connection connect(String more) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false&user=ann&password=password-of-ann%s"
            .formatted(lake.flight(Duration.ofSeconds(30)), more));
  }
}
