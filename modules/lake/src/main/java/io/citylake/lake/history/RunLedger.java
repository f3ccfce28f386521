package io.citylake.lake.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.FileCounts;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What ran, when and with which result, in the catalog's database beside the table pointers. It is
 * for people and for the fluctuation audit, and says which job's a row of a table is that several
 * jobs load; so nothing is ever deleted from it. Each call is one transaction; safe for threads and
 * processes.
 */
public final class RunLedger {
  private static final int LONGEST_TEXT = 2000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS =
      "run_id, job, target, kind, business_date, started_at, ended_at, outcome, tally,"
          + " position_before, position_after, error_code, message";

  private final CatalogDatabase database;
  private volatile RunObserver observer = RunObserver.none();

  private RunLedger(CatalogDatabase database) {
    this.database = database;
  }

  /** The ledger of a database, which stays the caller's to close. */
  public static RunLedger open(CatalogDatabase database) {
    return new RunLedger(database);
  }

  /** Has somebody hear of what is written from now on. */
  public void observe(RunObserver other) {
    observer = other;
  }

  /** Writes a run's present state, over what was known of it before. */
  public void record(RunRecord run) {
    String sql =
        "INSERT INTO citylake_runs ("
            + COLUMNS
            + ", accepted) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
            + " ON CONFLICT (run_id) DO UPDATE SET ended_at = excluded.ended_at, outcome ="
            + " excluded.outcome, tally = excluded.tally, position_before ="
            + " excluded.position_before, position_after = excluded.position_after, error_code ="
            + " excluded.error_code, message = excluded.message, accepted = excluded.accepted";
    write(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, run.run().value());
            insert.setString(2, run.job().toString());
            insert.setString(3, run.target().toString());
            insert.setString(4, run.kind());
            insert.setString(5, run.businessDate().toString());
            insert.setString(6, run.started().toString());
            insert.setString(7, run.ended() == null ? null : run.ended().toString());
            insert.setString(8, run.outcome().toString());
            insert.setString(9, JSON.writeValueAsString(run.tally()));
            insert.setString(10, cut(run.positionBefore()));
            insert.setString(11, cut(run.positionAfter()));
            insert.setString(12, run.errorCode());
            insert.setString(13, cut(run.message()));
            insert.setLong(14, run.tally().accepted());
            insert.executeUpdate();
          } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a tally as JSON", e);
          }
        });
    observer.recorded(run);
  }

  /** Writes the stages of a run, once, at its end. */
  public void recordStages(RunId run, List<StageRecord> stages) {
    write(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO citylake_stages (run_id, ordinal, stage, started_at, millis) VALUES"
                      + " (?,?,?,?,?) ON CONFLICT (run_id, ordinal) DO NOTHING")) {
            for (int i = 0; i < stages.size(); i++) {
              insert.setString(1, run.value());
              insert.setInt(2, i);
              insert.setString(3, stages.get(i).stage());
              insert.setString(4, stages.get(i).started().toString());
              insert.setLong(5, stages.get(i).took().toMillis());
              insert.addBatch();
            }
            insert.executeBatch();
          }
        });
  }

  /** The newest runs first, of one job or of all. */
  public List<RunRecord> list(Optional<JobName> job, int limit) {
    String where = job.isPresent() ? " WHERE job = ?" : "";
    return read(
        "SELECT " + COLUMNS + " FROM citylake_runs" + where + " ORDER BY run_id DESC LIMIT ?",
        query -> {
          int next = 1;
          if (job.isPresent()) {
            query.setString(next++, job.get().toString());
          }
          query.setInt(next, limit);
        },
        RunLedger::runOf);
  }

  /** Of each job the latest run that began after a moment and ended in one of these ways. */
  public Map<JobName, RunRecord> latest(Instant after, Set<RunOutcome> outcomes) {
    String ways =
        outcomes.stream().map(each -> "'" + each + "'").sorted().collect(Collectors.joining(","));
    Map<JobName, RunRecord> latest = new TreeMap<>();
    read(
            "SELECT %s FROM citylake_runs WHERE run_id IN (SELECT max(run_id) FROM citylake_runs WHERE run_id > ? AND outcome IN (%s) GROUP BY job)"
                .formatted(COLUMNS, ways),
            // Ids begin with their time.
            query -> query.setString(1, RunId.prefix(after)),
            RunLedger::runOf)
        .forEach(run -> latest.put(run.job(), run));
    return latest;
  }

  /**
   * When the latest run of a job began that published rows; where none did, its first run. Empty
   * where it never ran.
   */
  public Optional<Instant> lastDelivery(JobName job) {
    return read(
            "SELECT coalesce(max(CASE WHEN outcome = 'published' AND accepted > 0 THEN started_at"
                + " END), min(started_at)) FROM citylake_runs WHERE job = ?",
            query -> query.setString(1, job.toString()),
            row -> Optional.ofNullable(row.getString(1)).map(Instant::parse))
        .get(0);
  }

  /** Which job each of these runs was of; a run that the ledger lacks is missing. */
  public Map<String, JobName> jobsOf(Collection<String> runs) {
    Map<String, JobName> jobs = new TreeMap<>();
    for (String run : new TreeSet<>(runs)) {
      read(
              "SELECT job FROM citylake_runs WHERE run_id = ?",
              query -> query.setString(1, run),
              row -> JobName.parse(row.getString(1)))
          .forEach(job -> jobs.put(run, job));
    }
    return jobs;
  }

  /** The runs on a table that can have brought rows, and which job each was of. */
  public Map<String, JobName> jobsOfRuns(TableName table) {
    Map<String, JobName> runs = new TreeMap<>();
    read(
            "SELECT run_id, job FROM citylake_runs WHERE target = ? AND outcome NOT IN"
                + " ('nothing_new', 'dry_run')",
            query -> query.setString(1, table.toString()),
            row -> Map.entry(row.getString(1), JobName.parse(row.getString(2))))
        .forEach(run -> runs.put(run.getKey(), run.getValue()));
    return runs;
  }

  /** From now on the runs of a table that were of one job are of another. */
  public void rename(TableName table, JobName from, JobName to) {
    write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE citylake_runs SET job = ? WHERE job = ? AND target = ?")) {
            update.setString(1, to.toString());
            update.setString(2, from.toString());
            update.setString(3, table.toString());
            update.executeUpdate();
          }
        });
  }

  public RunRecord load(RunId run) {
    return read(
            "SELECT " + COLUMNS + " FROM citylake_runs WHERE run_id = ?",
            query -> query.setString(1, run.value()),
            RunLedger::runOf)
        .stream()
        .findFirst()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.RUN_NOT_FOUND,
                    "Cannot find run %s: the ledger doesn't hold it; see citylake runs"
                        .formatted(run)));
  }

  public List<StageRecord> stages(RunId run) {
    return read(
        "SELECT stage, started_at, millis FROM citylake_stages WHERE run_id = ? ORDER BY ordinal",
        query -> query.setString(1, run.value()),
        row ->
            new StageRecord(
                row.getString(1),
                Instant.parse(row.getString(2)),
                Duration.ofMillis(row.getLong(3))));
  }

  /**
   * Accepted rows of a job's latest published loads that had any, newest first; for the fluctuation
   * audit.
   */
  public List<Long> earlierAccepted(JobName job, int limit) {
    return read(
        "SELECT accepted FROM citylake_runs WHERE job = ? AND kind = 'load' AND outcome ="
            + " 'published' AND accepted > 0 ORDER BY run_id DESC LIMIT ?",
        query -> {
          query.setString(1, job.toString());
          query.setInt(2, limit);
        },
        row -> row.getLong(1));
  }

  /**
   * Accepted rows of a job's latest whole days, newest first, 0 of a day without any; for the
   * fluctuation audit of what comes in batches. The day of the first known rows is none: they may
   * be a part of it.
   *
   * @param zone whose days
   * @param limit of days
   * @return none where the job has published on the present day already: a day is judged once
   */
  public List<Long> earlierDays(JobName job, Instant now, ZoneId zone, int limit) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    String ofJob = " FROM citylake_runs WHERE job = ? AND kind = 'load' AND outcome = 'published'";
    List<Instant> ends =
        read(
                "SELECT MAX(started_at), MIN(CASE WHEN accepted > 0 THEN started_at END)" + ofJob,
                query -> query.setString(1, job.toString()),
                row -> Stream.of(row.getString(1), row.getString(2)))
            .stream()
            .flatMap(both -> both)
            .filter(Objects::nonNull)
            .map(Instant::parse)
            .toList();
    if (ends.size() < 2 || LocalDate.ofInstant(ends.get(0), zone).equals(today)) {
      return List.of();
    }
    LocalDate first = LocalDate.ofInstant(ends.get(1), zone);
    Map<LocalDate, Long> days = new HashMap<>();
    read(
            "SELECT SUBSTR(started_at, 1, 13), SUM(accepted)"
                + ofJob
                + " AND accepted > 0 AND started_at >= ? GROUP BY SUBSTR(started_at, 1, 13)",
            query -> {
              query.setString(1, job.toString());
              query.setString(2, today.minusDays(limit).atStartOfDay(zone).toInstant().toString());
            },
            row -> Map.entry(Instant.parse(row.getString(1) + ":00:00Z"), row.getLong(2)))
        .forEach(
            hour ->
                days.merge(LocalDate.ofInstant(hour.getKey(), zone), hour.getValue(), Long::sum));
    return Stream.iterate(today.minusDays(1), day -> day.isAfter(first), day -> day.minusDays(1))
        .limit(limit)
        .map(day -> days.getOrDefault(day, 0L))
        .toList();
  }

  /**
   * A full copy, as it was taken last.
   *
   * @param rows that passed the checks
   */
  public record TakenCopy(String run, long rows) {}

  /** By source, the full copies that a job has taken, of runs whose end the ledger knows. */
  public Map<String, TakenCopy> copies(JobName job) {
    Map<String, TakenCopy> copies = new TreeMap<>();
    read(
            "SELECT run_id, tally FROM citylake_runs WHERE job = ? AND kind = 'load' AND outcome ="
                + " 'published' ORDER BY run_id",
            query -> query.setString(1, job.toString()),
            row -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(
            run ->
                tally(run.getValue())
                    .copied()
                    .forEach(
                        (source, rows) -> copies.put(source, new TakenCopy(run.getKey(), rows))));
    return copies;
  }

  /** Runs of a job that the ledger still believes to be going, or whose end it doesn't know. */
  public List<RunRecord> unsettled(JobName job) {
    return read(
        "SELECT "
            + COLUMNS
            + " FROM citylake_runs WHERE job = ? AND outcome IN ('running',"
            + " 'unknown') ORDER BY run_id",
        query -> query.setString(1, job.toString()),
        RunLedger::runOf);
  }

  private static RunRecord runOf(ResultSet row) throws SQLException {
    String ended = row.getString("ended_at");
    return new RunRecord(
        new RunId(row.getString("run_id")),
        JobName.parse(row.getString("job")),
        TableName.parse(row.getString("target")),
        row.getString("kind"),
        LocalDate.parse(row.getString("business_date")),
        Instant.parse(row.getString("started_at")),
        ended == null ? null : Instant.parse(ended),
        RunOutcome.parse(row.getString("outcome")),
        tally(row.getString("tally")),
        row.getString("position_before"),
        row.getString("position_after"),
        row.getString("error_code"),
        row.getString("message"));
  }

  private static Tally tally(String json) {
    Map<String, Object> fields;
    try {
      fields = JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read the ledger: the tally of a run isn't JSON (%s)"
              .formatted(e.getOriginalMessage()),
          e);
    }
    return new Tally(
        count(fields, "read"),
        count(fields, "accepted"),
        count(fields, "quarantined"),
        count(fields, "duplicates"),
        count(fields, "skipped"),
        count(fields, "warned"),
        count(fields, "fatal"),
        counts(fields, "reasons"),
        counts(fields, "warnings"),
        count(fields, "conflicts"),
        files(fields.get("files")),
        counts(fields, "copied"));
  }

  private static @Nullable FileCounts files(@Nullable Object counts) {
    return counts == null ? null : JSON.convertValue(counts, FileCounts.class);
  }

  private static long count(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static Map<String, Long> counts(Map<String, Object> fields, String name) {
    return JSON.convertValue(
        fields.getOrDefault(name, Map.of()), new TypeReference<Map<String, Long>>() {});
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= LONGEST_TEXT
        ? text
        : text.substring(0, LONGEST_TEXT) + "…";
  }

  private void write(SqlWork work) {
    database.inTransaction(
        connection -> {
          work.run(connection);
          return null;
        });
  }

  private <T> List<T> read(String sql, Binder binder, RowReader<T> reader) {
    return database.inTransaction(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(sql)) {
            binder.bind(query);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                found.add(reader.read(rows));
              }
            }
            return found;
          }
        });
  }

  private interface SqlWork {
    void run(Connection connection) throws SQLException;
  }

  private interface Binder {
    void bind(PreparedStatement query) throws SQLException;
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
