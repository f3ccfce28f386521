package io.citylake.publish;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Fence;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/** A reservation in the catalog database, and the table that it is of. */
final class IcebergTableHold implements TableHold {
  private final IcebergPublisher publisher;
  private final DatasetContract dataset;
  private final RunId holder;
  private final Leases.Lease lease;
  private final Table target;
  // A batch that gave up may have left what it could not drop.
  private boolean inOrder;

  IcebergTableHold(
      IcebergPublisher publisher,
      DatasetContract dataset,
      RunId holder,
      Leases.Lease lease,
      Table target) {
    this.publisher = publisher;
    this.dataset = dataset;
    this.holder = holder;
    this.lease = lease;
    this.target = target;
  }

  @Override
  public Staging begin(JobName job, RunId run) {
    lease.requireHeld();
    putInOrder();
    TableMetadata metadata = TableRefs.refresh(target);
    Position position = PositionStore.read(target, metadata, job);
    StagedTable begun =
        new StagedTable(
            dataset.name(),
            job,
            run,
            TableRefs.head(metadata, TableRefs.MAIN),
            position,
            position,
            Tally.none(),
            null,
            new Fence(LakeProperties.recovery(metadata), new TreeMap<>()));
    IcebergStaging staging = new IcebergStaging(publisher, this, dataset, target, begun);
    publisher.opened(staging);
    return staging;
  }

  private void putInOrder() {
    if (!inOrder) {
      publisher.recovery().recover(dataset.name(), target, holder);
      inOrder = true;
    }
  }

  /** The target last: what was cut short before it is done again. */
  @Override
  public void rename(JobName from, JobName to) {
    lease.requireHeld();
    putInOrder();
    RunLedger.open(publisher.lake().database()).rename(dataset.name(), from, to);
    String quarantine = Lake.CATALOG + "." + dataset.name().quarantine();
    publisher
        .spark()
        .sql(
            "UPDATE " + quarantine + " SET job = :to WHERE job = :from",
            Map.<String, Object>of("to", to.toString(), "from", from.toString()));
    TableRefs.change(target, metadata -> LakeProperties.rename(metadata, from, to));
  }

  @Override
  public OptionalLong movedBackFrom() {
    return LakeProperties.movedBackFrom(TableRefs.operations(target).current()).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  @Override
  public void requireMain() {
    OptionalLong from = movedBackFrom();
    if (from.isPresent()) {
      throw new CityLakeException(
          ErrorCode.MAIN_MOVED_BACK,
          "Cannot write to %1$s: its main was moved back from snapshot %2$d, which the last run left, so rows are missing that its jobs have loaded and would not load again; move it to where it was (call lake.system.set_current_snapshot('%1$s', %2$d) by citylake sql --write), or load everything again: citylake table recreate --from-deliveries %1$s"
              .formatted(dataset.name(), from.getAsLong()));
    }
  }

  @Override
  public SortedSet<JobName> jobs() {
    return LakeProperties.jobs(TableRefs.operations(target).current());
  }

  /** Called before what can't be taken back. */
  void requireHeld() {
    lease.requireHeld();
  }

  /** The next batch looks for leftovers. */
  void leftSomething() {
    inOrder = false;
  }

  @Override
  public void close() {
    lease.close();
  }
}
