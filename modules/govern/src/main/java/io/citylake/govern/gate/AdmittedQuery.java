package io.citylake.govern.gate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A statement whose plan holds the policy. */
final class AdmittedQuery implements GovernedQuery {
  private final Decision decision;
  private final String zone;
  private final @Nullable Caller callerAfter;
  private final Runnable recheck;
  private final AccessRecorder recorder;
  private final String decidedBy;

  @GuardedBy("this")
  private @Nullable Dataset<Row> made;

  /**
   * Planned once it is run: who is answered from a cache needs no plan.
   *
   * @param callerAfter null where the statement doesn't change who asks
   * @param recheck raises where what was decided doesn't hold any more
   */
  AdmittedQuery(
      Decision decision,
      String zone,
      @Nullable Caller callerAfter,
      Runnable recheck,
      AccessRecorder recorder) {
    this.decision = decision;
    this.zone = zone;
    this.callerAfter = callerAfter;
    this.recheck = recheck;
    this.recorder = recorder;
    this.decidedBy = recorder.policyVersion();
  }

  Decision decision() {
    return decision;
  }

  @Override
  public StructType schema() {
    return decision.schema();
  }

  @Override
  public String zone() {
    return zone;
  }

  @Override
  public SortedMap<TableName, TableSnapshot> tables() {
    SortedMap<TableName, TableSnapshot> tables = new TreeMap<>();
    decision.references().forEach(each -> tables.put(each.table().name(), each.table().snapshot()));
    return Collections.unmodifiableSortedMap(tables);
  }

  @Override
  public Optional<String> cacheKey() {
    return Optional.ofNullable(decision.cacheKey());
  }

  @Override
  public synchronized Dataset<Row> rows() {
    Dataset<Row> present = made;
    if (present == null) {
      present = decision.rows();
      made = present;
    }
    return present;
  }

  @Override
  public Dataset<Row> toRun() {
    return decision.toRun();
  }

  @Override
  public Optional<Caller> callerAfter() {
    return Optional.ofNullable(callerAfter);
  }

  @Override
  public CityLakeException failure(Exception raised) {
    boolean open =
        decision.references().stream()
            .noneMatch(each -> each.decision().isFiltered() || each.decision().isMasked());
    return raised instanceof CityLakeException known ? known : Sentences.failed(raised, open);
  }

  @Override
  public void recheck() {
    recheck.run();
  }

  @Override
  public void recheckKept() {
    recheck.run();
    if (!decidedBy.equals(recorder.policyVersion())) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot read the result: the policies have changed since; run the statement again");
    }
  }

  @Override
  public void exported(long handedOver) {
    recorder.record("exported", "as CSV, of an answer that was kept", handedOver);
  }

  @Override
  public void exportRefused(String why) {
    recorder.record("refused", why, 0);
  }

  @Override
  public void answered(long handedOver) {
    recorder.record("answered", "", handedOver);
  }

  @Override
  public void failed(String reason, long handedOver) {
    recorder.record("failed", reason, handedOver);
  }
}
