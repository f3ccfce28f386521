package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.read.SourceHold;
import io.citylake.receive.spool.Message;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import io.citylake.receive.spool.SpoolNews;
import io.citylake.receive.spool.SpoolPosition;
import io.citylake.receive.spool.SpoolView;
import io.citylake.receive.spool.SpoolView.Standing;
import io.citylake.run.round.RunListener;
import io.citylake.run.session.SparkStarter;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a feed only that goes which every job has published that may read it. */
class TestFeedStates {
  private static final Environment ENVIRONMENT =
      Environment.of(Map.of("FEED_KEY", "a-key-for-tests-alone-1"));
  private static final LocalDate DAY = LocalDate.of(2026, 2, 28);

  /** A segment for each two messages. */
  private static final SpoolLimits LIMITS = new SpoolLimits(120, 1 << 28, 1 << 27, 0);

  private final HandClock clock = new HandClock("2026-03-01T02:00:00Z");
  @TempDir private Path directory;
  private Path home = Path.of("");
  private EmbeddedLake lake;
  private FeedStates states;

  @BeforeEach
  void open() throws IOException {
    home = directory.resolve("lake");
    write("conf/citylake.yaml", "zone: Asia/Shanghai\n");
    write("conf/themes/water.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    write(
        "conf/feeds/gauges.yaml",
        """
        title: {zh: 水位计, en: Gauges}
        senders: {station_east: "${FEED_KEY}"}
        """);
    job("level");
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DAY);
    lake =
        EmbeddedLake.open(workspace, DAY, new LakeHost(ENVIRONMENT, clock, SparkStarter.owned()));
    lake.apply(lake.plan(Drops.REFUSE), Drops.REFUSE);
    states = new FeedStates(lake.catalog());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private void job(String name) throws IOException {
    write(
        "conf/themes/water/ods_" + name + ".yaml",
        """
        title: {zh: 位, en: Level}
        layer: ods
        grain: one
        columns: [{name: level, type: string, title: {zh: 位, en: Level}}]
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

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Workspace reloaded() {
    return WorkspaceLoader.load(home, ENVIRONMENT, DAY).usable().orElseThrow();
  }

  private Path directory() {
    return home.resolve(".citylake/spool/gauges");
  }

  private SpoolView view() {
    return new SpoolView(directory(), "gauges");
  }

  private void send(String... texts) {
    try (Spool spool = Spool.open(directory(), LIMITS, clock, Runnable::run)) {
      for (String each : texts) {
        spool
            .append(List.of(new Message("east", each.getBytes(StandardCharsets.UTF_8))))
            .toCompletableFuture()
            .join();
      }
    }
  }

  private int removed() {
    try (Spool spool = Spool.open(directory(), LIMITS, clock, Runnable::run)) {
      return spool.removeReleased();
    }
  }

  private long held() {
    return view().since(Optional.empty(), Long.MAX_VALUE).map(SpoolNews::messages).orElse(0L);
  }

  /** As a run does that published all that is there. */
  private void published(String job) {
    position(job, view().since(Optional.empty(), Long.MAX_VALUE).orElseThrow().after());
  }

  private void position(String job, SpoolPosition after) {
    lake.catalog()
        .loadTable(TableName.parse("water.ods_" + job))
        .updateProperties()
        .set(PositionStore.property(new JobName("water", job)), after.position().text())
        .commit();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  @Test
  void whatEveryJobHasPublishedGoes() {
    send("1", "2", "3", "4", "5");
    published("level");
    states.release(lake.workspace());
    assertThat(removed()).isEqualTo(2);
    assertThat(held()).isEqualTo(1);
  }

  /** New messages have numbers that the table knows of others, and are no less acknowledged. */
  @Test
  void ofASpoolThatIsOlderThanTheTableNothingGoes() throws IOException {
    send("1", "2");
    Path older = directory.resolve("older");
    copy(directory(), older);
    send("3", "4", "5", "6", "7", "8");
    published("level");
    states.release(lake.workspace());
    try (Stream<Path> all = Files.walk(directory())) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    copy(older, directory());
    send("new 3", "new 4", "new 5", "new 6");
    states.release(lake.workspace());
    assertThat(removed()).isZero();
    assertThat(held()).isEqualTo(6);
    Table table = lake.catalog().loadTable(TableName.parse("water.ods_level"));
    Optional<SpoolPosition> position =
        SpoolPosition.parse(
            PositionStore.read(table, TableRefs.refresh(table), new JobName("water", "level")));
    assertThat(view().standing(position)).isEqualTo(Standing.BEHIND);
    send("new 7");
    assertThat(held()).isEqualTo(7);
  }

  @Test
  void whatWasLetGoIsTakenBackForAJobThatIsNew() throws IOException {
    send("1", "2", "3", "4", "5");
    published("level");
    states.release(lake.workspace());
    job("other");
    states.release(reloaded());
    send("6", "7");
    assertThat(removed()).isZero();
    assertThat(held()).isEqualTo(7);
  }

  @Test
  void whatWasLetGoIsTakenBackWhileAJobHasMistakes() throws IOException {
    send("1", "2", "3", "4", "5");
    published("level");
    states.release(lake.workspace());
    write("jobs/water/other.yaml", "title: {zh: 位, en: Level}\nsource: {feed: gauges}\n");
    states.release(reloaded());
    assertThat(removed()).isZero();
    assertThat(held()).isEqualTo(5);
  }

  /** As while a table is rolled back, whose position is read just before. */
  @Test
  void nothingIsLetGoWhileSomebodyMayGoBack() {
    send("1", "2", "3", "4", "5");
    published("level");
    states.release(lake.workspace());
    SourceHold one = SourceHold.all(lake.workspace().settings());
    SourceHold other = SourceHold.all(lake.workspace().settings());
    states.release(lake.workspace());
    assertThat(removed()).as("held twice").isZero();
    one.close();
    states.release(lake.workspace());
    assertThat(removed()).as("held once").isZero();
    other.close();
    states.release(lake.workspace());
    assertThat(removed()).isEqualTo(2);
  }

  /** Of a workspace that is being replaced a job may be missing for a moment. */
  @Test
  void filesCountOnceTheyWereTheSameAtTwoLooks() throws IOException {
    send("1", "2", "3", "4", "5");
    published("level");
    job("other");
    lake.releaseFeeds();
    lake.releaseFeeds();
    assertThat(removed()).as("one has read nothing").isZero();
    Files.delete(home.resolve("jobs/water/other.yaml"));
    lake.releaseFeeds();
    assertThat(removed()).as("it went just now").isZero();
    lake.releaseFeeds();
    assertThat(removed()).as("it is gone").isEqualTo(2);
  }

  @Test
  void aGlanceReadsNoMoreThanTheFirstMessage() {
    send("1", "2", "3");
    Job job = FeedStates.jobs(lake.workspace()).get(0);
    FeedStates.State glance = states.glance(job);
    assertThat(glance.messages()).isEqualTo(1);
    assertThat(glance.more()).isTrue();
    assertThat(glance.oldest()).isEqualTo(states.of(job).oldest());
    published("level");
    assertThat(states.glance(job).isDue()).isFalse();
  }

  /** A run that has passed has passed, and others have their turn. */
  @Test
  void aPositionThatNobodyForesawCostsNoOtherItsTurn() throws Exception {
    send("1");
    SpoolPosition after = view().since(Optional.empty(), 1).orElseThrow().after();
    position("level", new SpoolPosition(after.spool(), 2, 1, -5, 0, after.offset()));
    Job damaged = FeedStates.jobs(lake.workspace()).get(0);
    assertThatThrownBy(() -> states.of(damaged)).isNotInstanceOf(CityLakeException.class);
    lake.releaseFeeds();
    StreamLoop loop =
        new StreamLoop(
            lake,
            FeedStates.jobs(lake.workspace()),
            new StreamLoop.Pace(Duration.ofSeconds(1), 1),
            RunListener.none());
    ExecutorService one = Executors.newSingleThreadExecutor();
    Future<?> run = one.submit(loop::run);
    while (!loop.status().equals("ready") && !run.isDone()) {
      Thread.onSpinWait();
    }
    loop.stop();
    run.get(60, TimeUnit.SECONDS);
    one.shutdown();
  }
}
