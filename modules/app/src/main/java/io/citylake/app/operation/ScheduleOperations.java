package io.citylake.app.operation;

import io.citylake.app.ScheduleDeeds;
import io.citylake.app.Sight;
import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.job.Task;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.schedule.SlotChoice;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.CriticalPath;
import io.citylake.schedule.store.TaskMark;
import io.citylake.schedule.time.Timetable;
import io.citylake.serve.operation.Call;
import io.citylake.serve.operation.Operation;
import io.citylake.serve.operation.Operation.Verb;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What is scheduled, its slots, and what is decided about them. */
final class ScheduleOperations {
  /** What is told of slots. */
  static final Desk.Told SLOTS =
      new Desk.Told(
          SystemDatasets.SLOTS,
          Set.of(
              "series",
              "job",
              "slot",
              "business_date",
              "scheduled_at",
              "state",
              "tries",
              "run_id",
              "began_at",
              "ended_at"),
          Set.of("reason"));

  private static final int MOST_SLOTS = 10_000;
  private static final int MOST_JOBS = 1_000;

  private final Desk desk;

  ScheduleOperations(Desk desk) {
    this.desk = desk;
  }

  List<Operation> all() {
    return List.of(
        new Operation(Verb.GET, "/schedule", this::day),
        new Operation(Verb.GET, "/schedule/slots/{job}/{slot}", this::slot),
        new Operation(Verb.POST, "/schedule/pause", call -> decide(call, Set.of(), this::pause)),
        new Operation(Verb.POST, "/schedule/resume", call -> decide(call, Set.of(), this::resume)),
        new Operation(
            Verb.POST,
            "/schedule/retry",
            call -> decide(call, Set.of("date", "slot"), this::retry)),
        new Operation(
            Verb.POST, "/schedule/trigger", call -> decide(call, Set.of("date"), this::trigger)),
        new Operation(
            Verb.POST, "/schedule/mark", call -> decide(call, Set.of("slot", "state"), this::mark)),
        new Operation(
            Verb.POST,
            "/schedule/cancel",
            call -> decide(call, Set.of("series", "date", "slot"), this::cancel)));
  }

  private Object day(Call call) {
    Sight sight = desk.reads(call, SLOTS);
    Instant now = desk.schedule().clock().instant();
    LocalDate latest = LocalDate.ofInstant(now, desk.zone()).minusDays(1);
    LocalDate date = call.find("date").map(Desk::date).orElse(latest);
    String series = call.find("series").orElse(SlotId.SCHEDULE);
    ScheduledTasks tasks = desk.schedule().tasks();
    Board found =
        desk.schedule()
            .store()
            .read(
                board ->
                    new Board(
                        board.ofDate(series, date, MOST_SLOTS),
                        board.marks(SlotId.SCHEDULE),
                        desk.scheduler(board)));
    List<Slot> slots =
        found.slots().stream().filter(each -> desk.tellsOf(sight, each.id().task())).toList();
    SlotBody told = new SlotBody(desk, sight.texts());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("date", date.toString());
    body.put("latest", latest.toString());
    body.put("series", series);
    body.put("zone", desk.zone().toString());
    body.put("now", desk.moment(now));
    body.put("scheduler", found.scheduler());
    body.put("operates", desk.operated(call.caller()));
    body.put("jobs", jobs(found.marks(), tasks, sight, now));
    body.put("slots", slots.stream().map(told::of).toList());
    body.put(
        "criticalPath",
        CriticalPath.of(slots, tasks, now).stream()
            .map(each -> List.of(each.id().task().toString(), each.id().key()))
            .toList());
    return body;
  }

  /** What the catalog says, so that nobody waits for it while it is told. */
  private record Board(
      List<Slot> slots, Map<JobName, TaskMark> marks, Map<String, @Nullable Object> scheduler) {}

  private List<Map<String, @Nullable Object>> jobs(
      Map<JobName, TaskMark> marks, ScheduledTasks tasks, Sight sight, Instant now) {
    return tasks.all().stream()
        .filter(each -> desk.tellsOf(sight, each.name()))
        .map(each -> job(each, Optional.ofNullable(marks.get(each.name())), sight, now))
        .toList();
  }

  private Map<String, @Nullable Object> job(
      ScheduledTask task, Optional<TaskMark> mark, Sight sight, Instant now) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    Title title =
        desk.workspace()
            .findTask(task.name())
            .map(Task::title)
            .orElse(new Title(task.name().toString(), task.name().toString()));
    body.put("name", task.name().toString());
    body.put("title", title.zh());
    body.put("titleEn", title.en());
    body.put("theme", task.name().theme());
    body.put("themeTitle", themeTitle(task).zh());
    body.put("themeTitleEn", themeTitle(task).en());
    body.put("target", task.target().toString());
    body.put(
        "needs",
        task.upstream().stream()
            .filter(each -> desk.tellsOf(sight, each))
            .map(JobName::toString)
            .toList());
    Timetable timetable = task.timetable();
    Schedule schedule = timetable == null ? null : timetable.schedule();
    Schedule.Days days = schedule == null ? null : schedule.days();
    body.put("when", schedule == null ? null : schedule.when().toString());
    body.put("zone", schedule == null ? null : schedule.zone().toString());
    body.put("days", days == null ? null : days.calendar() + " " + days.rule());
    body.put(
        "next",
        timetable == null
            ? null
            : timetable.next(now).map(each -> desk.moment(each.at())).orElse(null));
    body.put("paused", mark.map(TaskMark::isPaused).orElse(false));
    body.put(
        "pausedBy",
        sight.texts() ? mark.filter(TaskMark::isPaused).map(TaskMark::paused).orElse(null) : null);
    return body;
  }

  private Title themeTitle(ScheduledTask task) {
    String theme = task.name().theme();
    return Optional.ofNullable(desk.workspace().themes().get(theme))
        .map(Theme::title)
        .orElse(SystemDatasets.THEME.title());
  }

  private Object slot(Call call) {
    Sight sight = desk.reads(call, SLOTS);
    JobName job = desk.load(sight, call.part("job"));
    SlotId id = new SlotId(call.find("series").orElse(SlotId.SCHEDULE), job, call.part("slot"));
    SlotBody told = new SlotBody(desk, sight.texts());
    return desk.schedule()
        .store()
        .read(
            board -> {
              Slot slot =
                  board
                      .find(id)
                      .orElseThrow(
                          () ->
                              new CityLakeException(
                                  ErrorCode.SLOT_NOT_FOUND,
                                  "Cannot find the slot: the job has none of this name"));
              List<Change> changes = board.changes(id);
              Map<String, @Nullable Object> body = told.of(slot);
              body.put("changes", changes.stream().map(told::of).toList());
              return body;
            });
  }

  /**
   * What somebody decides.
   *
   * @param jobs each one that he is told of
   */
  private record Decision(
      Sight sight, ScheduleDeeds deeds, List<JobName> jobs, Call.Body body, String why) {
    JobName job() {
      if (jobs.size() != 1) {
        throw new CityLakeException(ErrorCode.USAGE, "Cannot do that: it is for one job");
      }
      return jobs.get(0);
    }

    SlotChoice which() {
      return new SlotChoice(body.find("date").map(Desk::date), body.find("slot"));
    }
  }

  private Object decide(
      Call call,
      Set<String> keys,
      BiFunction<Decision, SlotBody, List<Map<String, @Nullable Object>>> work) {
    Set<String> known = new TreeSet<>(keys);
    known.addAll(List.of("jobs", "why"));
    Decision decision = desk.resolving(call, () -> decision(call, known));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("slots", work.apply(decision, new SlotBody(desk, decision.sight().texts())));
    answer.put("scheduler", desk.schedule().store().read(desk::scheduler));
    return answer;
  }

  private Decision decision(Call call, Set<String> keys) {
    Sight sight = desk.sight(call, SLOTS);
    Call.Body body = call.body(keys);
    List<String> names = body.texts("jobs");
    if (names.isEmpty() || names.size() > MOST_JOBS) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot do that: 'jobs' must name 1 to %d jobs".formatted(MOST_JOBS));
    }
    return new Decision(
        sight,
        new ScheduleDeeds(desk.schedule(), desk.decisions(call.caller())),
        names.stream().distinct().map(each -> desk.load(sight, each)).toList(),
        body,
        Desk.why(body));
  }

  private List<Map<String, @Nullable Object>> pause(Decision decision, SlotBody told) {
    decision.deeds().pause(decision.jobs(), decision.why());
    return List.of();
  }

  private List<Map<String, @Nullable Object>> resume(Decision decision, SlotBody told) {
    decision.deeds().resume(decision.jobs(), decision.why());
    return List.of();
  }

  private List<Map<String, @Nullable Object>> retry(Decision decision, SlotBody told) {
    return decision.deeds().retry(decision.jobs(), decision.which(), decision.why()).stream()
        .map(told::of)
        .toList();
  }

  private List<Map<String, @Nullable Object>> trigger(Decision decision, SlotBody told) {
    LocalDate date = Desk.date(decision.body().text("date"));
    return List.of(told.of(decision.deeds().trigger(decision.job(), date, decision.why())));
  }

  private List<Map<String, @Nullable Object>> mark(Decision decision, SlotBody told) {
    SlotState state =
        switch (decision.body().text("state")) {
          case "ok" -> SlotState.OK;
          case "skipped" -> SlotState.SKIPPED;
          default ->
              throw new CityLakeException(
                  ErrorCode.USAGE, "Cannot mark a slot: 'state' must be ok or skipped");
        };
    return List.of(
        told.of(
            decision
                .deeds()
                .mark(decision.job(), decision.body().text("slot"), state, decision.why())));
  }

  private List<Map<String, @Nullable Object>> cancel(Decision decision, SlotBody told) {
    return decision
        .deeds()
        .cancel(
            decision.body().find("series").orElse(SlotId.SCHEDULE),
            decision.job(),
            decision.which(),
            decision.why())
        .stream()
        .map(told::of)
        .toList();
  }
}
