package io.citylake.publish;

import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.lake.history.RunLedger;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Which rows of a table one job has brought. Where no other job ever published into the table, all
 * are its own; else a row says which run brought it, and the ledger whose run that was.
 */
final class OwnedRows {
  // Long lists of literals make plans slow; a thousand is still quick.
  private static final int CHUNK = 1000;

  private final TableName table;
  private final JobName job;
  private final Set<JobName> others;
  private final RunLedger ledger;
  private final Supplier<SparkSession> spark;

  /**
   * @param others jobs that ever published into the table
   */
  OwnedRows(
      TableName table,
      JobName job,
      Set<JobName> others,
      RunLedger ledger,
      Supplier<SparkSession> spark) {
    this.table = table;
    this.job = job;
    this.others = others;
    this.ledger = ledger;
    this.spark = spark;
  }

  /**
   * The job's rows of some sources.
   *
   * @param runs the job's runs that brought them; empty where all rows of the sources are its own
   */
  record Owned(List<String> sources, Optional<SortedSet<String>> runs) {
    Owned {
      sources = List.copyOf(sources);
    }

    /** As SQL over the service columns. */
    String sql(Map<String, Object> values) {
      String of = in(ServiceColumns.SOURCE, sources, values);
      return runs.map(own -> of + " AND " + in(ServiceColumns.RUN_ID, own, values)).orElse(of);
    }

    /** As a column over the service columns. */
    Column column() {
      Column of = functions.col(ServiceColumns.SOURCE).isin(sources.toArray());
      return runs.map(own -> of.and(functions.col(ServiceColumns.RUN_ID).isin(own.toArray())))
          .orElse(of);
    }

    private static String in(String column, Iterable<String> texts, Map<String, Object> values) {
      List<String> names = new ArrayList<>();
      for (String text : texts) {
        String name = "p" + values.size();
        values.put(name, text);
        names.add(":" + name);
      }
      return names.isEmpty() ? "false" : column + " IN (" + String.join(", ", names) + ")";
    }
  }

  /**
   * The job's rows of these sources, in parts that a plan can take.
   *
   * @param holders SQL identifiers of the tables that may have them
   * @throws CityLakeException ROWS_OF_UNKNOWN_JOB where it cannot be told whose they are
   */
  List<Owned> of(List<String> sources, List<String> holders) {
    List<Owned> owned = new ArrayList<>();
    for (int i = 0; i < sources.size(); i += CHUNK) {
      List<String> some = sources.subList(i, Math.min(sources.size(), i + CHUNK));
      owned.add(
          new Owned(
              some, others.isEmpty() ? Optional.empty() : Optional.of(ownRuns(some, holders))));
    }
    return owned;
  }

  private SortedSet<String> ownRuns(List<String> sources, List<String> holders) {
    SortedSet<String> runs = new TreeSet<>();
    for (String holder : holders) {
      Map<String, Object> values = new HashMap<>();
      String query =
          "SELECT DISTINCT %s FROM %s WHERE %s"
              .formatted(
                  ServiceColumns.RUN_ID, holder, new Owned(sources, Optional.empty()).sql(values));
      for (Row row : spark.get().sql(query, values).collectAsList()) {
        runs.add(row.isNullAt(0) ? "" : row.getString(0));
      }
    }
    Map<String, JobName> known = ledger.jobsOf(runs);
    List<String> unknown = runs.stream().filter(run -> !known.containsKey(run)).toList();
    if (!unknown.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.ROWS_OF_UNKNOWN_JOB,
          "Cannot replace rows of %s: %d runs that brought rows of %s are not in the ledger (first=%s), and %d jobs load the table, so it is not known whose rows they are; delete them by hand, or load the file under another name"
              .formatted(table, unknown.size(), sources.get(0), unknown.get(0), others.size() + 1));
    }
    runs.removeIf(run -> !job.equals(known.get(run)));
    return runs;
  }
}
