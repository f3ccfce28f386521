package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.delivery.DeliveryService;
import io.citylake.run.delivery.DeliveryService.DeliveryLine;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others stand before is kept within a bound; past it a run is refused, and nothing lost. */
class TestDisplacedBoundSpark {
  private static final TableName TABLE = TableName.parse("water.ods_level");
  @TempDir private Path home;
  private RunFixture lake;
  private OpenLake open;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job();
  }

  @AfterEach
  void close() {
    open.close();
  }

  private void open() {
    if (open != null) {
      open.close();
    }
    open = lake.open(lake.workspace());
    open.apply();
  }

  private JobResult run() {
    return RunFixture.run(open, Mode.INCREMENTAL);
  }

  private DeliveryService deliveries() {
    return new DeliveryService(open.services(), RunFixture.DATE);
  }

  private JobResult settle(int day) {
    return deliveries().settle(TABLE, LocalDate.of(2026, 1, day), RunListener.none());
  }

  private DeliveryLine line(String source) {
    return deliveries().list(Optional.of(RunFixture.JOB)).stream()
        .filter(line -> line.source().equals(source))
        .findFirst()
        .orElseThrow();
  }

  private void day(int day, String... stationsAndLevels) {
    List<String> lines = new java.util.ArrayList<>();
    for (String each : stationsAndLevels) {
      String[] parts = each.split("=", -1);
      lines.add("%s,2026-01-01 08:00,%s,".formatted(parts[0], parts[1]));
    }
    lake.landing("d_202601%02d.csv".formatted(day), lines.toArray(String[]::new));
  }

  private List<String> levels() {
    return RunFixture.rows(
        open, "SELECT station, int(level) FROM lake.water.ods_level ORDER BY ALL");
  }

  private List<String> displaced() {
    return RunFixture.rows(
        open,
        "SELECT station, int(level), _source FROM lake.water.ods_level__displaced ORDER BY ALL");
  }

  @Test
  void aRunThatWouldKeepTooManyIsRefusedUntilSomebodySettles() {
    lake.dataset("upsert", "key: [station]", "keep-displaced: 2");
    day(1, "府河=1", "沙河=1");
    open();
    run();
    day(2, "府河=2", "沙河=2");
    assertThat(run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    day(3, "府河=3");
    JobResult full = run();
    assertThat(full.outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(full.errorCode()).isEqualTo("CL2012");
    assertThat(full.message())
        .contains(
            "3 displaced rows would be kept in water.ods_level__displaced, of at most 2",
            "citylake deliveries settle water.ods_level --before DATE");
    assertThat(levels()).as("nothing changed").containsExactly("府河|2", "沙河|2");

    assertThat(deliveries().givenUp(TABLE, LocalDate.of(2026, 1, 2))).isZero();
    assertThat(deliveries().givenUp(TABLE, LocalDate.of(2026, 1, 3))).isEqualTo(2);
    assertThat(displaced()).as("planned only").hasSize(2);
    assertThat(settle(3).message()).contains("2 displaced rows were given up");
    assertThat(displaced()).isEmpty();
    assertThat(run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(levels()).containsExactly("府河|3", "沙河|2");
    assertThat(displaced()).containsExactly("府河|2|d_20260102.csv");
  }

  @Test
  void moreThanMayBeStaysWhereItGetsNoMore() throws IOException {
    lake.dataset("upsert", "key: [station]");
    day(1, "府河=1", "沙河=1");
    day(2, "府河=2", "沙河=2");
    open();
    run();
    lake.dataset("upsert", "key: [station]", "keep-displaced: 0");
    open();
    day(3, "江安河=3");
    assertThat(run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(deliveries().withdraw(line("d_20260102.csv"), RunListener.none()).outcome())
        .as("less is always right")
        .isEqualTo(RunOutcome.PUBLISHED);
    assertThat(levels()).containsExactly("府河|1", "江安河|3", "沙河|1");
  }

  @Test
  void withoutASayTheBoundGrowsWithTheTable() {
    open();
    assertThat(DisplacedBound.most(null, 7)).isEqualTo(1_000_000);
    assertThat(DisplacedBound.most(null, 5_000_000)).isEqualTo(50_000_000);
    assertThat(DisplacedBound.most(3L, 5_000_000)).isEqualTo(3);
  }

  @Test
  void whatIsFinalCanNeitherBeCorrectedNorWithdrawn() throws IOException {
    lake.dataset("upsert", "key: [station]");
    day(1, "府河=1", "沙河=1");
    day(2, "府河=2");
    open();
    run();
    assertThat(settle(3).outcome()).isEqualTo(RunOutcome.PUBLISHED);
    JobResult withdrawn = deliveries().withdraw(line("d_20260102.csv"), RunListener.none());
    assertThat(withdrawn.errorCode()).isEqualTo("CL2013");
    assertThat(withdrawn.message())
        .contains("1 rows of water.levels from d_20260102.csv", "before 2026-01-03T00:00:00Z");
    day(2, "沙河=2");
    day(3, "江安河=3");
    JobResult corrected = run();
    assertThat(corrected.outcome()).as("what is new comes in").isEqualTo(RunOutcome.PUBLISHED);
    assertThat(corrected.tally().quarantined()).isEqualTo(1);
    assertThat(corrected.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(AuditFinding.Verdict.ATTENTION);
              assertThat(finding.message())
                  .contains("1 corrections of settled deliveries", "d_20260102.csv", "CL2013");
            });
    assertThat(levels()).containsExactly("府河|2", "江安河|3", "沙河|1");
    assertThat(run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    day(2, "府河=2");
    assertThat(run().outcome()).as("as it was").isEqualTo(RunOutcome.PUBLISHED);
    Files.delete(home.resolve("landing/d_20260103.csv"));
    deliveries().withdraw(line("d_20260103.csv"), RunListener.none());

    // What comes later is as free as ever.
    day(4, "府河=4");
    run();
    day(4, "沙河=4");
    assertThat(run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(levels()).containsExactly("府河|2", "沙河|4");
    assertThat(settle(2).errorCode()).as("what is final stays so").isEqualTo("CL1001");

    // All of it read again leaves nothing that could be missed.
    assertThat(RunFixture.run(open, Mode.FULL_REFRESH).outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(displaced()).containsExactly("府河|1|d_20260101.csv", "沙河|1|d_20260101.csv");
    assertThat(settle(5).outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(displaced()).isEmpty();
    lake.file("landing/d_20260102.csv", "no header");
    assertThat(run().tally().quarantined()).isEqualTo(1);
    day(2, "府河=2");
    assertThat(run().outcome()).as("as it was").isEqualTo(RunOutcome.PUBLISHED);
    Files.delete(home.resolve("landing/d_20260101.csv"));
    assertThat(RunFixture.run(open, Mode.FULL_REFRESH_KEEPING).outcome())
        .as("what is there is as it was")
        .isEqualTo(RunOutcome.PUBLISHED);
    assertThat(levels()).containsExactly("府河|2", "沙河|4");
  }

  @Test
  void aTableThatDisplacesNothingHasNothingToSettle() {
    lake.dataset("append");
    day(1, "府河=1");
    open();
    run();
    assertThatThrownBy(() -> settle(2))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("there is nothing to give up");
  }

  /** A slip in the year would make every delivery to come final at once, for good. */
  @Test
  void nothingIsSettledThatIsStillToCome() {
    lake.dataset("upsert", "key: [station]");
    day(1, "府河=1");
    open();
    run();
    LocalDate later = LocalDate.now(lake.workspace().settings().zone()).plusDays(2);
    assertThatThrownBy(() -> deliveries().settle(TABLE, later, RunListener.none()))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("Cannot settle deliveries of water.ods_level before " + later)
        .hasMessageContaining("still to come");
    assertThatThrownBy(() -> deliveries().givenUp(TABLE, later))
        .hasMessageContaining("still to come");
    day(1, "府河=9");
    assertThat(run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  @Test
  void itSaysWhichDeliveriesStandBeforeWhich() {
    lake.dataset("append", "key: [station]");
    day(1, "府河=1", "沙河=99");
    day(2, "府河=2", "江安河=2");
    day(3, "府河=3", "江安河=3");
    lake.file("landing/d_20260104.csv", "no header");
    open();
    run();
    DeliveryLine second = line("d_20260102.csv");
    assertThat(second.accepted()).isEqualTo(2);
    assertThat(second.shown()).isEqualTo(1);
    assertThat(second.displacedBy()).isEqualTo(java.util.Map.of("d_20260101.csv", 1L));
    DeliveryLine third = line("d_20260103.csv");
    assertThat(third.shown()).isZero();
    assertThat(third.displacedBy())
        .isEqualTo(java.util.Map.of("d_20260101.csv", 1L, "d_20260102.csv", 1L));
    DeliveryLine first = line("d_20260101.csv");
    assertThat(first.read()).isEqualTo(2);
    assertThat(first.refused()).isEqualTo(1);
    DeliveryLine bad = line("d_20260104.csv");
    assertThat(bad.state()).hasToString("UNREADABLE");
    assertThatThrownBy(() -> deliveries().load(bad.id()))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("Cannot find a loaded delivery");
    lake.file("landing/d_20260102.csv", "no header");
    run();
    assertThat(line("d_20260102.csv").state()).hasToString("UNREADABLE");
    assertThat(line("d_20260102.csv").shown()).as("rows of earlier content stay").isEqualTo(1);
    DeliveryLine stale = deliveries().load(second.id());
    assertThat(deliveries().withdraw(stale, RunListener.none()).outcome())
        .isEqualTo(RunOutcome.PUBLISHED);
    assertThat(levels()).containsExactly("府河|1", "江安河|3");
  }

  @Test
  void aPartitionIsDisplacedByWhoHoldsIt() {
    lake.dataset("replace", "partition-by: [station]");
    day(1, "府河=1", "沙河=1");
    day(2, "府河=2");
    open();
    run();
    assertThat(line("d_20260101.csv").displacedBy())
        .isEqualTo(java.util.Map.of("d_20260102.csv", 1L));
    lake.dataset("replace");
    open();
    day(3, "沙河=3");
    run();
    assertThat(levels()).containsExactly("沙河|3");
    assertThat(line("d_20260101.csv").displacedBy())
        .isEqualTo(java.util.Map.of("d_20260103.csv", 2L));
    assertThat(settle(3).message()).contains("2 displaced rows");
    assertThat(displaced()).containsExactly("府河|2|d_20260102.csv");
  }
}
