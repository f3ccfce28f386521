package io.citylake.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.CommitOutcome.Committed;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.commit.PublishCommit;
import io.citylake.publish.commit.SideTables;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.JudgedRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs that lose their reservation: processes that were stopped for longer than it lasts, and that
 * go on after another run took them for dead. Whatever they do then, each delivery is in the table
 * once, or has not moved the position.
 */
class TestFencingSpark {
  private static final Position P1 = new Position("1");

  @TempDir private Path home;

  /** The position moved without the refused rows. */
  @Test
  void doesNotMoveThePositionWithoutTheRefusedRows() {
    try (PublisherFixture slow = PublisherFixture.open(home, Contracts.readings());
        PublisherFixture other = taking(slow)) {
      RunId run = slow.newRun();
      Staging staging = slow.begin(run);
      StagedTable staged =
          staging.finish(P1, staging.write(refused(slow, run).toFrame(slow.spark)));
      other.position();

      assertNotPublished(slow, staged);

      other.run(P1, rows -> rows.refuse("q1", "value", "range"));
      assertThat(other.quarantined()).isEqualTo(1);
    }
  }

  /** A compaction is no reason to believe a run that was taken for dead. */
  @Test
  void doesNotPutOnACompactedMainWhatAnotherRunRecovered() {
    try (PublisherFixture slow = PublisherFixture.open(home, Contracts.readings());
        PublisherFixture other = taking(slow)) {
      slow.run(P1, rows -> rows.accept("a", null, 1));
      RunId run = slow.newRun();
      Staging staging = slow.begin(run);
      JudgedRows rows = new JudgedRows(slow.dataset, run).accept("b", null, 2);
      StagedTable staged =
          staging.finish(new Position("2"), staging.write(rows.toFrame(slow.spark)));
      slow.compact(slow.dataset.name());
      other.position();

      assertNotPublished(slow, staged);

      assertThat(other.rows()).isEqualTo(1);
      assertThat(other.target().refs()).containsOnlyKeys("main");
    }
  }

  /** A file sent again: its old rows came back beside the new ones. */
  @Test
  void neverMakesABranchAgainThatItHad() {
    try (PublisherFixture slow = PublisherFixture.open(home, Contracts.readings());
        PublisherFixture other = taking(slow)) {
      slow.run(P1, rows -> rows.from("a.csv").accept("a", null, 1));
      RunId run = slow.newRun();
      Staging staging = slow.begin(run);
      staging.deleteSources(List.of("a.csv"));
      assertThat(other.position()).isEqualTo(P1);

      CityLakeException lost =
          catchThrowableOfType(
              CityLakeException.class,
              () ->
                  staging.write(
                      new JudgedRows(slow.dataset, run)
                          .from("a.csv")
                          .accept("b", null, 2)
                          .toFrame(slow.spark)));

      assertThat(lost.code()).isEqualTo(ErrorCode.RESERVATION_LOST);
      assertThat(lost).hasMessageContaining("run the job again");
      staging.close();
      assertThat(other.count("SELECT sum(value) FROM lake.air.ods_reading")).isEqualTo(1);
    }
  }

  /** What a run wrote to a branch that somebody dropped by hand is not published either. */
  @Test
  void doesNotPublishABranchThatMovedUnderIt() {
    try (PublisherFixture lake = PublisherFixture.open(home, Contracts.readings())) {
      RunId run = lake.newRun();
      Staging staging = lake.begin(run);
      Tally tally =
          staging.write(new JudgedRows(lake.dataset, run).accept("a", null, 1).toFrame(lake.spark));
      StagedTable staged = staging.finish(P1, tally);
      lake.spark.sql(
          "INSERT INTO lake.air.ods_reading.branch_run_%s (station, value) VALUES ('x', 9)"
              .formatted(run));

      CommitOutcome outcome = lake.publisher.publish(PublisherFixture.passed(staged));

      assertThat(outcome)
          .isInstanceOf(CommitOutcome.NotCommitted.class)
          .asString()
          .contains("gone or moved");
    }
  }

  /** A live run's branches are its own: recovery is for the holder of the reservation. */
  @Test
  void letsARunThatHoldsItsTableFinish() {
    try (PublisherFixture lake = PublisherFixture.open(home, Contracts.readings());
        PublisherFixture other = PublisherFixture.reopen(lake.settings, lake.dataset)) {
      RunId run = lake.newRun();
      Staging staging = lake.beginAlive(run);
      StagedTable staged =
          staging.finish(
              P1,
              staging.write(
                  new JudgedRows(lake.dataset, run).accept("a", null, 1).toFrame(lake.spark)));

      CityLakeException busy =
          catchThrowableOfType(CityLakeException.class, () -> other.begin(other.newRun()));

      assertThat(busy.code()).isEqualTo(ErrorCode.TABLE_BUSY);
      assertThat(lake.publisher.publish(PublisherFixture.passed(staged)))
          .isInstanceOf(Committed.class);
      assertThat(lake.rows()).isEqualTo(1);
    }
  }

  /**
   * Several processes take a table from each other at any moment, go on, give up or die; against a
   * model that only knows which deliveries the position covers.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void hasEachDeliveryOnceWhoeverWasStoppedWhen(int number) {
    long seed = Long.getLong("citylake.seed", 20261129L) + number;
    int steps = Integer.getInteger("citylake.steps", 26);
    System.out.println("TestFencingSpark seed " + seed);
    Random random = new Random(seed);
    List<Delivery> deliveries = deliveries(random, 12);
    try (PublisherFixture first = PublisherFixture.open(home, Contracts.readings())) {
      List<Actor> actors =
          List.of(
              new Actor(taking(first), deliveries, random),
              new Actor(taking(first), deliveries, random),
              new Actor(taking(first), deliveries, random));
      for (int i = 0; i < steps; i++) {
        actors.get(random.nextInt(actors.size())).step();
      }
      try (PublisherFixture last = taking(first)) {
        int covered = covered(last.position());
        assertThat(shown(last)).describedAs("seed %d", seed).isEqualTo(model(deliveries, covered));
        assertThat(last.target().refs().keySet()).allMatch(ref -> !ref.startsWith("run_"));
        assertThat(last.quarantine().refs().keySet()).allMatch(ref -> !ref.startsWith("run_"));
      }
      assertThat(actors.stream().mapToInt(actor -> actor.lost).sum())
          .describedAs("runs that lost their table")
          .isPositive();
      actors.forEach(actor -> actor.lake.close());
    }
  }

  /** What the stopped process had staged when it was stopped. */
  enum Stopped {
    REFUSED_ROWS,
    SUPERSEDED_FILE,
    REPLAY
  }

  /** Marks the row that was refused, and brings it as it is now. */
  static void replay(Staging staging, JudgedRows rows) {
    Instant at = Instant.parse("2026-02-03T04:05:06Z");
    staging.resolveQuarantine(
        new QuarantineResolution(List.of("q9"), QuarantineStatus.REPLAYED, at, "li", null));
    rows.accept("r", null, 100);
  }

  /** SIGSTOP for longer than a reservation lasts, then SIGCONT. */
  @ParameterizedTest
  @EnumSource(Stopped.class)
  void endsARunWhoseProcessWasStopped(Stopped kind) throws Exception {
    try (PublisherFixture own = PublisherFixture.open(home, Contracts.readings());
        PublisherFixture other = taking(own)) {
      own.run(P1, rows -> rows.from("a.csv").accept("a", null, 1).refuse("q9", "value", "range"));
      Process process = StoppedRun.start(own.settings, home, kind);
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(nextLine(said)).isEqualTo("staged");
        signal(process, "STOP");
        // As another host would: it waits for the reservation to expire.
        if (kind == Stopped.REPLAY) {
          replay(other);
        } else {
          other.run(
              new Position("2"),
              rows ->
                  kind == Stopped.REFUSED_ROWS
                      ? rows.from("b.csv").refuse("q1", "value", "range")
                      : rows.from("b.csv").accept("b", null, 4));
        }
        signal(process, "CONT");
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();

        assertThat(nextLine(said)).startsWith("lost CL3008");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(other.position()).isEqualTo(kind == Stopped.REPLAY ? P1 : new Position("2"));
      assertThat(other.count("SELECT sum(value) FROM lake.air.ods_reading"))
          .isEqualTo(
              switch (kind) {
                case REFUSED_ROWS -> 1;
                case SUPERSEDED_FILE -> 5;
                case REPLAY -> 101;
              });
      assertThat(other.quarantined()).isEqualTo(kind == Stopped.REFUSED_ROWS ? 2 : 1);
      assertThat(
              other.count(
                  "SELECT count(*) FROM lake.air.ods_reading__quarantine WHERE status = 'open'"))
          .isEqualTo(
              switch (kind) {
                case REFUSED_ROWS -> 2;
                case SUPERSEDED_FILE -> 1;
                case REPLAY -> 0;
              });
      assertThat(other.target().refs()).containsOnlyKeys("main");
    }
  }

  private static void replay(PublisherFixture lake) {
    RunId run = lake.newRun();
    try (Staging staging = lake.begin(run)) {
      JudgedRows rows = new JudgedRows(lake.dataset, run).from("a.csv");
      replay(staging, rows);
      Tally tally = staging.write(rows.toFrame(lake.spark));
      StagedTable staged = staging.finish(staging.position(), tally);
      assertThat(lake.publisher.publish(PublisherFixture.passed(staged)))
          .isInstanceOf(Committed.class);
    }
  }

  private static String nextLine(BufferedReader said) throws IOException {
    // Spark talks too.
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith("run: ")) {
        return line.substring("run: ".length());
      }
    }
    return "ended";
  }

  private static void signal(Process process, String name) throws Exception {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  private static JudgedRows refused(PublisherFixture lake, RunId run) {
    return new JudgedRows(lake.dataset, run).refuse("q1", "value", "range");
  }

  /** By its own word and by the commit alone: the process may be stopped between the two. */
  private static void assertNotPublished(PublisherFixture lake, StagedTable staged) {
    CityLakeException lost =
        catchThrowableOfType(
            CityLakeException.class, () -> lake.publisher.publish(PublisherFixture.passed(staged)));
    assertThat(lost.code()).isEqualTo(ErrorCode.RESERVATION_LOST);
    assertThat(commit(lake, staged)).isInstanceOf(CommitOutcome.NotCommitted.class);
  }

  private static CommitOutcome commit(PublisherFixture lake, StagedTable staged) {
    SideTables sideTables = new SideTables(lake.lake);
    CommitOutcome outcome =
        new PublishCommit(lake.target(), staged, staged.after().text(), sideTables).commit();
    if (outcome instanceof Committed) {
      sideTables.fastForward(SideTables.of(staged));
    }
    return outcome;
  }

  /** A process to which every reservation looks like a dead one's. */
  private static PublisherFixture taking(PublisherFixture lake) {
    return PublisherFixture.reopen(
        lake.settings,
        lake.dataset,
        new LeaseSettings(
            Duration.ofMillis(1),
            Duration.ofDays(1),
            Duration.ofSeconds(30),
            new Owner("elsewhere", 1, 1)));
  }

  /** One file: what it holds, and whether it is an earlier one sent again. */
  private record Delivery(int number, String source, boolean again, int good, int bad) {
    JudgedRows rows(PublisherFixture lake, RunId run) {
      JudgedRows rows = new JudgedRows(lake.dataset, run).from(source);
      for (int i = 0; i < good; i++) {
        rows.accept("d%d-%d".formatted(number, i), null, number);
      }
      for (int i = 0; i < bad; i++) {
        rows.refuse("q%d-%d".formatted(number, i), "value", "range");
      }
      return rows;
    }
  }

  private static List<Delivery> deliveries(Random random, int count) {
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean again = i > 0 && random.nextInt(3) == 0;
      String source = "s" + (again ? random.nextInt(i) : i);
      deliveries.add(new Delivery(i, source, again, random.nextInt(3), random.nextInt(3)));
    }
    return deliveries;
  }

  private static int covered(Position position) {
    return position.isStart() ? 0 : Integer.parseInt(position.text());
  }

  private static TreeMap<String, String> model(List<Delivery> deliveries, int covered) {
    TreeMap<String, String> rows = new TreeMap<>();
    TreeMap<String, String> sources = new TreeMap<>();
    for (Delivery delivery : deliveries.subList(0, covered)) {
      if (delivery.again()) {
        List.copyOf(rows.keySet()).stream()
            .filter(id -> delivery.source().equals(sources.get(id)))
            .forEach(
                id -> {
                  if (id.startsWith("d")) {
                    rows.remove(id);
                  } else {
                    rows.put(id, "superseded");
                  }
                });
      }
      for (int i = 0; i < delivery.good(); i++) {
        rows.put("d%d-%d".formatted(delivery.number(), i), "1");
        sources.put("d%d-%d".formatted(delivery.number(), i), delivery.source());
      }
      for (int i = 0; i < delivery.bad(); i++) {
        rows.put("q%d-%d".formatted(delivery.number(), i), "open");
        sources.put("q%d-%d".formatted(delivery.number(), i), delivery.source());
      }
    }
    return rows;
  }

  private static TreeMap<String, String> shown(PublisherFixture lake) {
    TreeMap<String, String> rows = new TreeMap<>();
    lake.spark
        .sql("SELECT station, cast(count(*) AS string) FROM lake.air.ods_reading GROUP BY 1")
        .collectAsList()
        .forEach(row -> rows.put(row.getString(0), row.getString(1)));
    lake.spark
        .sql(
            "SELECT id, array_join(sort_array(collect_list(status)), '+')"
                + " FROM lake.air.ods_reading__quarantine GROUP BY 1")
        .collectAsList()
        .forEach(row -> rows.put(row.getString(0), row.getString(1)));
    return rows;
  }

  /** A process that takes one step when it is its turn, and is stopped else. */
  private static final class Actor {
    private final PublisherFixture lake;
    private final List<Delivery> deliveries;
    private final Random random;
    private RunId run;
    private Staging staging;
    private StagedTable staged;
    private int lost;
    private int at;

    Actor(PublisherFixture lake, List<Delivery> deliveries, Random random) {
      this.lake = lake;
      this.deliveries = deliveries;
      this.random = random;
    }

    void step() {
      try {
        at = at == 0 ? begin() : at == 1 ? delete() : at == 2 ? write() : publish();
      } catch (CityLakeException e) {
        assertThat(e.code()).isIn(ErrorCode.RESERVATION_LOST, ErrorCode.COMMIT_CONFLICT);
        lost++;
        giveUp();
      }
    }

    private int begin() {
      run = lake.newRun();
      staging = lake.begin(run);
      return covered(staging.position()) < deliveries.size() ? 1 : 0;
    }

    private Delivery delivery() {
      return deliveries.get(covered(staging.position()));
    }

    private int delete() {
      if (delivery().again()) {
        staging.deleteSources(List.of(delivery().source()));
      }
      return 2;
    }

    private int write() {
      var frame = delivery().rows(lake, run).toFrame(lake.spark);
      Tally tally;
      if (random.nextBoolean()) {
        tally = staging.write(frame);
      } else {
        // As an upsert does: its own SQL on the branch, from a scratch table.
        ScratchTable scratch = staging.writeToStage(frame);
        tally = scratch.tally();
        if (tally.accepted() > 0) {
          lake.spark.sql(
              "INSERT INTO %s SELECT * FROM %s"
                  .formatted(staging.branchIdentifier(), scratch.identifier()));
        }
      }
      staged =
          staging.finish(new Position(Integer.toString(covered(staging.position()) + 1)), tally);
      return 3;
    }

    private int publish() {
      CommitOutcome outcome =
          random.nextBoolean()
              ? commit(lake, staged)
              : lake.publisher.publish(PublisherFixture.passed(staged));
      if (!(outcome instanceof Committed)) {
        lost++;
        giveUp();
      }
      return 0;
    }

    private void giveUp() {
      // Or it dies, and leaves what it has.
      if (staging != null && random.nextBoolean()) {
        staging.close();
      }
      at = 0;
    }
  }

  /** A branch that could not be merged is kept where recovery leaves it alone. */
  @Test
  void keepsAPendingBranchThatCannotBeMerged() {
    try (PublisherFixture lake = PublisherFixture.open(home, Contracts.readings())) {
      lake.run(P1, rows -> rows.refuse("q1", "value", "range"));
      RunId run = lake.newRun();
      Staging staging = lake.begin(run);
      staging.deleteSources(List.of("a.csv"));
      StagedTable staged = staging.finish(new Position("2"), Tally.none());
      Table quarantine = lake.quarantine();
      long before = quarantine.currentSnapshot().snapshotId();
      lake.spark.sql("DELETE FROM lake.air.ods_reading__quarantine WHERE id = 'q1'");
      assertThat(TableRefs.refresh(quarantine).currentSnapshot().snapshotId()).isNotEqualTo(before);

      assertThat(lake.publisher.publish(PublisherFixture.passed(staged)))
          .isInstanceOf(Committed.class);

      assertThat(lake.position()).isEqualTo(new Position("2"));
      assertThat(lake.quarantine().refs()).containsOnlyKeys("main", "blocked_" + run);
    }
  }
}
