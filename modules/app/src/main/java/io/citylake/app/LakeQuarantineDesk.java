package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.Constants;
import io.citylake.govern.access.TableAccess;
import io.citylake.govern.policy.RefusedRowRights;
import io.citylake.lake.history.CorrectionStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantineSummary;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.batch.JobResult;
import io.citylake.run.quarantine.QuarantineCounts;
import io.citylake.run.quarantine.QuarantineService;
import io.citylake.run.round.RunListener;
import io.citylake.schedule.alert.cause.PersonalNumbers;
import io.citylake.serve.engine.QuarantineDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refused rows of a lake for those of its callers whose grants let them treat them. What they do is
 * what the commands of {@code citylake quarantine} do. A look is written down before it is
 * answered, a deed before it is done. One deed at a time.
 */
final class LakeQuarantineDesk implements QuarantineDesk {
  private static final int GRADE_OF_WHAT_NOBODY_JUDGED = 4;
  private static final int MOST_NAMED = 20;

  /** Somebody waits for the answer, and a thread of the server with him. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final EmbeddedLake lake;
  private final PolicyRights rights;
  private final AccessLog log;
  private final QuarantineReader reader;
  private final CorrectionStore corrections;
  private final ReentrantLock turn = new ReentrantLock();

  LakeQuarantineDesk(EmbeddedLake lake, PolicyRights rights, AccessLog log) {
    this.lake = lake;
    this.rights = rights;
    this.log = log;
    this.reader = new QuarantineReader(lake.catalog());
    this.corrections = new CorrectionStore(lake.catalog().database());
  }

  /** A table whose refused rows the caller may treat. */
  private record Desk(DatasetContract dataset, RefusedRowView view) {
    TableName table() {
      return dataset.name();
    }
  }

  @Override
  public List<Count> counts(Caller caller) {
    Map<TableName, Desk> desks = new TreeMap<>();
    Map<List<@Nullable String>, Count> counts = new LinkedHashMap<>();
    wrote(caller, "quarantine ls", List.of(), 0);
    reader
        .states()
        .keySet()
        .forEach(table -> known(caller, table).ifPresent(desk -> desks.put(table, desk)));
    if (desks.isEmpty()) {
      return List.of();
    }
    for (QuarantineSummary each : new QuarantineCounts(lake.catalog()).of(QuarantineQuery.open())) {
      Optional.ofNullable(desks.get(each.table()))
          .ifPresent(
              desk -> {
                String reason = desk.view().label(each.reason()).orElse(null);
                List<@Nullable String> group = new ArrayList<>();
                group.add(each.table().toString());
                group.add(each.job());
                group.add(reason);
                counts.merge(group, count(desk, each, reason), LakeQuarantineDesk::plus);
              });
    }
    return List.copyOf(counts.values());
  }

  private static Count count(Desk desk, QuarantineSummary of, @Nullable String reason) {
    return new Count(
        desk.table().toString(),
        desk.dataset().title().zh(),
        desk.dataset().title().en(),
        of.job(),
        reason,
        of.rows(),
        of.oldest().toString());
  }

  private static Count plus(Count one, Count other) {
    return new Count(
        one.dataset(),
        one.title(),
        one.titleEn(),
        one.job(),
        one.reason(),
        one.rows() + other.rows(),
        Instant.parse(one.oldest()).isBefore(Instant.parse(other.oldest()))
            ? one.oldest()
            : other.oldest());
  }

  @Override
  public Page rows(Caller caller, Wanted wanted) {
    Desk desk = load(caller, wanted.dataset());
    if (wanted.reason() != null && desk.view().label(wanted.reason()).isEmpty()) {
      return new Page(List.of(), false);
    }
    QuarantineQuery query =
        QuarantineQuery.all()
            .withTable(desk.table())
            .withIds(wanted.ids())
            .withReason(wanted.reason())
            .withLimit(wanted.most() + 1);
    if (wanted.status() != null) {
      query = query.withStatus(status(wanted.status()));
    }
    List<QuarantinedRow> found = reader.list(query);
    List<QuarantinedRow> shown =
        found.subList(0, Math.min(found.size(), wanted.most())).stream()
            .sorted(
                Comparator.comparing(QuarantinedRow::refusedAt)
                    .reversed()
                    .thenComparing(row -> Objects.requireNonNullElse(row.source(), ""))
                    .thenComparing(row -> Objects.requireNonNullElse(row.place(), 0L)))
            .toList();
    wrote(caller, "quarantine show --table " + desk.table(), List.of(desk.table()), shown.size());
    return new Page(views(desk, shown), found.size() > shown.size());
  }

  private static QuarantineStatus status(String word) {
    try {
      return QuarantineStatus.parse(word);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.USAGE, e.getMessage(), e);
    }
  }

  private List<Row> views(Desk desk, List<QuarantinedRow> rows) {
    Map<String, String> corrected =
        corrections.find(rows.stream().map(QuarantinedRow::id).toList());
    return rows.stream()
        .map(
            row ->
                desk.view()
                    .of(
                        row,
                        row.status() == QuarantineStatus.OPEN ? corrected.get(row.id()) : null))
        .toList();
  }

  @Override
  public void fix(Caller caller, String dataset, Fix fix, String why) {
    Desk desk = load(caller, dataset);
    String id = fix.id();
    Row row = views(desk, open(desk, List.of(id))).get(0);
    // What he can't read he can't judge; and nothing shall tell him which names there are.
    boolean unsplit = row.fields().stream().anyMatch(each -> each.name().equals("_text"));
    List<String> closed =
        Stream.concat(fix.values().keySet().stream(), fix.seen().keySet().stream())
            .distinct()
            .filter(name -> !unsplit && !reads(row, name))
            .toList();
    String what =
        "quarantine fix %s --table %s --set %s"
            .formatted(id, desk.table(), String.join(", ", new TreeSet<>(fix.values().keySet())));
    if (!closed.isEmpty()) {
      String refusal =
          "Cannot fix the row: it has no fields %s that you may read".formatted(closed);
      log.record(entry(caller, line(what, why), "refused").withOutcome("refused", refusal));
      throw new CityLakeException(ErrorCode.ACCESS_DENIED, refusal);
    }
    inTurn(
        () ->
            doing(
                caller,
                line(what, why),
                () -> {
                  lake.corrections().fix(id, fix.values(), fix.seen(), caller.user());
                  return id;
                }));
  }

  private static boolean reads(Row row, String name) {
    return row.fields().stream().anyMatch(each -> each.name().equals(name) && !each.withheld());
  }

  @Override
  public Replayed replay(Caller caller, String dataset, List<String> ids, String why) {
    Desk desk = load(caller, dataset);
    List<JobResult> results =
        changed(
            caller,
            desk,
            ids,
            "replay",
            why,
            (service, chosen) -> service.replay(chosen, caller.user(), RunListener.none()));
    List<QuarantinedRow> refused =
        reader.list(QuarantineQuery.open().withTable(desk.table()).withReplayOf(ids));
    wrote(
        caller, "quarantine replay --table " + desk.table(), List.of(desk.table()), refused.size());
    return new Replayed(
        results.stream().mapToLong(each -> each.tally().accepted()).sum(),
        results.stream().mapToLong(each -> each.tally().duplicates()).sum(),
        views(desk, refused),
        failures(results));
  }

  @Override
  public Discarded discard(Caller caller, String dataset, List<String> ids, String why) {
    Desk desk = load(caller, dataset);
    List<JobResult> results =
        changed(
            caller,
            desk,
            ids,
            "discard",
            why,
            (service, chosen) -> service.discard(chosen, caller.user(), PersonalNumbers.hide(why)));
    return new Discarded(results.stream().mapToLong(JobResult::resolved).sum(), failures(results));
  }

  /**
   * Their texts may quote what was read, which isn't for everybody: the log of the run has them.
   */
  private static List<String> failures(List<JobResult> results) {
    return results.stream()
        .filter(each -> each.status() == JobResult.Status.ERROR)
        .map(
            each ->
                "%s failed [%s]%s"
                    .formatted(
                        each.job(),
                        each.errorCode() == null ? each.outcome() : each.errorCode(),
                        each.run() == null ? "" : ": citylake logs " + each.run()))
        .toList();
  }

  private List<JobResult> changed(
      Caller caller,
      Desk desk,
      List<String> ids,
      String verb,
      String why,
      BiFunction<QuarantineService, QuarantineQuery, List<JobResult>> work) {
    List<QuarantinedRow> rows = open(desk, ids);
    QuarantineQuery chosen = QuarantineQuery.all().withTable(desk.table()).withIds(ids);
    String what = "quarantine %s %s --table %s".formatted(verb, named(ids), desk.table());
    return inTurn(
        () ->
            doing(
                caller,
                line(what, why),
                () -> {
                  LocalDate date = yesterday();
                  Workspace now =
                      WorkspaceLoader.loadOrThrow(
                          lake.workspace().home(), lake.host().environment(), date);
                  requireSameTarget(now, desk.table(), rows);
                  return lake.quarantine(
                      now, date, PATIENCE, LONGEST, service -> work.apply(service, chosen));
                }));
  }

  /** Nobody waits for another's turn: it takes as long as a run does. */
  private <T> T inTurn(Supplier<T> work) {
    if (!turn.tryLock()) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot change refused rows now: others are being replayed; try again");
    }
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  private LocalDate yesterday() {
    return LocalDate.ofInstant(lake.host().clock().instant(), lake.workspace().settings().zone())
        .minusDays(1);
  }

  /** A job that was turned to another table would bring its rows there, which nobody allowed. */
  private static void requireSameTarget(Workspace now, TableName table, List<QuarantinedRow> rows) {
    for (QuarantinedRow row : rows) {
      if (!now.loadJob(JobName.parse(row.job())).target().equals(table)) {
        throw new CityLakeException(
            ErrorCode.USAGE,
            "Cannot change the rows: job %s doesn't fill %s any more".formatted(row.job(), table));
      }
    }
  }

  private List<QuarantinedRow> open(Desk desk, List<String> ids) {
    List<QuarantinedRow> rows =
        reader.list(QuarantineQuery.open().withTable(desk.table()).withIds(ids));
    for (String id : ids) {
      if (rows.stream().noneMatch(row -> row.id().equals(id))) {
        throw new CityLakeException(
            ErrorCode.QUARANTINE_ROW_NOT_FOUND,
            "Cannot find an open row of this table with the id %s".formatted(id));
      }
    }
    return rows;
  }

  private Desk load(Caller caller, String name) {
    TableName table;
    try {
      table = TableName.parse(name);
    } catch (IllegalArgumentException e) {
      throw QuarantineDesk.notFound();
    }
    return find(caller, table)
        .orElseThrow(
            () -> {
              CityLakeException refusal = QuarantineDesk.notFound();
              log.record(
                  entry(caller, "quarantine --table " + table, "refused")
                      .withOutcome("refused", String.valueOf(refusal.getMessage())));
              return refusal;
            });
  }

  /** Empty where there is no quarantine of the table, too. */
  private Optional<Desk> find(Caller caller, TableName table) {
    return reader.states().containsKey(table) ? known(caller, table) : Optional.empty();
  }

  private Optional<Desk> known(Caller caller, TableName table) {
    DatasetContract dataset = lake.workspace().datasets().get(table);
    if (dataset == null) {
      return Optional.empty();
    }
    Map<String, Job> jobs =
        lake.workspace().jobs().values().stream()
            .filter(job -> job.target().equals(table))
            .collect(Collectors.toMap(job -> job.name().toString(), Function.identity()));
    return RefusedRowRights.of(rights.rights(caller), dataset)
        .map(found -> new Desk(dataset, new RefusedRowView(dataset, found, jobs)));
  }

  private static String named(List<String> ids) {
    return ids.size() <= MOST_NAMED
        ? String.join(" ", ids)
        : String.join(" ", ids.subList(0, MOST_NAMED))
            + " and %d more".formatted(ids.size() - MOST_NAMED);
  }

  private static String line(String what, String why) {
    return why.isEmpty() ? what : what + ": " + why;
  }

  private AccessEntry entry(Caller caller, String what, String outcome) {
    return AccessEntry.of(lake.host().clock().instant(), caller, Action.QUARANTINE, what, outcome);
  }

  private void wrote(Caller caller, String what, List<TableName> tables, long rows) {
    log.record(
        entry(caller, what, "answered")
            .withReads(
                tables.stream()
                    .map(
                        table ->
                            new TableAccess(
                                table.quarantine(),
                                List.of("raw", "reasons"),
                                GRADE_OF_WHAT_NOBODY_JUDGED,
                                0))
                    .toList(),
                Constants.unknown(),
                rows));
  }

  private <T> T doing(Caller caller, String what, Supplier<T> work) {
    AccessEntry entry = entry(caller, what, "allowed");
    log.record(entry);
    try {
      return work.get();
    } catch (RuntimeException e) {
      log.record(entry.withOutcome("failed", String.valueOf(e.getMessage())));
      throw e;
    }
  }
}
