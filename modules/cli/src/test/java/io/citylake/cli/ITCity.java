package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.cli.city.TruthFile;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.NamedMarkers;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import io.citylake.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private static final String SCALE = "0.00005";

  private Path directory;
  private CommandFixture city;
  private Workspace workspace;

  @BeforeAll
  void make(@TempDir Path temporary) throws IOException {
    directory = temporary;
    city = lake(temporary.resolve("lake"));
    workspace =
        WorkspaceLoader.loadOrThrow(
            temporary.resolve("lake"),
            Environment.of(city.environment()),
            LocalDate.of(2026, 1, 2));
  }

  /** The city's contracts in a directory of their own, with empty tables, over the one landing. */
  private CommandFixture lake(Path home) throws IOException {
    CommandFixture lake = CommandFixture.city(home).environment("CITYLAKE_LANDING", landing());
    assertThat(lake.callWithoutSpark("apply").exit()).isZero();
    return lake;
  }

  @AfterAll
  void forget() {
    city = new CommandFixture(directory.resolve("lake"));
  }

  private String landing() {
    return directory.resolve("city").toString();
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

  private static void loadAll(CommandFixture lake) {
    Outcome round = lake.call("run", "--all", "--threads", "2");
    assertThat(round.exit())
        .as(String.join("\n", round.lines().stream().filter(ITCity::isTrouble).toList()))
        .isZero();
  }

  private static boolean isTrouble(String line) {
    return Stream.of(" ERROR ", " SKIP ", "[CL", " ATTENTION: ").anyMatch(line::contains);
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

  /**
   * Figures that are less secret for being sums are told of groups that hide their members only.
   */
  @Test
  @Order(1)
  void everyLoweredSumNeedsEnoughMembers() {
    for (DatasetContract dataset : workspace.datasets().values()) {
      List<String> audited =
          dataset.audits().stream()
              .flatMap(
                  audit ->
                      audit instanceof Audit.Disclosure each
                          ? each.columns().stream()
                          : Stream.<String>empty())
              .toList();
      assertThat(dataset.columns())
          .filteredOn(ITCity::isLoweredSum)
          .as("of %s; each needs an audit 'disclosure'", dataset.name())
          .extracting(ColumnContract::name)
          .isSubsetOf(audited);
    }
  }

  private static boolean isLoweredSum(ColumnContract column) {
    ColumnContract.Lowered lowered = column.lowered();
    return lowered != null
        && lowered.because() == ColumnContract.Reason.AGGREGATED
        && lowered.from() > 2
        && column.unit() != null
        && column.type() instanceof ColumnType.Decimal;
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
    loadAll(city);
    Outcome reconciled = city.call("reconcile");
    assertThat(reconciled.exit()).as(reconciled.out()).isZero();
    assertThat(reconciled.lastLine()).matches("\\d+ figures compared, 0 differ");
  }

  /** A question to which nothing was planted is answered with nothing, and proves as much. */
  @Test
  @Order(4)
  void plantsWhatEveryQuestionAsksFor() throws IOException {
    Set<String> questions = new TreeSet<>();
    try (Stream<Path> files = Files.walk(workspace.home().resolve("jobs"), 3)) {
      files
          .filter(file -> file.getParent().endsWith("reconcile"))
          .map(file -> workspace.home().resolve("jobs").relativize(file).toString())
          .forEach(name -> questions.add(name.replace("/reconcile/", ".").replace(".sql", "")));
    }
    assertThat(TruthFile.read(Path.of(landing())).findings().keySet()).isEqualTo(questions);
  }

  @Test
  @Order(4)
  void asksEveryTheme() throws IOException {
    for (String theme : workspace.themes().keySet()) {
      if (!theme.equals("dim")) {
        Path questions = workspace.home().resolve("jobs").resolve(theme).resolve("reconcile");
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
  @Order(5)
  void theScreenIsAnsweredEveryPanelAndNamesNobody() {
    new UserStore(StateStore.of(workspace.home().resolve(".citylake")), Clock.systemUTC())
        .add("wall", List.of("screen"), "long enough for all".toCharArray());
    for (Application application : workspace.applications().values()) {
      String panels =
          application.panels().stream()
              .map(panel -> NamedMarkers.withNulls(panel.sql()))
              .collect(Collectors.joining(";"));
      Outcome shown = city.call("sql", "--as", "wall", "-o", "csv", "-e", panels);
      assertThat(shown.exit()).as(application.name() + shown.err()).isZero();
    }
    for (String column : List.of("item_id", "care")) {
      String sql = "SELECT %s FROM community_safety.ads_dossier".formatted(column);
      assertThat(city.call("sql", "--as", "wall", "-e", sql).err()).contains(column, "CL1014");
    }
    Outcome places =
        city.call(
            "sql",
            "--as",
            "wall",
            "-o",
            "csv",
            "-e",
            "SELECT lon, lat FROM community_safety.ads_dossier LIMIT 3");
    assertThat(places.lines()).hasSizeGreaterThan(1);
    assertThat(places.lastLine()).isEqualTo(",");
    String asked = "SELECT count(lon) FROM community_safety.ads_dossier";
    assertThat(city.call("sql", "--as", "wall", "-e", asked).err()).contains("lon", "CL1040");
  }

  /**
   * What runs made of late, corrected and deleted rows by increments is what one run makes of all
   * deliveries at once, and what it makes anew.
   */
  @Test
  @Order(6)
  void tablesAreTheSameHoweverRunsCutTheDeliveries() throws IOException {
    generate(3, "--corrections");
    loadAll(city);
    Outcome reconciled = city.call("reconcile");
    assertThat(reconciled.exit()).as(reconciled.out()).isZero();
    CommandFixture other = lake(directory.resolve("other"));
    loadAll(other);
    Set<TableName> all = workspace.datasets().keySet();
    assertThat(contents(other, all)).isEqualTo(contents(city, all));
  }

  @Test
  @Order(7)
  void runAgainFindsNothingNew() {
    Outcome again = city.call("run", "--all", "-o", "csv");
    assertThat(again.exit()).isZero();
    assertThat(again.out()).doesNotContain("published");
  }

  /** Each table as its number of rows and a checksum that takes no notice of their order. */
  private SortedMap<TableName, String> contents(CommandFixture lake, Set<TableName> tables) {
    // One call: each loads the workspace and starts a session.
    Outcome answers =
        lake.call(
            "sql",
            "-o",
            "csv",
            "-e",
            String.join(";", tables.stream().map(this::checksum).toList()));
    assertThat(answers.exit()).as(answers.err()).isZero();
    SortedMap<TableName, String> contents = new TreeMap<>();
    for (String line : answers.lines()) {
      String[] fields = line.split(",", 2);
      if (!fields[0].equals("table")) {
        contents.put(TableName.parse(fields[0]), fields[1]);
      }
    }
    assertThat(contents.keySet()).isEqualTo(tables);
    return contents;
  }

  private String checksum(TableName table) {
    String columns =
        String.join(
            ", ",
            workspace.loadDataset(table).columns().stream()
                .map(column -> "string(`" + column.name() + "`)")
                .toList());
    return "SELECT '%s' AS table, count(*) AS records, coalesce(sum(cast(xxhash64(struct(%s)) AS decimal(38,0))), 0) AS checksum FROM %s"
        .formatted(table, columns, table);
  }
}
