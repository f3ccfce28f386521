package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.StageRecord;
import io.citylake.model.JobName;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.round.Round;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.run.round.StageProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2: the machine's clock goes back between runs, or within one. */
class TestClockSetBackSpark {
  private static final String TABLE = "ods_level";

  @TempDir private Path home;
  private RunFixture lake;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job();
  }

  /** A clock that somebody sets. */
  private static final class SetClock extends Clock {
    private volatile Duration off = Duration.ZERO;
    // By how much with each look at it.
    private volatile Duration back = Duration.ZERO;

    @Override
    public synchronized Instant instant() {
      off = off.minus(back);
      return Clock.systemUTC().instant().plus(off);
    }

    @Override
    public ZoneId getZone() {
      return Clock.systemUTC().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static RoundResult round(OpenLake open, Clock clock) {
    RunRequest request = new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON);
    return new Round(open.services(clock), RunListener.none())
        .run(List.of(RunFixture.JOB), request);
  }

  /** What Iceberg makes of it: all that its last commit dates is two hours ahead. */
  @Test
  void aTableThatIsAheadIsSaidAndLoadedOnceTheClockIsRight() throws Exception {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    lake.landing("b.csv", "沙河,2026-01-01 08:00,2.5,", ",2026-01-01 09:00,2.6,");
    String now = location();
    point(ahead(now));
    JobResult refused = lake.run();
    assertThat(refused.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(refused.errorCode()).isEqualTo("CL3009");
    assertThat(refused.message())
        .contains("lake.water.ods_level: its last commit is dated 7")
        .contains(" s ahead of this machine's clock (last=")
        .contains("set the clock right");
    assertThat(lake.levels()).containsExactly("府河|1.500");

    point(now);
    JobResult right = lake.run();
    assertThat(right.outcome()).as(right.message()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(right.tally().accepted()).isEqualTo(1);
    assertThat(right.tally().quarantined()).isEqualTo(1);
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|2.500");
  }

  private String location() throws SQLException {
    try (Connection catalog = catalog();
        PreparedStatement query =
            catalog.prepareStatement(
                "SELECT metadata_location FROM iceberg_tables WHERE table_name = ?")) {
      query.setString(1, TABLE);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private void point(String location) throws SQLException {
    try (Connection catalog = catalog();
        PreparedStatement swap =
            catalog.prepareStatement(
                "UPDATE iceberg_tables SET metadata_location = ? WHERE table_name = ?")) {
      swap.setString(1, location);
      swap.setString(2, TABLE);
      swap.executeUpdate();
    }
  }

  private Connection catalog() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".citylake/catalog.db"));
  }

  /** The same metadata as a machine would have written it whose clock was two hours ahead. */
  private static String ahead(String location) throws IOException {
    Path file = Path.of(location.replaceFirst("^file:/*", "/"));
    long later = Clock.systemUTC().instant().plus(Duration.ofHours(2)).toEpochMilli();
    Path made = file.resolveSibling("99999-ahead.metadata.json");
    String written;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      written = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Files.writeString(
        made,
        written.replaceFirst("\"last-updated-ms\"\\s*:\\s*\\d+", "\"last-updated-ms\":" + later));
    return location.replace(file.toString(), made.toString());
  }

  @Test
  void noTimeIsNegativeWhereTheClockWasSetBackWithinARun() {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    SetClock clock = new SetClock();
    clock.back = Duration.ofMinutes(1);
    try (OpenLake open = lake.open(lake.workspace())) {
      RoundResult round = round(open, clock);
      JobResult result = round.jobs().get(0);
      assertThat(result.outcome()).as(result.message()).isEqualTo(RunOutcome.PUBLISHED);
      assertThat(result.took()).isPositive();
      assertThat(round.took()).isPositive();
      assertThat(open.ledger().stages(result.run()))
          .extracting(StageRecord::took)
          .allMatch(took -> !took.isNegative());
    }
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    assertThat(lake.levels()).containsExactly("府河|1.500");
  }

  /** Within the minute that Iceberg lets pass, the newer row would stand behind the older. */
  @Test
  void whatHasNoFilesIsNotReadIntoThePast() throws SQLException {
    whatIsReadFromADatabase();
    department("update t set level = '2'");
    SetClock clock = new SetClock();
    clock.off = Duration.ofMinutes(-10);
    try (OpenLake open = lake.open(lake.workspace())) {
      JobResult refused = round(open, clock).jobs().get(0);
      assertThat(refused.outcome()).as(refused.message()).isEqualTo(RunOutcome.FAILED);
      assertThat(refused.errorCode()).isEqualTo("CL3016");
      assertThat(refused.message())
          .matches(
              "Cannot load water\\.levels: by this machine's clock this run began \\d+\\.\\d{3} s"
                  + " before run r\\w+, whose rows water\\.ods_level shows already, and .*");
    }
    assertThat(lake.levels()).containsExactly("府河|1.000");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(lake.levels()).containsExactly("府河|2.000");
  }

  /** A run that waited for another of its table begins again when that one has ended. */
  @Test
  void whatCameBehindAnotherRunIsReadInItsTurn() throws SQLException {
    whatIsReadFromADatabase();
    department("update t set level = '2'");
    SetClock clock = new SetClock();
    clock.off = Duration.ofMinutes(-10);
    RunListener setsRight =
        new RunListener() {
          @Override
          public void jobStarted(int number, int of, JobName job) {}

          @Override
          public void stageStarted(JobName job, String stage) {
            clock.off = Duration.ZERO;
          }

          @Override
          public void progressed(StageProgress progress) {}

          @Override
          public void jobEnded(int number, int of, JobResult result) {}
        };
    try (OpenLake open = lake.open(lake.workspace())) {
      RunRequest request = new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON);
      JobResult loaded =
          new Round(open.services(clock), setsRight)
              .run(List.of(RunFixture.JOB), request)
              .jobs()
              .get(0);
      assertThat(loaded.outcome()).as(loaded.message()).isEqualTo(RunOutcome.PUBLISHED);
    }
    assertThat(lake.levels()).containsExactly("府河|2.000");
  }

  private void whatIsReadFromADatabase() throws SQLException {
    lake.dataset("upsert", "key: [station]").landing("none.csv");
    lake.file(
        "jobs/water/levels.yaml",
        """
        title: {zh: 水位, en: Levels}
        owner: 水务局
        target: water.ods_level
        source: {jdbc: {product: sqlite, database: landing/t.db, table: t}}
        columns: {station: station, at: {from: at, format: yyyy-MM-dd HH:mm}, level: level}
        """);
    department("create table t (station text, at text, level text)");
    department("insert into t values ('府河', '2026-01-01 08:00', '1')");
    lake.apply();
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  private void department(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("landing/t.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
