package io.citylake.govern;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** An admitted query: its plan holds the policy. One thread at a time. */
public interface GovernedQuery {
  StructType schema();

  /** What it reads, at which state. */
  SortedMap<TableName, TableSnapshot> tables();

  /**
   * Equal for two queries exactly where their answers are equal: the plan with its policy, literals
   * and parameters, the tables' identities and snapshots, the policy's version, the zone. Empty
   * where the answer may differ from one call to the next.
   */
  Optional<String> cacheKey();

  /** Not yet run; each action on it runs it. */
  Dataset<Row> rows();

  /** In which its instants are shown. */
  default String zone() {
    return rows().sparkSession().conf().get("spark.sql.session.timeZone");
  }

  /**
   * What to run for the same rows: what the tables' manifests answer exactly (counts, minima,
   * maxima, by partition) is put in its place and no data is read for it. Reads manifests.
   */
  default Dataset<Row> toRun() {
    return rows();
  }

  /**
   * Who asks from the next statement on, where this one says so: {@code SET purpose}, {@code USE}.
   */
  default Optional<Caller> callerAfter() {
    return Optional.empty();
  }

  /**
   * What may be said of an error that an action on {@link #rows()} raised: nothing of values that
   * the caller may not see.
   */
  default CityLakeException failure(Exception raised) {
    return new CityLakeException(
        ErrorCode.SQL_INVALID, "Cannot answer the statement: it failed while it ran", raised);
  }

  /**
   * Decides again, by the policies of now, for an answer that is handed over little by little.
   *
   * @throws CityLakeException ACCESS_DENIED where what was decided doesn't hold any more
   */
  void recheck();

  /**
   * The same for an answer that is kept: it doesn't outlive any change of the policies, also one
   * that is in no decision on a table, as on what SHOW TABLES tells.
   */
  void recheckKept();

  /** Called where an answer that was kept is handed out as a file, for the access log. */
  void exported(long rows);

  /** Called where it isn't, because the caller may not have it so. */
  void exportRefused(String why);

  /** Called once where the answer has been handed over, for the access log. */
  void answered(long rows);

  /**
   * Called once where it failed or was cancelled.
   *
   * @param rows that had been handed over by then
   */
  void failed(String reason, long rows);
}
