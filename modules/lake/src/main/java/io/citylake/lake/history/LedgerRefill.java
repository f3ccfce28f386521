package io.citylake.lake.history;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Published runs that a table names and the ledger lacks, because the catalog's database was lost
 * or is an older copy. What the table no longer names stays unknown.
 */
public final class LedgerRefill {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerRefill.class);

  private final Lake lake;
  private final RunLedger ledger;

  public LedgerRefill(Lake lake) {
    this.lake = lake;
    this.ledger = RunLedger.open(lake.database());
  }

  /** The runs that a table names now and the ledger lacks, and whose they were. */
  public SortedMap<String, JobName> lacking(TableMetadata metadata) {
    return lacking(named(metadata));
  }

  private SortedMap<String, JobName> lacking(SortedMap<String, JobName> named) {
    SortedMap<String, JobName> lacking = new TreeMap<>(named);
    lacking.keySet().removeAll(ledger.jobsOf(named.keySet()).keySet());
    return lacking;
  }

  /** Notes whose they were, also of those that earlier metadata files name; says how many. */
  public int refill(TableName name) {
    Table table = lake.loadTable(name);
    TableMetadata metadata = TableRefs.refresh(table);
    SortedMap<String, JobName> named = named(metadata);
    if (lacking(named).isEmpty()) {
      return 0;
    }
    for (MetadataLogEntry entry : metadata.previousFiles()) {
      try {
        named.putAll(named(TableMetadataParser.read(table.io(), entry.file())));
      } catch (RuntimeException e) {
        LOG.warn("Cannot see which runs table {} named in {}", name, entry.file(), e);
      }
    }
    named.replaceAll((run, job) -> LakeProperties.renamed(metadata, job));
    SortedMap<String, JobName> lacking = lacking(named);
    lacking.forEach((run, job) -> ledger.record(published(new RunId(run), job, name)));
    return lacking.size();
  }

  private static SortedMap<String, JobName> named(TableMetadata metadata) {
    SortedMap<String, JobName> named = new TreeMap<>();
    for (JobName job : LakeProperties.jobs(metadata)) {
      LakeProperties.publishedRun(metadata, job).ifPresent(run -> named.put(run.value(), job));
    }
    Long main = TableRefs.head(metadata, TableRefs.MAIN);
    if (main != null) {
      for (Snapshot each : SnapshotUtil.ancestorsOf(main, metadata::snapshot)) {
        Map<String, String> summary = each.summary();
        String run = summary.get("citylake.run");
        String job = summary.get("citylake.job");
        if (run != null && job != null) {
          named.put(run, JobName.parse(job));
        }
      }
    }
    return named;
  }

  private static RunRecord published(RunId run, JobName job, TableName target) {
    Instant start = run.start();
    return new RunRecord(
        run,
        job,
        target,
        "load",
        start.atZone(ZoneOffset.UTC).toLocalDate(),
        start,
        start,
        RunOutcome.PUBLISHED,
        Tally.none(),
        null,
        null,
        null,
        "Found in its table after the ledger was lost");
  }
}
