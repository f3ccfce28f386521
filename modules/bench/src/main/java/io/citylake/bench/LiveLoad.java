package io.citylake.bench;

import io.citylake.app.EmbeddedLake;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.history.StageRecord;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.model.AuditReport;
import io.citylake.model.CommitOutcome;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.publish.IcebergPublisher;
import io.citylake.publish.Staging;
import io.citylake.publish.TableHold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/**
 * Loads as a live feed makes them, each a run of its own with everything that it leaves behind:
 * reservation, branch, position, lines in the ledger and a release. Only the rows don't come
 * through Spark, which would take most of the time. One thread.
 */
final class LiveLoad implements AutoCloseable {
  static final TableName TABLE = TableName.parse("bench.ods_reading");
  static final int DEVICES = 50;
  private static final JobName JOB = JobName.parse("bench.readings");

  private final EmbeddedLake lake;
  private final Clock clock;
  private final DatasetContract dataset;
  private final IcebergPublisher publisher;
  private final Random random = new Random(7);
  private long made;

  LiveLoad(EmbeddedLake lake, Clock clock) {
    this.lake = lake;
    this.clock = clock;
    this.dataset = lake.workspace().loadDataset(TABLE);
    this.publisher =
        new IcebergPublisher(
            lake.sessions()::standard, lake.catalog(), clock, LeaseSettings.standard());
  }

  /**
   * One load.
   *
   * @return whether it was published
   */
  boolean run(int rows) {
    Instant now = clock.instant();
    RunId run = RunId.create(now, random);
    Tally tally = new Tally(rows, rows, 0, 0, 0, 0, 0, Map.of(), Map.of());
    CommitOutcome outcome;
    Position after = new Position("{\"offset\": %d}".formatted(made + rows));
    try (TableHold hold = publisher.hold(dataset, run);
        Staging staging = hold.begin(JOB, run)) {
      hold.requireMain();
      staging.requireBranch();
      append(run, rows, now);
      StagedTable staged = staging.finish(after, tally);
      outcome = publisher.publish(new AuditReport(staged, List.of()).passed().orElseThrow());
    }
    record(run, now, tally, after);
    ReleaseStore.open(lake.catalog()).release(List.of(TABLE), now);
    return outcome instanceof CommitOutcome.Committed;
  }

  private void append(RunId run, int rows, Instant now) {
    Table table = lake.catalog().loadTable(TABLE);
    AppendFiles append =
        table
            .newAppend()
            .appendFile(write(table, run, rows, now))
            .toBranch(StagedTable.branchOf(run));
    append.set("citylake.run", run.value());
    append.set("citylake.job", JOB.toString());
    append.commit();
  }

  private DataFile write(Table table, RunId run, int rows, Instant now) {
    PartitionKey month = new PartitionKey(table.spec(), table.schema());
    OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
    Record row = GenericRecord.create(table.schema());
    row.setField("event_time", at);
    month.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
    String file = table.locationProvider().newDataLocation(table.spec(), month, run + ".parquet");
    try {
      DataWriter<Record> writer =
          Parquet.writeData(table.io().newOutputFile(file))
              .forTable(table)
              .createWriterFunc(GenericParquetWriter::create)
              .withPartition(month)
              .withSortOrder(table.sortOrder())
              .build();
      try (writer) {
        for (int i = 0; i < rows; i++) {
          writer.write(row(row, run, i * DEVICES / rows, at.plusNanos(i * 1_000_000L)));
        }
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private Record row(Record row, RunId run, int device, OffsetDateTime at) {
    row.setField("device_id", "D%03d".formatted(device));
    row.setField("event_time", at);
    row.setField("kind", device % 3 == 0 ? "flow" : "level");
    row.setField("value", random.nextInt(100_000) / 100.0);
    row.setField("_source", "feed");
    row.setField("_place", made++);
    row.setField("_run_id", run.value());
    row.setField("_ingested_at", at);
    return row;
  }

  private void record(RunId run, Instant now, Tally tally, Position after) {
    lake.history()
        .ledger()
        .record(
            new RunRecord(
                run,
                JOB,
                TABLE,
                "load",
                LocalDate.ofInstant(now, lake.workspace().settings().zone()),
                now,
                now.plusSeconds(1),
                RunOutcome.PUBLISHED,
                tally,
                null,
                after.text(),
                null,
                null));
    lake.history()
        .ledger()
        .recordStages(run, List.of(new StageRecord("stage", now, Duration.ofMillis(100))));
  }

  @Override
  public void close() {
    publisher.close();
  }
}
