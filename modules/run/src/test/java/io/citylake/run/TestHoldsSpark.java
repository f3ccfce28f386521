package io.citylake.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.hold.ReaderTimes;
import io.citylake.lake.hold.ReleaseReaders;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.lake.hold.SnapshotHold.Reach;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.graph.JobSelector;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lake with a history keeps, and for whom. */
class TestHoldsSpark {
  private static final TableName LEVELS = TableName.parse("water.ods_level");

  @TempDir private Path home;
  private RunFixture water;

  @BeforeEach
  void prepare() {
    water = new RunFixture(home).dataset("append", "audits: [{row_count: {max: 3}}]").job();
    water.file(
        "conf/themes/water/ads_day.yaml",
        """
        title: {zh: 日, en: Day}
        layer: ads
        grain: one day
        key: [day]
        columns:
          - {name: day, type: date, required: true}
          - {name: highest, type: "decimal(8,3)"}
        """);
    water.file(
        "jobs/water/ads_day.sql",
        """
        /*
        title: {zh: 日, en: Day}
        refresh: full
        */
        SELECT cast(at AS date) AS day, max(level) AS highest FROM water.ods_level GROUP BY 1
        """);
    water.apply();
  }

  @Test
  void releasesHoldWhatTheyServe() {
    TableSnapshot first = load("1.csv", "a,2026-01-01 08:00,1,");
    TableSnapshot second = load("2.csv", "b,2026-01-02 08:00,2,");
    // Another table changes, this one doesn't.
    load("3.csv", "c,2026-01-02 08:00,99,");

    assertThat(holds(Kind.RELEASE))
        .extracting(SnapshotHold::state, SnapshotHold::owner, SnapshotHold::until)
        .containsExactly(tuple(first, "1"), tuple(second, "2-3"));
  }

  @Test
  void stepsHoldWhatTheyWereMadeFromAndWhatCameLater() {
    load("1.csv", "a,2026-01-01 08:00,1,");
    TableSnapshot made = load("2.csv", "b,2026-01-02 08:00,2,");
    JobResult only = run(List.of(RunFixture.JOB), "3.csv", "c,2026-01-02 08:00,3,");
    assertThat(only.status()).isEqualTo(JobResult.Status.PASS);

    assertThat(holds(Kind.STEP))
        .extracting(SnapshotHold::state, SnapshotHold::owner, SnapshotHold::until)
        .containsExactly(tuple(made, "water.ads_day"));
    assertThat(Kind.STEP.reach()).isEqualTo(Reach.WITH_LATER);
  }

  @Test
  void readersHoldTheReleaseThatTheyRead() {
    TableSnapshot read = load("1.csv", "a,2026-01-01 08:00,1,");
    try (OpenLake open = water.open(water.workspace());
        ReleaseReaders readers =
            new ReleaseReaders(
                open.lake().database(), ReaderTimes.standard(), new Owner("host", 7, 1))) {
      Release served = open.releases().latest().orElseThrow();
      readers.read(served);

      assertThat(holds(Kind.READER))
          .extracting(SnapshotHold::state, SnapshotHold::owner)
          .containsExactly(org.assertj.core.api.Assertions.tuple(read, "host:7"));
      assertThat(holds(Kind.READER)).allMatch(hold -> hold.until() != null);
    }
    assertThat(holds(Kind.READER)).isEmpty();
  }

  @Test
  void blockedRowsAreHeldOnTheirBranch() {
    load("1.csv", "a,2026-01-01 08:00,1,");
    JobResult blocked =
        run(
            List.of(RunFixture.JOB),
            "2.csv",
            "b,2026-01-02 08:00,2,",
            "c,2026-01-02 08:00,2,",
            "d,2026-01-02 08:00,2,");
    assertThat(blocked.errorCode())
        .as(blocked.message())
        .isEqualTo(ErrorCode.AUDIT_BLOCKED.label());

    assertThat(holds(Kind.BLOCKED_BRANCH))
        .extracting(SnapshotHold::owner)
        .containsExactly("blocked_" + blocked.run());
    try (OpenLake open = water.open(water.workspace())) {
      SnapshotHold hold = holds(Kind.BLOCKED_BRANCH).get(0);
      assertThat(open.lake().loadTable(LEVELS).snapshot(hold.state().snapshotId())).isNotNull();
    }
  }

  private static org.assertj.core.groups.Tuple tuple(TableSnapshot state, String owner) {
    return org.assertj.core.api.Assertions.tuple(state, owner, null);
  }

  private List<SnapshotHold> holds(Kind kind) {
    try (LakeHistory history = LakeHistory.open(water.workspace().settings())) {
      return history.holds().of(LEVELS).stream().filter(hold -> hold.kind() == kind).toList();
    }
  }

  /** Loads a file and what follows it; the table's state then. */
  private TableSnapshot load(String file, String... lines) {
    run(new JobSelector(water.workspace()).all(), file, lines);
    try (OpenLake open = water.open(water.workspace())) {
      var table = open.lake().loadTable(LEVELS);
      return new TableSnapshot(table.uuid().toString(), table.currentSnapshot().snapshotId());
    }
  }

  private JobResult run(List<io.citylake.model.JobName> jobs, String file, String... lines) {
    water.landing(file, lines);
    try (OpenLake open = water.open(water.workspace())) {
      return open.round(RunListener.none())
          .run(jobs, new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON))
          .jobs()
          .get(0);
    }
  }
}
