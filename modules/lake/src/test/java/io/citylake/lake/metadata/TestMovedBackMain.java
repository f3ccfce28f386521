package io.citylake.lake.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.catalog.Lake;
import io.citylake.model.TableName;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMovedBackMain {
  @TempDir private Path home;
  private Lake lake;
  private Table table;
  private long first;
  private long published;

  @BeforeEach
  void publish() {
    lake = Lake.open(LocalLake.settings(home));
    lake.catalog().createNamespace(Namespace.of("air"), Map.of());
    table =
        lake.catalog()
            .createTable(
                Lake.identifier(TableName.parse("air.ods_reading")),
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    append();
    first = append();
    published = append();
    table.updateProperties().set(LakeProperties.MAIN, Long.toString(published)).commit();
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private long append() {
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(home.resolve("x" + System.nanoTime() + ".parquet").toString())
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build())
        .commit();
    return table.currentSnapshot().snapshotId();
  }

  private Optional<Long> movedBackFrom() {
    return LakeProperties.movedBackFrom(TableRefs.refresh(table));
  }

  @Test
  void whatWasWrittenSinceDescendsFromIt() {
    assertThat(movedBackFrom()).isEmpty();
    append();
    assertThat(movedBackFrom()).isEmpty();
  }

  @Test
  void anEarlierSnapshotDoesNotNorWhatIsWrittenOnIt() {
    table.manageSnapshots().rollbackTo(first).commit();
    assertThat(movedBackFrom()).contains(published);
    append();
    assertThat(movedBackFrom()).contains(published);
  }

  @Test
  void whatWasExpiredInBetweenIsNoSuchThing() {
    table.manageSnapshots().createTag("kept", published).commit();
    long between = append();
    append();
    table
        .expireSnapshots()
        .expireSnapshotId(between)
        .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
        .commit();
    assertThat(movedBackFrom()).isEmpty();
  }
}
