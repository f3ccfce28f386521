package io.citylake.publish.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.TableRecovery.Kind;
import io.citylake.lake.catalog.TableRecovery.Remedy;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.TableName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tables are made with stays small over many commits. */
class TestTableProperties {
  private static final TableName TABLE = TableName.parse("air.ods_reading");

  @TempDir private Path home;
  private Lake lake;
  private Planner planner;
  private Workspace workspace;

  @BeforeEach
  void open() {
    Settings settings = LocalLake.settings(home);
    lake = Lake.open(settings);
    planner = new Planner(lake);
    workspace = Contracts.workspace(home, settings, Contracts.readings());
    apply();
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private void apply() {
    planner.apply(workspace, planner.plan(workspace, Drops.REFUSE), Drops.REFUSE);
  }

  private void load(int times) {
    Table table = lake.loadTable(TABLE);
    for (int i = 0; i < times; i++) {
      String path =
          table.locationProvider().newDataLocation("%s.parquet".formatted(System.nanoTime()));
      table
          .newAppend()
          .appendFile(
              DataFiles.builder(table.spec())
                  .withPath(path)
                  .withFormat("parquet")
                  .withFileSizeInBytes(10)
                  .withRecordCount(1)
                  .build())
          .commit();
    }
  }

  private List<String> versions() throws IOException {
    Path directory =
        Path.of(java.net.URI.create(lake.loadTable(TABLE).location())).resolve("metadata");
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".metadata.json"))
          .sorted()
          .toList();
    }
  }

  private int manifests() {
    Table table = lake.loadTable(TABLE);
    return table.currentSnapshot().allManifests(table.io()).size();
  }

  @Test
  void manyLoadsLeaveFewManifestsAndFewSmallVersions() throws IOException {
    load(60);
    assertThat(manifests()).isLessThanOrEqualTo(10);
    assertThat(lake.loadTable(TABLE).newScan().planFiles()).hasSize(60);
    assertThat(versions()).hasSize(51).allMatch(name -> name.endsWith(".gz.metadata.json"));
  }

  @Test
  void tablesOfBeforeGetThemByApply() throws IOException {
    lake.loadTable(TABLE)
        .updateProperties()
        .remove("write.metadata.compression-codec")
        .remove("commit.manifest.min-count-to-merge")
        .commit();
    load(20);
    assertThat(manifests()).isEqualTo(20);
    assertThat(versions()).last().asString().doesNotContain(".gz.");
    apply();
    load(1);
    assertThat(manifests()).isEqualTo(1);
    assertThat(versions()).last().asString().endsWith(".gz.metadata.json");
    assertThat(lake.loadTable(TABLE).newScan().planFiles()).hasSize(21);
  }

  /** Whoever reads metadata files themselves reads these, and finds those that are torn. */
  @Test
  void aTornVersionIsFoundAndTheOneBeforeItTaken() throws IOException {
    load(2);
    String last = TableRefs.operations(lake.loadTable(TABLE)).current().metadataFileLocation();
    Path file = Path.of(java.net.URI.create(last));
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    TableRecovery recovery = new TableRecovery(lake);
    Remedy remedy = recovery.find(TABLE).orElseThrow();
    assertThat(remedy.kind()).isEqualTo(Kind.DAMAGED);
    recovery.apply(remedy);
    assertThat(lake.loadTable(TABLE).newScan().planFiles()).hasSize(1);
  }

  /** By its name beside it, which is all that tells that the catalog is an older copy. */
  @Test
  void aCatalogThatIsBehindIsKnownByTheNotedVersion() {
    load(1);
    String before = TableRefs.operations(lake.loadTable(TABLE)).current().metadataFileLocation();
    load(1);
    lake.database()
        .call(
            connection -> {
              try (var update =
                  connection.prepareStatement(
                      "UPDATE iceberg_tables SET metadata_location = ? WHERE table_name = ?")) {
                update.setString(1, before);
                update.setString(2, TABLE.table());
                return update.executeUpdate();
              }
            });
    assertThat(new TableRecovery(lake).find(TABLE).orElseThrow().kind())
        .isEqualTo(Kind.CATALOG_BEHIND);
  }
}
