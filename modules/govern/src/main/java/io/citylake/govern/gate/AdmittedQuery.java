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
  private final Dataset<Row> rows;
  private final Supplier<Dataset<Row>> toRun;
  private final List<Reference> references;
  private final @Nullable String cacheKey;
  private final @Nullable Caller callerAfter;
  private final AccessRecorder recorder;

  /**
   * @param toRun the same rows by the shortest way; asked where they are wanted
   * @param callerAfter null where the statement doesn't change who asks
   */
  AdmittedQuery(
      Dataset<Row> rows,
      Supplier<Dataset<Row>> toRun,
      List<Reference> references,
      @Nullable String cacheKey,
      @Nullable Caller callerAfter,
      AccessRecorder recorder) {
    this.rows = rows;
    this.toRun = toRun;
    this.references = references;
    this.cacheKey = cacheKey;
    this.callerAfter = callerAfter;
    this.recorder = recorder;
  }

  @Override
  public StructType schema() {
    return rows.schema();
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
  public Dataset<Row> rows() {
    return rows;
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
  public void answered(long handedOver) {
    recorder.record("answered", "", handedOver);
  }

  @Override
  public void failed(String reason) {
    recorder.record("failed", reason, 0);
  }
}
