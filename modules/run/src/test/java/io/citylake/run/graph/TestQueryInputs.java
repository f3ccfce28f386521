package io.citylake.run.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Workspace;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import io.citylake.run.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a query reads is asked of the parser once for each text. */
class TestQueryInputs {
  private static final String SQL = "select a.k from t.a join t.b on a.k = b.k";
  private static final String FILE = "jobs/t/c.sql";
  private static final TableName A = TableName.parse("t.a");
  private static final TableName B = TableName.parse("t.b");

  @TempDir private Path home;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new RunFixture(home).workspace();
  }

  @Test
  void recallsWithoutParsing() throws IOException {
    ask();
    // Nothing but the file says so.
    Files.writeString(file(), Files.readString(file()).replace("t.a,t.b", "t.a"));
    assertThat(QueryInputs.of(workspace).of(SQL, FILE)).containsExactly(A);
    assertThat(QueryInputs.of(workspace).of(SQL + " where true", FILE)).containsExactly(A, B);
  }

  @Test
  void parsesAgainWhereTheFileIsDamaged() throws IOException {
    ask();
    for (String damage : new String[] {"", "\u0000\n", "t.a,t.b\n", "\tt.a\n", "x\t..\n"}) {
      Files.writeString(file(), damage);
      assertThat(QueryInputs.of(workspace).of(SQL, FILE)).containsExactly(A, B);
    }
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(QueryInputs.of(workspace).of(SQL, FILE)).containsExactly(A, B);
  }

  @Test
  void doesNotRememberWhatCannotBeRead() {
    for (int i = 0; i < 2; i++) {
      QueryInputs inputs = QueryInputs.of(workspace);
      assertThatThrownBy(() -> inputs.of("selec 1", FILE))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining(FILE);
      inputs.remember();
    }
  }

  @Test
  void keepsWhatAnotherCommandAskedFor() throws IOException {
    ask();
    QueryInputs other = QueryInputs.of(workspace);
    other.of("select k from t.b", FILE);
    other.remember();
    assertThat(Files.readAllLines(file())).hasSize(2);
  }

  private void ask() {
    QueryInputs inputs = QueryInputs.of(workspace);
    assertThat(inputs.of(SQL, FILE)).containsExactly(A, B);
    inputs.remember();
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(workspace.settings().stateDir().resolve("cache"))) {
      return files.findFirst().orElseThrow();
    }
  }
}
