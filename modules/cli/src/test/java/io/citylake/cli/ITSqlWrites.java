package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code citylake sql} reads, unless it is told that a change is meant. */
class ITSqlWrites {
  @TempDir private Path home;
  private CommandFixture water;

  @BeforeEach
  void load() {
    water = new CommandFixture(home).levels("append").levelsJob();
    water.landing("1.csv", "a,2026-01-01 08:00,1,7", "b,2026-01-01 08:00,2,8");
    assertThat(water.call("apply").exit()).isZero();
    assertThat(water.call("run", "--all").exit()).isZero();
  }

  @Test
  void changesNothingUnasked() {
    Path outside = home.resolve("outside");
    for (String statement :
        new String[] {
          "DELETE FROM water.ods_level",
          "INSERT INTO water.ods_level SELECT * FROM water.ods_level",
          "DROP TABLE water.ods_level",
          "EXECUTE IMMEDIATE 'DELETE FROM water.ods_level'",
          "CREATE TABLE water.copy AS SELECT * FROM water.ods_level",
          "CALL lake.system.remove_orphan_files(table => 'water.ods_level')",
          "INSERT OVERWRITE DIRECTORY '%s' USING parquet SELECT 1".formatted(outside),
        }) {
      Outcome refused = water.call("sql", "-e", statement);
      assertThat(refused.exit()).as(statement).isEqualTo(2);
      assertThat(refused.err()).as(statement).contains("--write", "CL1018");
    }
    assertThat(outside).doesNotExist();
    Outcome rows = water.call("sql", "-o", "csv", "-e", "SELECT count(*) FROM water.ods_level");
    assertThat(rows.lines()).endsWith("2");
    Outcome tables = water.call("sql", "-o", "csv", "-e", "SHOW TABLES IN water");
    assertThat(tables.out()).contains("ods_level").doesNotContain("copy");
  }

  @Test
  void saysWhatItChanged() {
    Outcome done =
        water.call("sql", "--write", "-e", "DELETE FROM water.ods_level WHERE station = 'a'");
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.err())
        .contains("Done: delete from table; water.ods_level had 2 rows and has 1 now");
  }

  @Test
  void isNoPersonsRightToWrite() {
    Outcome both = water.call("sql", "--write", "--as", "wang", "-e", "SELECT 1");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("Give --write or --as, not both");
  }
}
