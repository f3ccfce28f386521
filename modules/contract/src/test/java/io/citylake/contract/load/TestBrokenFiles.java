package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.settings.Environment;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mistake costs: a job's its own job, a contract's everything. */
class TestBrokenFiles {
  private static final Environment ENVIRONMENT = Environment.of(Map.of("PASSWORD", "s3cret"));
  private static final LocalDate DATE = LocalDate.of(2026, 3, 1);
  private static final JobName LEVEL = JobName.parse("water.level");
  private static final JobName BASE = JobName.parse("water.level_base");
  private static final JobName TOPIC = JobName.parse("water.area_feed");
  private static final JobName DAY = JobName.parse("water.ads_day");

  @TempDir private Path home;

  @BeforeEach
  void writeGoodWorkspace() throws IOException {
    for (Map.Entry<String, String> each : Mistakes.GOOD.entrySet()) {
      Files.createDirectories(home.resolve(each.getKey()).getParent());
      Files.writeString(home.resolve(each.getKey()), each.getValue());
    }
  }

  private void append(String file, String text) throws IOException {
    Files.writeString(home.resolve(file), text, StandardOpenOption.APPEND);
  }

  private Workspace load(Environment environment) {
    return WorkspaceLoader.loadOrThrow(home, environment, DATE);
  }

  @Test
  void halfTypedJobCostsThatJob() throws IOException {
    append(Mistakes.FILES, "half_typed: [\n");
    Workspace workspace = load(ENVIRONMENT);
    assertThat(workspace.jobs()).containsOnlyKeys(BASE, TOPIC);
    assertThat(workspace.steps()).containsOnlyKeys(DAY);
    assertThat(workspace.broken().tasks()).containsOnlyKeys(LEVEL);
    assertThatThrownBy(() -> workspace.loadTask(LEVEL))
        .hasMessageContaining("Cannot use job water.level: its file has mistakes")
        .hasMessageContaining(Mistakes.FILES)
        .hasMessageContaining("not YAML");
  }

  @Test
  void unsetVariableOfASourceCostsThatJobWhoseTargetIsKnown() {
    Workspace workspace = load(Environment.of(Map.of()));
    assertThat(workspace.jobs()).containsOnlyKeys(LEVEL);
    assertThat(workspace.broken().tasks()).containsOnlyKeys(BASE, TOPIC);
    assertThat(workspace.broken().tasks().get(BASE).target())
        .isEqualTo(TableName.parse("water.ods_level"));
    assertThat(workspace.broken().tasks().get(BASE).problems().toString())
        .contains("PASSWORD isn't set");
  }

  @Test
  void unsetVariableOfTheCatalogCostsEverything() throws IOException {
    Files.writeString(
        home.resolve(Mistakes.SETTINGS),
        "catalog: {uri: \"jdbc:postgresql://db/lake\", user: \"${LAKE_USER}\"}\n");
    assertThatThrownBy(() -> load(ENVIRONMENT))
        .hasMessageContaining("conf/citylake.yaml:1:")
        .hasMessageContaining("LAKE_USER isn't set");
  }

  @Test
  void halfTypedStepAndScreenCostThemselves() throws IOException {
    Files.writeString(
        home.resolve(Mistakes.STEP), Mistakes.GOOD.get(Mistakes.STEP).replace("*/", ""));
    append(Mistakes.SCREEN, "half_typed: [\n");
    Workspace workspace = load(ENVIRONMENT);
    assertThat(workspace.steps()).isEmpty();
    assertThat(workspace.applications()).isEmpty();
    assertThat(workspace.broken().byName()).containsOnlyKeys("flood", "water.ads_day");
    assertThatThrownBy(() -> workspace.loadApplication("flood"))
        .hasMessageContaining("Cannot use application flood: its file has mistakes");
  }

  @Test
  void halfTypedContractCostsEverything() throws IOException {
    append(Mistakes.AREA, "half_typed: [\n");
    assertThat(WorkspaceLoader.load(home, ENVIRONMENT, DATE))
        .isInstanceOf(LoadResult.Refused.class);
  }

  @Test
  void neitherOfTwoTasksOfOneNameOrDerivedTableIsUsed() throws IOException {
    Files.writeString(
        home.resolve("jobs/water/other.sql"),
        "/*\ntitle: {zh: 又, en: Again}\ntarget: water.ads_day\n*/SELECT 1");
    Files.writeString(
        home.resolve("jobs/water/level.sql"),
        "/*\ntitle: {zh: 又, en: Again}\ntarget: water.dim_area\n*/SELECT 1");
    Workspace workspace = load(ENVIRONMENT);
    assertThat(workspace.tasks()).containsOnlyKeys(BASE, TOPIC);
    assertThat(workspace.broken().tasks())
        .containsOnlyKeys(DAY, LEVEL, JobName.parse("water.other"));
  }

  @Test
  void everyMistakeIsReportedAllTheSame() throws IOException {
    append(Mistakes.FILES, "half_typed: [\n");
    append(Mistakes.SCREEN, "half_typed: [\n");
    assertThat(WorkspaceLoader.load(home, ENVIRONMENT, DATE).problems())
        .map(Problem::file)
        .containsExactly(Mistakes.SCREEN, Mistakes.FILES);
  }
}
