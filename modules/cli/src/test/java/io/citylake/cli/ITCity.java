package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.contract.Application;
import io.citylake.contract.Environment;
import io.citylake.contract.Step;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference city by its commands: made, loaded, and asked for everything that was planted; then
 * made a day longer and with corrections, followed by its increments, and compared with a rebuild.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ITCity {
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));
  private static final String SCALE = "0.00005";

  private Path directory;
  private CommandFixture city;
  private Workspace workspace;

  @BeforeAll
  void make(@TempDir Path temporary) throws IOException {
    directory = temporary;
    city = new CommandFixture(temporary);
    Files.delete(temporary.resolve("conf/themes/water.yaml"));
    copy("conf");
    copy("jobs");
    city.environment("CITYLAKE_LANDING", landing());
    workspace =
        WorkspaceLoader.loadOrThrow(
            temporary, Environment.of(city.environment()), LocalDate.of(2026, 1, 2));
    assertThat(city.callWithoutSpark("apply").exit()).isZero();
  }

  @AfterAll
  void forget() {
    city = new CommandFixture(directory);
  }

  private String landing() {
    return directory.resolve("city").toString();
  }

  private void copy(String part) throws IOException {
    try (var files = Files.walk(REPOSITORY.resolve(part))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Path to = directory.resolve(REPOSITORY.relativize(each).toString());
        Files.createDirectories(to.getParent());
        Files.copy(each, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void generate(int days, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("generate", "--to", landing(), "--scale", SCALE, "--from", "2026-01-01"));
    words.addAll(List.of("--days", Integer.toString(days)));
    words.addAll(List.of(more));
    Outcome made = city.call(words.toArray(String[]::new));
    assertThat(made.exit()).as(made.err()).isZero();
  }

  private void loadAll() {
    Outcome round = city.call("run", "--all", "--threads", "2");
    assertThat(round.exit())
        .as(String.join("\n", round.lines().stream().filter(ITCity::isTrouble).toList()))
        .isZero();
  }

  private static boolean isTrouble(String line) {
    return line.contains(" ERROR ") || line.contains(" SKIP ") || line.contains("[CL");
  }

  @Test
  @Order(1)
  void declaresThirtyTwoThemesAndTwentyFourApplications() {
    Set<String> themes = new TreeSet<>(workspace.themes().keySet());
    themes.remove("dim");
    assertThat(themes).hasSize(32);
    assertThat(workspace.applications()).hasSize(24);
    for (String theme : themes) {
      assertThat(workspace.datasets().values())
          .as(theme)
          .anyMatch(each -> each.name().theme().equals(theme) && each.layer().equals("ads"))
          .anyMatch(
              each ->
                  each.name().theme().equals(theme) && Set.of("ods", "dim").contains(each.layer()));
    }
  }

  @Test
  @Order(2)
  void everyStepPassesItsTests() {
    Outcome tests = city.call("test");
    assertThat(tests.exit())
        .as(
            String.join(
                "\n", tests.lines().stream().filter(line -> !line.startsWith("PASS ")).toList()))
        .isZero();
    assertThat(tests.lastLine()).endsWith("FAIL=0 UNTESTED=0");
  }

  @Test
  @Order(3)
  void findsWhatWasPlanted() {
    generate(2);
    loadAll();
    Outcome reconciled = city.call("reconcile");
    assertThat(reconciled.exit()).as(reconciled.out()).isZero();
    assertThat(reconciled.lastLine()).matches("\\d+ figures compared, 0 differ");
  }

  @Test
  @Order(4)
  void asksEveryTheme() throws IOException {
    for (String theme : workspace.themes().keySet()) {
      if (!theme.equals("dim")) {
        Path questions = directory.resolve("jobs").resolve(theme).resolve("reconcile");
        assertThat(questions).as(theme).isDirectoryContaining("glob:**.sql");
      }
    }
  }

  @Test
  @Order(5)
  void everyPanelAnswers() {
    for (Application application : workspace.applications().values()) {
      Outcome shown = city.call("app", "show", application.name());
      assertThat(shown.exit()).as(application.name() + shown.err()).isZero();
      assertThat(shown.out()).as(application.name()).doesNotContain("  no rows");
    }
  }

  @Test
  @Order(6)
  void incrementsOfLateCorrectedAndDeletedRowsGiveWhatARebuildGives() {
    generate(3, "--corrections");
    loadAll();
    List<List<String>> incremental = derived();
    Outcome rebuilt = city.call("run", "--select", steps(), "--full-refresh", "--threads", "2");
    assertThat(rebuilt.exit()).as(rebuilt.out()).isZero();
    List<List<String>> anew = derived();
    int i = 0;
    for (Step step : workspace.steps().values()) {
      assertThat(incremental.get(i)).as(step.name().toString()).isEqualTo(anew.get(i));
      i++;
    }
    Outcome reconciled = city.call("reconcile");
    assertThat(reconciled.exit()).as(reconciled.out()).isZero();
  }

  private String steps() {
    return String.join(",", workspace.steps().keySet().stream().map(Object::toString).toList());
  }

  /**
   * Every derived table as its number of rows and a checksum that takes no notice of their order.
   */
  private List<List<String>> derived() {
    List<List<String>> tables = new ArrayList<>();
    for (Step step : workspace.steps().values()) {
      String columns =
          String.join(
              ", ",
              workspace.loadDataset(step.target()).columns().stream()
                  .map(column -> "string(`" + column.name() + "`)")
                  .toList());
      tables.add(
          city.query(
              "SELECT count(*), coalesce(sum(cast(xxhash64(struct(%s)) AS decimal(38,0))), 0) FROM %s"
                  .formatted(columns, step.target())));
    }
    return tables;
  }

  @Test
  @Order(7)
  void runAgainFindsNothingNew() {
    Outcome again = city.call("run", "--all", "-o", "csv");
    assertThat(again.exit()).isZero();
    assertThat(again.out()).doesNotContain("published");
  }
}
