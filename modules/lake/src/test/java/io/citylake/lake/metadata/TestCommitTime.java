package io.citylake.lake.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.lake.catalog.Lake;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.testkit.HandClock;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2: the clock was set back, or another machine's was ahead. */
class TestCommitTime {
  private static final TableName NAME = TableName.parse("air.ods_reading");

  @TempDir private Path home;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(LocalLake.settings(home));
    lake.catalog().createNamespace(Namespace.of("air"), Map.of());
    Table table =
        lake.catalog()
            .createTable(
                Lake.identifier(NAME),
                new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    append(table);
    table.manageSnapshots().createBranch("run_a").commit();
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void saysThatTheClockIsBehindInsteadOfAFaultOfIceberg() throws IOException {
    commitAt(Clock.systemUTC().instant().plus(Duration.ofMinutes(10)));
    Table table = lake.loadTable(NAME);

    assertThatThrownBy(() -> TableRefs.rename(table, "run_a", "run_b"))
        .isInstanceOf(CityLakeException.class)
        .hasMessageMatching(
            "Cannot write to table lake\\.air\\.ods_reading: its last commit is dated (59\\d|600) s"
                + " ahead of this machine's clock \\(last=.+Z, now=.+Z\\); set the clock right, or,"
                + " where another machine's was ahead, wait until that time")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.CLOCK_BEHIND);
    // What it spares: Iceberg's own words for it.
    assertThatThrownBy(() -> append(table)).hasMessageContaining("Invalid update timestamp");
    assertThat(table.currentSnapshot()).isNotNull();
  }

  @Test
  void doesNotAskWhereNothingIsToBeChanged() throws IOException {
    commitAt(Clock.systemUTC().instant().plus(Duration.ofMinutes(10)));

    TableRefs.rename(lake.loadTable(NAME), "run_none", "run_b");
  }

  @Test
  void toleratesWhatIcebergTolerates() throws IOException {
    commitAt(Clock.systemUTC().instant().plus(Duration.ofSeconds(55)));
    Table table = lake.loadTable(NAME);

    TableRefs.rename(table, "run_a", "run_b");
    append(table);

    assertThat(TableRefs.branches(TableRefs.refresh(table), "run_")).containsExactly("run_b");
  }

  @Test
  void endsAMinuteAhead() {
    TableMetadata metadata = TableRefs.refresh(lake.loadTable(NAME));
    Instant last = Instant.ofEpochMilli(metadata.lastUpdatedMillis());

    CommitTime.requireReached("t", metadata, new HandClock(last.minusSeconds(60).toString()));
    assertThatThrownBy(
            () ->
                CommitTime.requireReached(
                    "t", metadata, new HandClock(last.minusSeconds(61).toString())))
        .hasMessageContaining("is dated 61 s ahead of this machine's clock");
  }

  private static void append(Table table) {
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("a")
                .withFormat("parquet")
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build())
        .commit();
  }

  /** As if a machine with such a clock had committed. */
  private void commitAt(Instant time) throws IOException {
    String location = TableRefs.refresh(lake.loadTable(NAME)).metadataFileLocation();
    Path file = Path.of(location.replaceFirst("^file:/*", "/"));
    String later =
        Files.readString(file)
            .replaceFirst(
                "\"last-updated-ms\"\\s*:\\s*\\d+", "\"last-updated-ms\":" + time.toEpochMilli());
    Path made = file.resolveSibling("99999-ahead.metadata.json");
    Files.writeString(made, later);
    lake.database()
        .call(
            connection -> {
              try (PreparedStatement swap =
                  connection.prepareStatement("UPDATE iceberg_tables SET metadata_location = ?")) {
                swap.setString(1, location.replace(file.toString(), made.toString()));
                return swap.executeUpdate();
              }
            });
  }
}
