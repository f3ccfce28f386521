package io.citylake.govern.gate;

import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.model.CityLakeException;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A statement whose plan holds the policy. */
final class AdmittedQuery implements GovernedQuery {
  private final Supplier<Dataset<Row>> rows;
  private final Supplier<Dataset<Row>> toRun;
  private final StructType schema;
  private final String zone;
  private final List<Reference> references;
  private final @Nullable String cacheKey;
  private final @Nullable Caller callerAfter;
  private final Runnable recheck;
  private final AccessRecorder recorder;
  private @Nullable Dataset<Row> made;

  /** An answer that is there already. */
  AdmittedQuery(
      Dataset<Row> rows, String zone, @Nullable Caller callerAfter, AccessRecorder recorder) {
    this.rows = () -> rows;
    this.toRun = () -> rows;
    this.schema = rows.schema();
    this.zone = zone;
    this.references = List.of();
    this.cacheKey = null;
    this.callerAfter = callerAfter;
    this.recheck = () -> {};
    this.recorder = recorder;
  }

  /**
   * Made once it is run: who is answered from a cache needs no plan.
   *
   * @param recheck raises where what was decided doesn't hold any more
   */
  AdmittedQuery(Decision decision, String zone, Runnable recheck, AccessRecorder recorder) {
    this.rows = decision::rows;
    this.toRun = decision::toRun;
    this.schema = decision.schema();
    this.zone = zone;
    this.references = decision.references();
    this.cacheKey = decision.cacheKey();
    this.callerAfter = null;
    this.recheck = recheck;
    this.recorder = recorder;
  }

  @Override
  public StructType schema() {
    return schema;
  }

  @Override
  public String zone() {
    return zone;
  }

  @Override
  public SortedMap<TableName, TableSnapshot> tables() {
    SortedMap<TableName, TableSnapshot> tables = new TreeMap<>();
    references.forEach(each -> tables.put(each.table().name(), each.table().snapshot()));
    return Collections.unmodifiableSortedMap(tables);
  }

  @Override
  public Optional<String> cacheKey() {
    return Optional.ofNullable(cacheKey);
  }

  @Override
  public synchronized Dataset<Row> rows() {
    Dataset<Row> present = made;
    if (present == null) {
      present = rows.get();
      made = present;
    }
    return present;
  }

  @Override
  public Dataset<Row> toRun() {
    return toRun.get();
  }

  @Override
  public Optional<Caller> callerAfter() {
    return Optional.ofNullable(callerAfter);
  }

  @Override
  public CityLakeException failure(Exception raised) {
    boolean open =
        references.stream()
            .noneMatch(each -> each.decision().isFiltered() || each.decision().isMasked());
    return raised instanceof CityLakeException known ? known : Sentences.failed(raised, open);
  }

  @Override
  public void recheck() {
    recheck.run();
  }

  @Override
  public void answered(long handedOver) {
    recorder.record("answered", "", handedOver);
  }

  @Override
  public void failed(String reason) {
    recorder.record("failed", reason, 0);
  }
}
