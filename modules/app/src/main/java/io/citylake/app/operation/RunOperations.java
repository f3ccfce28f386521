package io.citylake.app.operation;

import io.citylake.app.RunProgress;
import io.citylake.app.Sight;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.history.StageRecord;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.FileCounts;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import io.citylake.schedule.alert.cause.PersonalNumbers;
import io.citylake.serve.operation.Call;
import io.citylake.serve.operation.Operation;
import io.citylake.serve.operation.Operation.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs: what they read and refused, how far one is, and what it logged. */
final class RunOperations {
  private static final Desk.Told RUNS =
      new Desk.Told(
          SystemDatasets.RUNS,
          Set.of(
              "run_id",
              "job",
              "target",
              "kind",
              "business_date",
              "started_at",
              "ended_at",
              "outcome",
              "read",
              "accepted",
              "quarantined",
              "duplicates",
              "skipped",
              "warned",
              "error_code"),
          Set.of("message"));

  private static final Desk.Told STAGES =
      new Desk.Told(
          SystemDatasets.STAGES,
          Set.of("run_id", "ordinal", "stage", "started_at", "millis", "job", "target"),
          Set.of());

  /** Of that many the caller's are looked for. */
  private static final int LOOKED_THROUGH = 2_000;

  /** A job is begun, and noted so, just before its run has a name. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private static final int LISTED = 50;
  private static final int LIKE_RUNS = 14;
  private static final Pattern LINES = Pattern.compile("[1-9]\\d{0,2}");

  private final Desk desk;

  RunOperations(Desk desk) {
    this.desk = desk;
  }

  List<Operation> all() {
    return List.of(
        new Operation(Verb.GET, "/runs", this::list),
        new Operation(Verb.GET, "/runs/{run}", this::run),
        new Operation(Verb.GET, "/runs/{run}/log", this::log));
  }

  private Object list(Call call) {
    Sight sight = desk.reads(call, RUNS);
    Optional<JobName> job = call.find("job").map(each -> desk.load(sight, each));
    Predicate<RunRecord> alive = desk.history().alive(desk.clock().instant());
    int looked = job.isPresent() || sight.isOfAll() ? LISTED : LOOKED_THROUGH;
    return desk.history().ledger().list(job, looked).stream()
        .filter(each -> sight.isOf(each.target()))
        .limit(LISTED)
        .map(each -> body(each, sight, alive))
        .toList();
  }

  private Object run(Call call) {
    Sight sight = desk.reads(call, RUNS);
    RunRecord run = load(sight, call.part("run"));
    Map<String, @Nullable Object> body =
        body(run, sight, desk.history().alive(desk.clock().instant()));
    Tally tally = run.tally();
    body.put("reasons", desk.reasons(call, run.target(), tally.reasons(), sight));
    body.put("warnings", desk.reasons(call, run.target(), tally.warnings(), sight));
    FileCounts files = tally.files();
    body.put("files", files == null || !sight.texts() ? null : files(files));
    body.put(
        "stages",
        desk.mayBeTold(call, STAGES)
            ? desk.history().ledger().stages(run.run()).stream().map(this::stage).toList()
            : List.of());
    body.put("progress", progress(run).orElse(null));
    body.put("usualSeconds", usual(run).orElse(null));
    body.put("now", desk.moment(desk.clock().instant()));
    return body;
  }

  /** How far it is; what was noted before it began is of another run. */
  private Optional<Map<String, @Nullable Object>> progress(RunRecord run) {
    if (run.outcome() != RunOutcome.RUNNING) {
      return Optional.empty();
    }
    return RunProgress.find(desk.workspace().settings().stateDir(), run.job())
        .filter(each -> each.at().plus(CLOSE).isAfter(run.started()))
        .map(
            state -> {
              Map<String, @Nullable Object> body = new LinkedHashMap<>();
              body.put("stage", state.stage());
              body.put("stageSince", desk.moment(state.stageSince()));
              body.put("tasks", state.progress().tasks());
              body.put("tasksDone", state.progress().tasksDone());
              body.put("rows", state.progress().rows());
              body.put("bytesRead", state.progress().bytesRead());
              body.put("bytesPlanned", state.progress().bytesPlanned());
              body.put("at", desk.moment(state.at()));
              return body;
            });
  }

  private Map<String, @Nullable Object> body(
      RunRecord run, Sight sight, Predicate<RunRecord> alive) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("run", run.run().toString());
    body.put("job", run.job().toString());
    body.put("target", run.target().toString());
    body.put("kind", run.kind());
    body.put("date", run.businessDate().toString());
    body.put("started", desk.moment(run.started()));
    body.put("ended", desk.moment(run.ended()));
    boolean died = run.outcome() == RunOutcome.RUNNING && !alive.test(run);
    body.put("outcome", died ? "died" : run.outcome().toString());
    Tally tally = run.tally();
    body.put("read", tally.read());
    body.put("accepted", tally.accepted());
    body.put("quarantined", tally.quarantined());
    body.put("duplicates", tally.duplicates());
    body.put("skipped", tally.skipped());
    body.put("warned", tally.warned());
    body.put("conflicts", sight.texts() ? tally.conflicts() : null);
    body.put("error", run.errorCode());
    body.put("message", sight.texts() ? hidden(run.message()) : null);
    return body;
  }

  private static @Nullable String hidden(@Nullable String text) {
    return text == null ? null : PersonalNumbers.hide(text);
  }

  private static Map<String, Object> files(FileCounts files) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("new", files.fresh());
    body.put("corrected", files.corrected());
    body.put("again", files.again());
    body.put("copies", files.copies());
    body.put("unreadable", files.unreadable());
    return body;
  }

  private Map<String, @Nullable Object> stage(StageRecord stage) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("stage", stage.stage());
    body.put("started", desk.moment(stage.started()));
    body.put("millis", stage.took().toMillis());
    return body;
  }

  /** The median of earlier runs of the kind that have published. */
  private Optional<Double> usual(RunRecord run) {
    List<Long> took =
        desk.history().ledger().list(Optional.of(run.job()), LIKE_RUNS * 3).stream()
            .filter(each -> each.outcome() == RunOutcome.PUBLISHED)
            .filter(each -> each.kind().equals(run.kind()) && !each.run().equals(run.run()))
            .limit(LIKE_RUNS)
            .flatMap(each -> took(each).stream())
            .sorted()
            .toList();
    return took.isEmpty() ? Optional.empty() : Optional.of(took.get(took.size() / 2) / 1000.0);
  }

  private static Optional<Long> took(RunRecord run) {
    Instant ended = run.ended();
    return ended == null || ended.isBefore(run.started())
        ? Optional.empty()
        : Optional.of(Duration.between(run.started(), ended).toMillis());
  }

  /** Its last lines. They may quote rows, so they are told as such texts are. */
  private Object log(Call call) {
    Sight sight = desk.reads(call, RUNS);
    RunRecord run = load(sight, call.part("run"));
    if (!sight.texts()) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot show the log: it may quote rows, and no role of yours reads the column message of _sys.runs as it is");
    }
    String lines = call.find("lines").orElse("200");
    if (!LINES.matcher(lines).matches()) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot show the log: lines must be a number from 1 to 999");
    }
    LogTail tail = LogTail.read(desk.history().runLog(run.run()), Integer.parseInt(lines));
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("here", tail.isHere());
    body.put("whole", tail.isWhole());
    body.put("lines", tail.lines());
    return body;
  }

  private RunRecord load(Sight sight, String text) {
    return Optional.of(text)
        .filter(RunId::matches)
        .flatMap(each -> find(new RunId(each)))
        .filter(each -> sight.isOf(each.target()))
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.RUN_NOT_FOUND,
                    "Cannot find the run: there is none of this name that you may see"));
  }

  private Optional<RunRecord> find(RunId run) {
    try {
      return Optional.of(desk.history().ledger().load(run));
    } catch (CityLakeException e) {
      if (e.code() == ErrorCode.RUN_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
