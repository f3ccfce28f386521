package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.model.JobName;
import io.citylake.run.session.SparkStarter;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workspace that is edited while a scheduler runs is taken whole, or not at all. */
class TestLiveWorkspace {
  private static final Environment ENVIRONMENT = Environment.of(Map.of());
  private static final LocalDate DAY = LocalDate.of(2026, 2, 28);

  private final HandClock clock = new HandClock("2026-03-01T02:00:00Z");
  @TempDir private Path home;
  private EmbeddedLake lake;
  private LiveWorkspace live;

  @BeforeEach
  void open() throws IOException {
    write("conf/themes/water.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    write(
        "conf/themes/water/ods_level.yaml",
        """
        title: {zh: 位, en: Level}
        layer: ods
        grain: one
        columns: [{name: level, type: string}]
        """);
    write("conf/citylake.yaml", "zone: Asia/Shanghai\n");
    write("jobs/water/level.yaml", job("0 2 * * *"));
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DAY);
    lake =
        EmbeddedLake.open(workspace, DAY, new LakeHost(ENVIRONMENT, clock, SparkStarter.owned()));
    live = LiveWorkspace.open(lake);
  }

  @AfterEach
  void close() {
    live.close();
    lake.close();
  }

  private static String job(String cron) {
    return """
        title: {zh: 位, en: Level}
        target: water.ods_level
        schedule: {cron: "%s"}
        source: {files: {path: "landing/${bizdate}.csv", format: csv}}
        columns: {level: level}
        """
        .formatted(cron);
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private List<String> scheduled() {
    return live.edition().tasks().all().stream()
        .map(each -> each.name() + " " + each.timetable().schedule().when())
        .toList();
  }

  private String path(LocalDate date) {
    return live.edition().of(date).loadJob(JobName.parse("water.level")).source().toString();
  }

  /** A state counts once it was the same at two looks. */
  private Optional<LiveWorkspace.News> look() {
    assertThat(live.look()).isEmpty();
    return live.look();
  }

  @Test
  void takesAChangeWhole() throws IOException {
    assertThat(scheduled()).containsExactly("water.level 0 2 * * *");
    assertThat(look()).as("nothing new").isEmpty();
    write("jobs/water/level.yaml", job("0 5 * * *"));
    write("jobs/water/more.yaml", job("0 6 * * *"));
    write("conf/citylake.yaml", "maintain: {schedule: {cron: \"30 2 * * *\"}}\n");
    assertThat(look().orElseThrow().taken()).isTrue();
    assertThat(scheduled())
        .containsExactlyInAnyOrder(
            "water.level 0 5 * * *", "water.more 0 6 * * *", ScheduledTask.UPKEEP + " 30 2 * * *");
    assertThat(look()).isEmpty();
  }

  /** Also for business dates that nobody had asked for before the edit. */
  @Test
  void goesOnWithTheOneBeforeWhereAnEditIsInvalid() throws IOException {
    write("jobs/water/level.yaml", job("0 5 * * *").replace("level: level", "levle: level"));
    LiveWorkspace.News news = look().orElseThrow();
    assertThat(news.taken()).isFalse();
    assertThat(news.sentence())
        .startsWith("Cannot take the changed workspace: jobs/water/level.yaml:")
        .contains("levle")
        .endsWith("the scheduler goes on with the one before");
    assertThat(look()).as("said once").isEmpty();
    assertThat(LiveWorkspace.refused(lake.workspace().settings())).contains(news.sentence());
    assertThat(scheduled()).containsExactly("water.level 0 2 * * *");
    assertThat(path(LocalDate.of(2026, 7, 8))).contains("landing/20260708.csv");

    // A mistake in what all refer to, over the other.
    write("conf/themes/water.yaml", "title: {zh: 水, en: Water}\n");
    assertThat(look().orElseThrow().taken()).isFalse();
    assertThat(path(LocalDate.of(2026, 7, 9))).contains("landing/20260709.csv");

    write("conf/themes/water.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    write("jobs/water/level.yaml", job("0 7 * * *"));
    assertThat(look().orElseThrow().taken()).isTrue();
    assertThat(scheduled()).containsExactly("water.level 0 7 * * *");
    assertThat(LiveWorkspace.refused(lake.workspace().settings())).isEmpty();
  }

  @Test
  void saysWhatNeedsARestart() throws IOException {
    write("conf/citylake.yaml", "zone: UTC\n");
    write("jobs/water/level.yaml", job("0 5 * * *"));
    assertThat(look().orElseThrow().sentence()).contains("zone in conf/citylake.yaml is another");
    assertThat(scheduled()).containsExactly("water.level 0 2 * * *");
  }

  @Test
  void waitsForAWriterThatIsNotDone() throws IOException {
    write("jobs/water/level.yaml", job("0 5 * * *"));
    assertThat(live.look()).isEmpty();
    write("jobs/water/level.yaml", job("0 5 * * 1"));
    assertThat(live.look()).as("other than at the last look").isEmpty();
    assertThat(live.look().orElseThrow().taken()).isTrue();
    assertThat(scheduled()).containsExactly("water.level 0 5 * * 1");
  }
}
