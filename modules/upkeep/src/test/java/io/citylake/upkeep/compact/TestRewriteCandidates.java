package io.citylake.upkeep.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.catalog.Lake;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRewriteCandidates {
  private static final long MB = 1 << 20;

  @TempDir private Path home;
  private Lake lake;
  private Table table;
  private int made;

  @BeforeEach
  void open() {
    lake = Lake.open(LocalLake.settings(home));
    lake.catalog().createNamespace(Namespace.of("air"));
    table =
        lake.catalog()
            .createTable(
                TableIdentifier.of("air", "ods_reading"),
                new Schema(NestedField.optional(1, "k", Types.LongType.get())));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private DataFile file(long bytes, long rows) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("f%03d.parquet".formatted(made++))
        .withFormat("parquet")
        .withFileSizeInBytes(bytes)
        .withRecordCount(rows)
        .build();
  }

  private void add(int files, long bytes) {
    AppendFiles append = table.newAppend();
    IntStream.range(0, files).forEach(i -> append.appendFile(file(bytes, 100)));
    append.commit();
  }

  /** In bytes, of the first that is found. */
  private List<Long> sizes() {
    table.refresh();
    return RewriteCandidates.find(table).stream()
        .limit(1)
        .flatMap(each -> each.group().fileScanTasks().stream())
        .map(FileScanTask::file)
        .map(DataFile::fileSizeInBytes)
        .sorted()
        .toList();
  }

  @Test
  void leavesAFileThatTheSmallerOnesWouldNotDouble() {
    add(1, 40 * MB);
    add(6, MB);
    assertThat(sizes()).hasSize(6).containsOnly(MB);
    add(1, 20 * MB);
    assertThat(sizes()).hasSize(6);
    add(1, 2 * MB);
    assertThat(sizes()).hasSize(7).doesNotContain(20 * MB, 40 * MB);
    add(26, MB);
    assertThat(sizes()).hasSize(35);
  }

  /** Files of like loads differ by a few bytes. */
  @Test
  void takesFilesOfAboutOneSizeTogether() {
    for (int i = 0; i < 6; i++) {
      add(1, MB + i * 100);
    }
    assertThat(sizes()).hasSize(6);
  }

  /** What a table comes to that has ten loads each day, each of a megabyte. */
  @Test
  void writesARowAnewOncePerDoublingAndLeavesFewFiles() {
    long written = 0;
    for (int day = 1; day <= 32; day++) {
      add(10, MB);
      for (RewriteCandidate each : RewriteCandidates.find(table)) {
        written += each.bytes();
        RewriteFiles rewrite = table.newRewrite();
        each.group().rewrittenFiles().forEach(rewrite::deleteFile);
        rewrite.addFile(file(each.bytes(), 100 * each.files()));
        rewrite.commit();
      }
      table.refresh();
      assertThat(sizes()).isEmpty();
    }
    // Each of 320 MB about once for itself and once for each of five doublings; not 32 times.
    assertThat(written).isLessThan(6 * 320 * MB);
    assertThat(table.newScan().planFiles()).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void foldsDeletionsInWhateverTheSize() {
    DataFile large = file(200 * MB, 100);
    table.newAppend().appendFile(large).commit();
    add(6, MB);
    table
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofPositionDeletes()
                .withReferencedDataFile(large.location())
                .withPath("d.parquet")
                .withFormat("parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(20)
                .build())
        .commit();
    assertThat(sizes()).hasSize(7).contains(200 * MB);
  }
}
