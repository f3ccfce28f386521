package io.citylake.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.testkit.Faults.StatementFault;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFaults {
  @TempDir private Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    Faults.reset();
    connection =
        DriverManager.getConnection(
            FaultInjectingDriver.PREFIX + "jdbc:sqlite:" + directory.resolve("x.db"));
    update("CREATE TABLE t (n INTEGER)");
  }

  @AfterEach
  void close() throws SQLException {
    Faults.reset();
    connection.close();
  }

  @Test
  void losesTheReplyOfAStatementThatHappened() throws SQLException {
    Faults.failStatements("INSERT", StatementFault.REPLY_LOST, 1);

    assertThatThrownBy(() -> update("INSERT INTO t VALUES (1)")).isInstanceOf(SQLException.class);

    assertThat(rows()).isEqualTo(1);
    update("INSERT INTO t VALUES (2)");
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void refusesAStatementBeforeItHappens() throws SQLException {
    Faults.failStatements("INSERT", StatementFault.REFUSED_BEFORE, 1);

    assertThatThrownBy(() -> update("INSERT INTO t VALUES (1)")).isInstanceOf(SQLException.class);

    assertThat(rows()).isZero();
  }

  @Test
  void staysDeadOnceDead() throws SQLException {
    Faults.dieAt("sql INSERT", 2);
    update("INSERT INTO t VALUES (1)");

    assertThatThrownBy(() -> update("INSERT INTO t VALUES (2)"))
        .isInstanceOf(SimulatedDeathException.class);
    assertThatThrownBy(this::rows).isInstanceOf(SimulatedDeathException.class);

    Faults.reset();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void namesAndCountsSteps() throws SQLException {
    rows();

    assertThat(Faults.steps()).containsExactly("connect", "sql CREATE", "sql SELECT");
    assertThat(Faults.count("sql")).isEqualTo(2);
  }

  @Test
  void fillsTheDisk() throws IOException {
    Faults.diskFullAfter(10);
    Faults.write(10);

    assertThatThrownBy(() -> Faults.write(1))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void tellsFilesApartByTheirNames() {
    assertThat(FaultInjectingFileIo.kind("/t/metadata/00001-a.metadata.json"))
        .isEqualTo("metadata");
    assertThat(FaultInjectingFileIo.kind("/t/metadata/snap-1-a.avro")).isEqualTo("list");
    assertThat(FaultInjectingFileIo.kind("/t/metadata/a-m0.avro")).isEqualTo("manifest");
    assertThat(FaultInjectingFileIo.kind("/t/data/a.parquet")).isEqualTo("data");
    assertThat(FaultInjectingFileIo.kind("/t/positions/a.json.gz")).isEqualTo("other");
  }

  private void update(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }

  private long rows() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM t");
        ResultSet rows = statement.executeQuery()) {
      return rows.getLong(1);
    }
  }
}
