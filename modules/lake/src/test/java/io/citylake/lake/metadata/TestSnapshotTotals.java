package io.citylake.lake.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestSnapshotTotals {
  private InMemoryCatalog catalog;
  private Table table;

  @BeforeEach
  void create() {
    catalog = new InMemoryCatalog();
    catalog.initialize("lake", Map.of());
    catalog.createNamespace(Namespace.of("air"));
    table =
        catalog.createTable(
            TableIdentifier.of("air", "t"),
            new Schema(Types.NestedField.optional(1, "x", Types.LongType.get())));
  }

  @AfterEach
  void close() throws java.io.IOException {
    catalog.close();
  }

  @Test
  void knowsThatATableWithoutSnapshotIsEmpty() {
    assertThat(SnapshotTotals.of(table)).isEqualTo(SnapshotTotals.NONE);
    assertThat(SnapshotTotals.NONE.isEmpty()).isTrue();
    assertThat(SnapshotTotals.NONE.rows()).hasValue(0);
    assertThat(LiveRows.count(table, null)).hasValue(0);
  }

  @Test
  void countsWhatMainHadBeforeAWriteMadeTheBranch() {
    table.newAppend().appendFile(file("a", 735)).commit();
    table.newAppend().appendFile(file("b", 3)).toBranch("run_1").commit();
    table.manageSnapshots().fastForwardBranch("main", "run_1").commit();
    table.refresh();

    // What makes the summary useless; should Iceberg mend it, this says so.
    assertThat(table.currentSnapshot().summary()).containsEntry("total-records", "3");
    assertThat(SnapshotTotals.of(table).rows()).hasValue(738);
    assertThat(SnapshotTotals.of(table).files()).hasValue(2);
    assertThat(SnapshotTotals.of(table).estimatedSize().bytes()).isEqualTo(738 * 50);
  }

  @Test
  void isEmptyAgainOnceEveryFileIsGone() {
    table.newAppend().appendFile(file("a", 5)).commit();
    table.newRowDelta().addDeletes(deletes("a-deletes", "a", 2)).commit();
    table.newDelete().deleteFile(file("a", 5)).commit();

    assertThat(SnapshotTotals.of(table).isEmpty()).isTrue();
    assertThat(SnapshotTotals.of(table).rows()).hasValue(0);
  }

  @Test
  void doesNotTellRowsThatDeletionFilesHide() {
    table.newAppend().appendFile(file("a", 5)).appendFile(file("b", 7)).commit();
    table.newRowDelta().addDeletes(deletes("a-deletes", "a", 2)).commit();

    SnapshotTotals totals = SnapshotTotals.of(table);
    assertThat(totals.rows()).isEmpty();
    assertThat(totals.mostRows()).hasValue(12);
    assertThat(totals.isEmpty()).isFalse();
    assertThat(live()).hasValue(10);
  }

  @Test
  void isNotEmptyWhereEveryRowIsDeletedButTheFileStays() {
    table.newAppend().appendFile(file("a", 5)).commit();
    table.newRowDelta().addDeletes(deletes("a-deletes", "a", 5)).commit();

    assertThat(SnapshotTotals.of(table).isEmpty()).isFalse();
    assertThat(SnapshotTotals.of(table).rows()).isEmpty();
    assertThat(live()).hasValue(0);
  }

  @Test
  void takesNoCountWhereTheSameRowMayBeDeletedTwice() {
    table.newAppend().appendFile(file("a", 5)).commit();
    table.newRowDelta().addDeletes(deletes("one", "a", 2)).commit();
    table.newRowDelta().addDeletes(deletes("two", "a", 2)).commit();

    assertThat(live()).isEmpty();
  }

  @Test
  void takesNoCountOfDeletionsByConditions() {
    table.newAppend().appendFile(file("a", 5)).commit();
    table
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofEqualityDeletes(1)
                .withPath("equal.parquet")
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build())
        .commit();

    assertThat(SnapshotTotals.of(table).rows()).isEmpty();
    assertThat(live()).isEmpty();
  }

  @Test
  void takesAManifestThatDoesNotCountForALargeOneAndNeverForNone() {
    table.newAppend().appendFile(file("a", 5)).commit();
    ManifestFile known = table.currentSnapshot().dataManifests(table.io()).get(0);

    SnapshotTotals totals = SnapshotTotals.of(snapshot(uncounted(known)), table.io());

    assertThat(totals.isEmpty()).isFalse();
    assertThat(totals.rows()).isEmpty();
    assertThat(totals.mostRows()).isEmpty();
    assertThat(totals.files()).isEmpty();
    assertThat(totals.estimatedSize().bytes()).isGreaterThan(1L << 32);
  }

  private OptionalLong live() {
    return LiveRows.count(table, table.currentSnapshot());
  }

  private static DataFile file(String name, long rows) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(name + ".parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(rows)
        .build();
  }

  private static DeleteFile deletes(String name, String of, long rows) {
    return FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
        .ofPositionDeletes()
        .withPath(name + ".parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(rows)
        .withReferencedDataFile(of + ".parquet")
        .build();
  }

  /** As a writer of the first format version may leave it. */
  private static ManifestFile uncounted(ManifestFile known) {
    return (ManifestFile)
        Proxy.newProxyInstance(
            ManifestFile.class.getClassLoader(),
            new Class<?>[] {ManifestFile.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hasAddedFiles", "hasExistingFiles" -> true;
                  default ->
                      method.getName().endsWith("Count") ? null : call(method, known, arguments);
                });
  }

  private static Snapshot snapshot(ManifestFile manifest) {
    return (Snapshot)
        Proxy.newProxyInstance(
            Snapshot.class.getClassLoader(),
            new Class<?>[] {Snapshot.class},
            (proxy, method, arguments) ->
                method.getName().equals("dataManifests") ? List.of(manifest) : List.of());
  }

  private static Object call(java.lang.reflect.Method method, Object on, Object[] arguments)
      throws IllegalAccessException, InvocationTargetException {
    return method.invoke(on, arguments);
  }
}
