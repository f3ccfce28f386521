package io.citylake.lake.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.backup.LakeBackup.Data;
import io.citylake.lake.backup.LakeBackup.Keys;
import io.citylake.lake.backup.LakeBackup.Stage;
import io.citylake.lake.backup.LakeRestore.Over;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.ReaderHolds;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.lake.metadata.SnapshotRemoval;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup promises, whichever database holds the catalog. */
abstract class LakeBackupContract {
  private static final TableName NAME = TableName.parse("air.ods_reading");

  @TempDir private Path home;
  @TempDir private Path elsewhere;
  private Settings settings;
  private Lake lake;
  private Table table;

  /** A catalog of its own for each directory. */
  abstract String catalog(Path directory);

  @BeforeEach
  void open() {
    settings = LocalLake.settings(home, catalog(home), Map.of());
    lake = Lake.open(settings);
    new WorkspaceIdentity(lake).claim();
    lake.catalog().createNamespace(Namespace.of("air"), Map.of());
    table =
        lake.catalog()
            .createTable(
                Lake.identifier(NAME),
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned());
    append("first");
    release();
  }

  @AfterEach
  void close() {
    lake.close();
  }

  /** A file of rows that nobody reads as rows. */
  private void append(String name) {
    String location = table.location() + "/data/" + name + ".bin";
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = table.io().newOutputFile(location).create()) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(location)
                .withFormat("orc")
                .withFileSizeInBytes(bytes.length)
                .withRecordCount(3)
                .build())
        .commit();
  }

  private void release() {
    ReleaseStore.open(lake).release(List.of(NAME), Clock.systemUTC().instant());
  }

  private LakeBackup.Result backup(Archive archive, Data data, Consumer<Stage> reached) {
    return new LakeBackup(
            lake,
            archive,
            new LakeBackup.Request(
                home, data, Keys.LEFT_OUT, Duration.ofHours(1), Clock.systemUTC()),
            reached)
        .run();
  }

  private LakeRestore.Result restore(Archive archive, Settings to, Over over) {
    return new LakeRestore(
            archive,
            new LakeRestore.Request(
                archive.load(null), new TreeSet<>(), over, Returning.REFUSED, null),
            to,
            stage -> {})
        .run();
  }

  private static List<String> files(Lake of) throws IOException {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = of.loadTable(NAME).newScan().planFiles()) {
      tasks.forEach(
          task ->
              files.add(
                  task.file().location().substring(task.file().location().lastIndexOf('/') + 1)));
    }
    files.sort(null);
    return files;
  }

  @Test
  void isOfOneMomentWhileTheLakeGoesOn() throws IOException {
    try (Archive archive = Archive.openToWrite(elsewhere.resolve("archive"))) {
      // Commits and releases at each stage: the catalog was read before most of them.
      backup(
          archive,
          Data.COPIED,
          stage -> {
            if (stage.compareTo(Stage.CATALOG) >= 0) {
              append("at-" + stage);
              release();
            }
          });
      Settings there = LocalLake.settings(elsewhere.resolve("other"));
      assertThat(restore(archive, there, Over.NOTHING).notes())
          .singleElement()
          .asString()
          .contains("Keys were not in the backup");
      try (Lake restored = Lake.open(there)) {
        assertThat(files(restored)).containsExactly("first.bin");
        assertThat(ReleaseStore.open(restored).list(10)).hasSize(1);
        assertThat(restored.loadTable(NAME).location()).contains("other");
        new WorkspaceIdentity(restored).check();
      }
      assertThat(new ReaderHolds(lake.database()).list()).isEmpty();
      // In place, over what has come since.
      assertThatThrownBy(() -> restore(archive, settings, Over.NOTHING))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.RESTORE_OVER_LIVING));
      restore(archive, settings, Over.A_LIVING_LAKE);
      assertThat(files(lake)).containsExactly("first.bin");
      assertThat(ReleaseStore.open(lake).list(10)).hasSize(1);
    }
  }

  /** Upkeep that knew of no hold: a snapshot of the backup goes, with its files, in between. */
  @Test
  void beginsAgainWhereASnapshotWentMeanwhile() throws IOException {
    append("second");
    long first = table.snapshots().iterator().next().snapshotId();
    List<Stage> stages = new ArrayList<>();
    try (Archive archive = Archive.openToWrite(elsewhere.resolve("archive"))) {
      backup(
          archive,
          Data.COPIED,
          stage -> {
            if (stage == Stage.CATALOG && !stages.contains(stage)) {
              SnapshotRemoval.expire(table, List.of(first));
            }
            stages.add(stage);
          });
      assertThat(stages).containsSubsequence(Stage.CATALOG, Stage.HELD, Stage.CATALOG, Stage.ADDED);
      Settings there = LocalLake.settings(elsewhere.resolve("other"));
      restore(archive, there, Over.NOTHING);
      try (Lake restored = Lake.open(there)) {
        assertThat(files(restored)).containsExactly("first.bin", "second.bin");
      }
    }
  }

  @Test
  void holdsWhatItRefersToAndNothingWhereItFails() {
    try (Archive archive = Archive.openToWrite(elsewhere.resolve("archive"))) {
      assertThatThrownBy(
              () ->
                  backup(
                      archive,
                      Data.REFERRED_TO,
                      stage -> {
                        if (stage == Stage.DATA) {
                          throw new IllegalStateException("cut short");
                        }
                      }))
          .hasMessage("cut short");
      assertThat(new ReaderHolds(lake.database()).list()).isEmpty();
      assertThat(archive.list()).isEmpty();
      backup(archive, Data.REFERRED_TO, stage -> {});
      assertThat(new ReaderHolds(lake.database()).list())
          .singleElement()
          .satisfies(
              hold -> {
                assertThat(hold.kind()).isEqualTo(Kind.BACKUP);
                assertThat(hold.state().snapshotId())
                    .isEqualTo(table.currentSnapshot().snapshotId());
              });
    }
  }

  @Test
  void twoBackupsDoNotWriteToOneArchive() {
    Path directory = elsewhere.resolve("archive");
    Archive first = Archive.openToWrite(directory);
    assertThatThrownBy(() -> Archive.openToWrite(directory))
        .hasMessageContaining("another backup writes to it");
    first.close();
    Archive.openToWrite(directory).close();
    assertThatThrownBy(() -> Archive.openToWrite(home)).hasMessageContaining("not empty");
  }
}
