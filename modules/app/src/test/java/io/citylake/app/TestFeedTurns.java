package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.lake.health.Finding;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.model.JobName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.receive.spool.Message;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import io.citylake.receive.spool.SpoolPosition;
import io.citylake.receive.spool.SpoolView;
import io.citylake.receive.spool.SpoolView.Standing;
import io.citylake.run.session.SparkStarter;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far jobs are in their feeds, and what the checkup tells of them. */
class TestFeedTurns {
  private static final Environment ENVIRONMENT = Environment.of(Map.of("KEY", "s3cret"));
  private static final LocalDate DAY = LocalDate.of(2026, 2, 28);

  private final HandClock clock = new HandClock("2026-03-01T02:00:00Z");
  @TempDir private Path home;
  private EmbeddedLake lake;

  @BeforeEach
  void open() throws IOException {
    write("conf/themes/water.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    write(
        "conf/feeds/gauges.yaml",
        "title: {zh: 计, en: Gauges}\nsenders: {east: \"${KEY}\"}\nspool: {most: 128KB, segment: 64KB, slow-from: 1%}\n");
    job("a");
    job("b");
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DAY);
    lake =
        EmbeddedLake.open(workspace, DAY, new LakeHost(ENVIRONMENT, clock, SparkStarter.owned()));
    lake.apply(lake.plan(Drops.REFUSE), Drops.REFUSE);
    SpoolLimits limits = new SpoolLimits(1000, 1 << 20, 1 << 19, 0);
    try (Spool open = Spool.open(directory(), limits, clock, Runnable::run)) {
      for (int i = 0; i < 10; i++) {
        byte[] payload = "x".repeat(200).getBytes(StandardCharsets.UTF_8);
        open.append(List.of(new Message("east", payload))).toCompletableFuture().join();
        clock.forward(Duration.ofSeconds(1));
      }
    }
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private Path directory() {
    return home.resolve(".citylake/spool/gauges");
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** A job with a table of its own. */
  private void job(String name) throws IOException {
    write(
        "conf/themes/water/ods_" + name + ".yaml",
        """
        title: {zh: 位, en: Level}
        layer: ods
        grain: one
        columns: [{name: level, type: string}]
        """);
    write(
        "jobs/water/" + name + ".yaml",
        """
        title: {zh: 位, en: Level}
        target: water.ods_%s
        source: {feed: gauges}
        columns: {level: level}
        """
            .formatted(name));
  }

  /** As if a run had published what comes before a message. */
  private void published(String job, long next) {
    JobName name = new JobName("water", job);
    lake.catalog()
        .loadTable(lake.workspace().loadJob(name).target())
        .updateProperties()
        .set(PositionStore.property(name), before(next).position().text())
        .commit();
  }

  /** The position of whoever has read all messages before one. */
  private SpoolPosition before(long next) {
    return new SpoolView(directory(), "gauges")
        .since(Optional.empty(), Long.MAX_VALUE, next - 1)
        .orElseThrow()
        .after();
  }

  private FeedStates.State state(String job) {
    return new FeedStates(lake.catalog()).of(lake.workspace().loadJob(new JobName("water", job)));
  }

  private String released() throws IOException {
    Path file = directory().resolve("released");
    return Files.exists(file) ? Files.readString(file).strip().split(" ")[1] : "nothing";
  }

  @Test
  void whatWaitsIsCountedFromTheTablesPosition() {
    assertThat(state("a").messages()).isEqualTo(10);
    assertThat(state("a").oldest()).isEqualTo(Instant.parse("2026-03-01T02:00:00Z"));
    assertThat(state("a").newest()).isEqualTo(Instant.parse("2026-03-01T02:00:09Z"));
    published("a", 8);
    assertThat(state("a").messages()).isEqualTo(3);
    assertThat(state("a").oldest()).isEqualTo(Instant.parse("2026-03-01T02:00:07Z"));
    assertThat(state("b").messages()).isEqualTo(10);
    published("a", 11);
    assertThat(state("a").isDue()).isFalse();
    assertThat(state("a").standing()).isEqualTo(Standing.GOES_ON);
  }

  @Test
  void onlyWhatEachJobHasPublishedIsLetGo() throws IOException {
    published("a", 8);
    new FeedStates(lake.catalog()).release(lake.workspace());
    assertThat(released()).isIn("nothing", "0");
    published("b", 3);
    new FeedStates(lake.catalog()).release(lake.workspace());
    assertThat(released()).isEqualTo("3");
    published("b", 11);
    new FeedStates(lake.catalog()).release(lake.workspace());
    assertThat(released()).isEqualTo("8");
  }

  @Test
  void nothingIsLetGoWhileAJobsFileCannotBeRead() throws IOException {
    published("a", 8);
    published("b", 8);
    write("jobs/water/c.yaml", "half_typed: [\n");
    lake.releaseFeeds();
    assertThat(released()).isEqualTo("nothing");
  }

  @Test
  void theCheckupTellsOfSpoolsThatFillUpAndJobsThatCannotGoOn() {
    published("a", 8);
    JobName name = new JobName("water", "b");
    lake.catalog()
        .loadTable(lake.workspace().loadJob(name).target())
        .updateProperties()
        .set(
            PositionStore.property(name),
            new SpoolPosition(UUID.randomUUID(), 5, 0, 0, 0, 0).position().text())
        .commit();
    List<Finding> found = new ArrayList<>();
    new FeedCheckup(lake.workspace(), lake.catalog()).check(found::add);
    assertThat(found.stream().map(Finding::problem))
        .anyMatch(each -> each.contains("water.b can't go on in feed gauges"))
        .anyMatch(each -> each.contains("so senders are asked to wait"))
        .noneMatch(each -> each.contains("water.a can't"));
  }
}
