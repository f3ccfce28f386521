package io.citylake.publish.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.PartitionField.Transform;
import io.citylake.contract.dataset.SortField;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.Faults;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPlanner {
  @TempDir private Path home;
  private Settings settings;
  private Lake lake;
  private Planner planner;

  @BeforeEach
  void open() {
    Faults.reset();
    settings = LocalLake.faultySettings(home, DurableFileIo.class.getName());
    lake = Lake.open(settings);
    planner = new Planner(lake);
  }

  @AfterEach
  void close() {
    Faults.reset();
    lake.close();
  }

  @Test
  void createsThemeTableAndQuarantineAndThenHasNothingToDo() {
    DatasetContract dataset = Contracts.readings();

    assertThat(plan(dataset).render())
        .containsExactly(
            "air",
            "  + create theme air  [no rows, 0 B, 0 files rewritten]",
            "air.ods_reading",
            "  + create table with 7 columns  [no rows, 0 B, 0 files rewritten]",
            "air.ods_reading__quarantine",
            "  + create table with 16 columns  [no rows, 0 B, 0 files rewritten]");

    apply(dataset);

    assertThat(plan(dataset).isEmpty()).isTrue();
    Table table = table();
    assertThat(table.schema().identifierFieldNames()).containsExactly("station");
    assertThat(table.schema().findField("station").doc()).isEqualTo("station / station");
    assertThat(table.properties())
        .containsEntry("comment", "空气质量读数 / Air quality readings")
        .containsEntry("citylake.grade.station", "1")
        .containsEntry("write.update.mode", "merge-on-read");
  }

  @Test
  void aKeyThatTheTableCantNameIsNotSaidToBeNone() {
    DatasetContract before = Contracts.readings();
    apply(before);
    List<ColumnContract> columns = new ArrayList<>(before.columns());
    columns.set(0, Contracts.column("station", Simple.STRING, false));
    assertThat(plan(Contracts.withColumns(before, columns)).render())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("no longer name key [station] in the table")
                    .contains("runs go by the contract's"))
        .noneMatch(line -> line.contains("to []"));
  }

  @Test
  void writesNothingWhenItOnlyPlans() throws IOException {
    plan(Contracts.readings());

    assertThat(Faults.count("create")).isZero();
    assertThat(home.resolve(".citylake/workspace.id")).doesNotExist();
    assertThat(home.resolve(".citylake/warehouse")).doesNotExist();
  }

  @Test
  void addsWidensAndRenamesColumnsWithoutRewritingAFile() {
    DatasetContract before = Contracts.readings();
    apply(before);
    addRows(1_000);
    List<String> files = files();
    ColumnContract renamed =
        new ColumnContract(
            "reading",
            Simple.LONG,
            new Title("读数", "Reading"),
            "µg/m3",
            false,
            1,
            null,
            List.of("value"),
            List.of());
    DatasetContract after =
        Contracts.withColumns(
            before,
            List.of(
                before.columns().get(0),
                before.columns().get(1),
                renamed,
                Contracts.column("note", Simple.STRING, false)));

    LakePlan plan = plan(after);

    assertThat(plan.render())
        .contains(
            "air.ods_reading (1,000 rows, about 49KB in 1 files)",
            "  ~ rename column value to reading  [no rows, 0 B, 0 files rewritten]",
            "  ~ widen column reading from int to long  [no rows, 0 B, 0 files rewritten]",
            "  + add column note string  [no rows, 0 B, 0 files rewritten]");
    int id = table().schema().findField("value").fieldId();
    apply(after);
    assertThat(table().schema().findField("reading").fieldId()).isEqualTo(id);
    assertThat(table().schema().findType("reading")).isEqualTo(Types.LongType.get());
    assertThat(table().schema().findField("reading").doc()).isEqualTo("读数 / Reading (µg/m3)");
    assertThat(files()).isEqualTo(files);
    assertThat(plan(after).isEmpty()).isTrue();
  }

  @Test
  void widensDecimalsAndRefusesTypesThatDoNotFit() {
    DatasetContract dataset = Contracts.readings();
    DatasetContract narrow = withValue(dataset, new ColumnType.Decimal(10, 2));
    apply(narrow);

    assertThat(kinds(plan(withValue(dataset, new ColumnType.Decimal(12, 2)))))
        .containsExactly("WidenColumn");
    LakePlan blocked = plan(withValue(dataset, Simple.STRING));
    assertThat(kinds(blocked)).containsExactly("ChangeType");
    assertThat(blocked.isBlocked()).isTrue();
    assertThatThrownBy(() -> planner.apply(workspace(dataset), blocked, Drops.REFUSE))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("change column value from decimal(10, 2) to string")
        .hasMessageContaining("citylake table recreate")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.PLAN_DESTRUCTIVE);
  }

  @Test
  void dropsAColumnOnlyWhenAllowed() {
    DatasetContract before = Contracts.readings();
    apply(before);
    addRows(5);
    List<String> files = files();
    DatasetContract after = Contracts.withColumns(before, before.columns().subList(0, 2));

    assertThat(plan(after).render())
        .contains(
            "  - drop column value  [5 rows, 0 B, 0 files rewritten]  BLOCKED: its values would be"
                + " lost to queries; allow drops, or declare the column again");
    assertThatThrownBy(() -> apply(after)).hasMessageContaining("is blocked");
    assertThat(table().schema().findField("value")).isNotNull();

    Workspace workspace = workspace(after);
    planner.apply(workspace, planner.plan(workspace, Drops.ALLOW), Drops.ALLOW);

    assertThat(table().schema().findField("value")).isNull();
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void repartitionsAndResortsOnlyFilesToCome() {
    DatasetContract before = Contracts.readings();
    apply(before);
    addRows(5);
    List<String> files = files();
    DatasetContract after =
        Contracts.withSort(
            Contracts.withPartitions(
                before,
                List.of(
                    new PartitionField(Transform.DAY, "taken_at", 0),
                    new PartitionField(Transform.BUCKET, "station", 16))),
            List.of(new SortField("station", false), new SortField("taken_at", true)));

    assertThat(plan(after).render())
        .contains(
            "  ~ partition new files by [day(taken_at), bucket[16](station)] instead of []  [no"
                + " rows, 0 B, 0 files rewritten]",
            "  ~ sort new files by [station ASC, taken_at DESC] instead of []  [no rows, 0 B, 0"
                + " files rewritten]");
    apply(after);

    assertThat(table().spec().fields()).hasSize(2);
    assertThat(table().sortOrder().fields()).hasSize(2);
    assertThat(files()).isEqualTo(files);
    assertThat(plan(after).isEmpty()).isTrue();
    apply(before);
    assertThat(table().spec().isUnpartitioned()).isTrue();
    assertThat(plan(before).isEmpty()).isTrue();
  }

  @Test
  void changesATitleWithoutTouchingAnyFileButOneMetadataFileATable() {
    DatasetContract before = Contracts.readings();
    apply(before);
    addRows(5);
    List<String> files = files();
    DatasetContract after = Contracts.withTitle(before, new Title("空气", "Air"));
    LakePlan plan = plan(after);
    assertThat(kinds(plan)).containsOnly("ChangeProperties");
    Faults.reset();

    planner.apply(workspace(after), plan, Drops.REFUSE);

    assertThat(Faults.count("create metadata")).isEqualTo(2);
    assertThat(Faults.count("create")).isEqualTo(2);
    assertThat(files()).isEqualTo(files);
    assertThat(table().properties()).containsEntry("comment", "空气 / Air");
  }

  @Test
  void keepsAColumnOptionalThatRowsMayLack() {
    DatasetContract before = Contracts.readings();
    apply(before);
    addRows(1);
    List<ColumnContract> columns = new ArrayList<>(before.columns());
    columns.set(2, Contracts.column("value", Simple.INT, true));

    assertThat(plan(Contracts.withColumns(before, columns)).isEmpty()).isTrue();
  }

  @Test
  void keepsAColumnOptionalThatRowsBelowABranchMayLack() {
    DatasetContract before = Contracts.readings();
    apply(before);
    addRows(735);
    // As a load does: the write makes the branch, and its summary counts from zero.
    Table table = table();
    table.newAppend().appendFile(file("none", 0)).toBranch("run_1").commit();
    table.manageSnapshots().fastForwardBranch("main", "run_1").commit();
    assertThat(table().currentSnapshot().summary()).containsEntry("total-records", "0");
    List<ColumnContract> columns = new ArrayList<>(before.columns());
    columns.set(2, Contracts.column("value", Simple.INT, true));
    columns.add(Contracts.column("note", Simple.STRING, true));

    assertThat(plan(Contracts.withColumns(before, columns)).render())
        .containsExactly(
            "air.ods_reading (735 rows, about 36KB in 2 files)",
            "  + add column note string  [no rows, 0 B, 0 files rewritten]",
            "  ~ change properties citylake.grade.note  [no rows, 0 B, 0 files rewritten]");
  }

  @Test
  void saysThatRowsAreUnknownWhereDeletionsHideSome() {
    DatasetContract before = Contracts.readings();
    apply(before);
    addRows(5);
    table()
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofPositionDeletes()
                .withPath("deletes")
                .withFormat("parquet")
                .withFileSizeInBytes(10)
                .withRecordCount(2)
                .build())
        .commit();
    LakePlan plan = plan(Contracts.withColumns(before, before.columns().subList(0, 2)));

    assertThat(plan.render().get(0))
        .isEqualTo("air.ods_reading (unknown rows, at most 5, about 250B in 1 files)");
    assertThat(plan.render().get(1)).contains("drop column value  [unknown rows, at most 5, 0 B");
    assertThat(plan.lines().get(0).rows()).isNull();
    assertThat(plan.lines().get(0).tableRows()).isNull();
  }

  @Test
  void requiresAndRelaxesColumnsOfAnEmptyTable() {
    DatasetContract before = Contracts.readings();
    apply(before);
    List<ColumnContract> columns = new ArrayList<>(before.columns());
    columns.set(2, Contracts.column("value", Simple.INT, true));
    DatasetContract after = Contracts.withColumns(before, columns);

    assertThat(kinds(plan(after))).containsExactly("RequireColumn");
    apply(after);
    assertThat(table().schema().findField("value").isRequired()).isTrue();
    assertThat(kinds(plan(before))).containsExactly("RelaxColumn");
  }

  @Test
  void namesTablesThatNobodyDeclaresAndLeavesThem() {
    DatasetContract dataset = Contracts.readings();
    apply(dataset);
    TableIdentifier stray = TableIdentifier.of(Namespace.of("air"), "stray");
    lake.catalog()
        .createTable(stray, new Schema(Types.NestedField.optional(1, "x", Types.LongType.get())));

    LakePlan plan = plan(dataset);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.unmanaged()).containsExactly("air.stray");
    apply(dataset);
    assertThat(lake.catalog().tableExists(stray)).isTrue();
  }

  @Test
  void refusesAPlanThatIsOutOfDate() {
    DatasetContract before = Contracts.readings();
    apply(before);
    DatasetContract after = Contracts.withTitle(before, new Title("空气", "Air"));
    LakePlan plan = plan(after);
    apply(after);

    assertThatThrownBy(() -> planner.apply(workspace(after), plan, Drops.REFUSE))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("plan again")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.COMMIT_CONFLICT);
  }

  @Test
  void neverTouchesTheCatalogOfAnotherWorkspace(@TempDir Path elsewhere) throws IOException {
    apply(Contracts.readings());
    Settings foreign = LocalLake.settings(elsewhere, settings.catalog().uri(), settings.spark());
    DatasetContract other = Contracts.withTitle(Contracts.readings(), new Title("别的", "Other"));
    Workspace workspace = Contracts.workspace(elsewhere, foreign, other);
    try (Lake theirs = Lake.open(foreign)) {
      Planner stranger = new Planner(theirs);
      Faults.reset();

      assertThatThrownBy(() -> stranger.plan(workspace, Drops.REFUSE))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("belongs to another workspace")
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.PLAN_FOREIGN);
      assertThatThrownBy(
              () ->
                  stranger.apply(
                      workspace,
                      new LakePlan(List.of(), List.of(), List.of(), List.of()),
                      Drops.REFUSE))
          .hasMessageContaining("belongs to another workspace");
      assertThat(Faults.count("create metadata")).isZero();
    }
    try (Stream<Path> left = Files.walk(elsewhere)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** A process that is ended at any step of it keeps neither runs nor the next apply from work. */
  @Test
  void tablesWhoseMakingWasCutShortAreMadeAnew() {
    DatasetContract dataset = Contracts.readings();
    int steps = 0;
    for (boolean done = false; !done; ) {
      Faults.reset();
      Faults.dieAt(++steps);
      done = isDone(() -> apply(dataset));
    }
    assertThat(steps).isGreaterThan(5);
    Faults.reset();
    apply(dataset);
    assertThat(planner.pending(dataset)).isEmpty();

    TableIdentifier displaced = Lake.identifier(dataset.name().displaced());
    steps = 0;
    for (boolean done = false; !done; ) {
      Faults.reset();
      Faults.dieAt(++steps);
      done = isDone(() -> DisplacedTable.ensure(lake, dataset, table()));
      Faults.reset();
      assertThat(planner.pending(dataset)).as("ended at step %d", steps).isEmpty();
    }
    assertThat(steps).isGreaterThan(3);
    assertThat(lake.catalog().tableExists(displaced)).isTrue();
  }

  private static boolean isDone(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!Faults.isDead()) {
        throw e;
      }
    }
    return !Faults.isDead();
  }

  /** What rows or commits stand in is no rest of a making. */
  @Test
  void refusesToMakeAnewWhatHoldsRowsThatTheCatalogDoesNotKnow() {
    DatasetContract dataset = Contracts.readings();
    apply(dataset);
    addRows(1);
    lake.catalog().dropTable(Lake.identifier(dataset.name()), false);

    assertThat(planner.pending(dataset))
        .singleElement()
        .asString()
        .contains("air.ods_reading: create table");
    assertThat(plan(dataset).lines())
        .extracting(LakePlan.Line::blocked)
        .anySatisfy(blocked -> assertThat(blocked).contains("run citylake table recover"));
  }

  private DatasetContract withValue(DatasetContract dataset, ColumnType type) {
    List<ColumnContract> columns = new ArrayList<>(dataset.columns());
    columns.set(2, Contracts.column("value", type, false));
    return Contracts.withColumns(dataset, columns);
  }

  private Workspace workspace(DatasetContract dataset) {
    return Contracts.workspace(home, settings, dataset);
  }

  private LakePlan plan(DatasetContract dataset) {
    return planner.plan(workspace(dataset), Drops.REFUSE);
  }

  private void apply(DatasetContract dataset) {
    planner.apply(workspace(dataset), plan(dataset), Drops.REFUSE);
  }

  private static List<String> kinds(LakePlan plan) {
    return plan.lines().stream().map(LakePlan.Line::change).toList();
  }

  private Table table() {
    return lake.catalog().loadTable(Lake.identifier(TableName.parse("air.ods_reading")));
  }

  private void addRows(long count) {
    table().newAppend().appendFile(file("file", count)).commit();
  }

  private static DataFile file(String name, long rows) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(name)
        .withFormat("parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(rows)
        .build();
  }

  private List<String> files() {
    List<String> names = new ArrayList<>();
    table().newScan().planFiles().forEach(task -> names.add(task.file().location()));
    return names;
  }

  @Test
  void rendersSortedPropertiesWhateverTheOrderOfTheMap() {
    Change change = new Change.ChangeProperties(Map.of("b", "1", "a", "2"));
    assertThat(change.describe()).isEqualTo("change properties a, b");
  }
}
