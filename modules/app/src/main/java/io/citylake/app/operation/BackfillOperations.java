package io.citylake.app.operation;

import io.citylake.app.ScheduleDecisions;
import io.citylake.app.ScheduleDeeds;
import io.citylake.app.Sight;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.run.graph.JobSelector;
import io.citylake.schedule.Backfill;
import io.citylake.schedule.Backfill.Again;
import io.citylake.schedule.Backfill.LeftOut;
import io.citylake.schedule.BackfillDates;
import io.citylake.schedule.BackfillDates.Which;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.serve.operation.Call;
import io.citylake.serve.operation.Operation;
import io.citylake.serve.operation.Operation.Verb;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Backfills: planned first, then handed to whoever runs the schedule. */
final class BackfillOperations {
  private static final Set<String> ASKED =
      Set.of("jobs", "downstream", "from", "to", "allDates", "again");
  private static final Set<String> BEGUN =
      Set.of("jobs", "downstream", "from", "to", "allDates", "again", "why");

  /** By command there is no such bound: here everybody waits for the catalog meanwhile. */
  private static final long MOST_SLOTS = 2_000;

  private static final int MOST_TOLD = 500;

  private final Desk desk;

  BackfillOperations(Desk desk) {
    this.desk = desk;
  }

  List<Operation> all() {
    return List.of(
        new Operation(Verb.POST, "/backfills/plan", this::plan),
        new Operation(Verb.POST, "/backfills", this::begin));
  }

  /**
   * What is asked for.
   *
   * @param named as they were named, without what needs them
   */
  private record Wish(
      Sight sight,
      List<JobName> named,
      ScheduledTasks tasks,
      BackfillDates dates,
      boolean downstream,
      Again again) {
    List<JobName> jobs() {
      return tasks.all().stream().map(each -> each.name()).toList();
    }
  }

  private Object plan(Call call) {
    Sight sight = desk.reads(call, ScheduleOperations.SLOTS);
    Wish wish = wish(sight, call.body(ASKED));
    Backfill backfill = deeds(call).backfill(wish.tasks(), wish.dates());
    return body(call, wish, backfill);
  }

  private Object begin(Call call) {
    record Decided(Wish wish, String why) {}
    Decided decided =
        desk.resolving(
            call,
            () -> {
              Sight sight = desk.sight(call, ScheduleOperations.SLOTS);
              Call.Body body = call.body(BEGUN);
              return new Decided(wish(sight, body), Desk.why(body));
            });
    Wish wish = decided.wish();
    Backfill backfill = deeds(call).backfill(wish.tasks(), wish.dates());
    deeds(call).handOver(backfill, wish.tasks(), wish.dates(), wish.again(), decided.why());
    return body(call, wish, backfill);
  }

  private ScheduleDeeds deeds(Call call) {
    return new ScheduleDeeds(desk.schedule(), desk.decisions(call.caller()));
  }

  private Wish wish(Sight sight, Call.Body body) {
    List<JobName> named =
        body.texts("jobs").stream().distinct().map(each -> desk.load(sight, each)).toList();
    LocalDate from = Desk.date(body.text("from"));
    LocalDate to = Desk.date(body.text("to"));
    boolean downstream = body.flag("downstream");
    List<JobName> jobs = downstream ? withDownstream(named) : named;
    if (!jobs.stream().allMatch(each -> desk.tellsOf(sight, each))) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot backfill what needs these jobs: you are not told of all of that; backfill the jobs alone");
    }
    long days = ChronoUnit.DAYS.between(from, to) + 1;
    if (named.isEmpty() || days * jobs.size() > MOST_SLOTS) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot backfill that over HTTP: jobs times dates must be from 1 to %d (%d jobs, %d dates); more by citylake backfill"
              .formatted(MOST_SLOTS, jobs.size(), days));
    }
    return new Wish(
        sight,
        named,
        desk.schedule().chosen(jobs),
        new BackfillDates(
            from,
            to,
            desk.zone(),
            body.flag("allDates") ? Which.EACH : Which.SCHEDULED,
            desk.workspace().calendars()),
        downstream,
        body.flag("again") ? Again.EVERYTHING : Again.FAILED_ONLY);
  }

  private List<JobName> withDownstream(List<JobName> named) {
    return named.isEmpty()
        ? named
        : new JobSelector(desk.workspace()).select(named.stream().map(each -> each + "+").toList());
  }

  private Map<String, @Nullable Object> body(Call call, Wish wish, Backfill backfill) {
    ScheduleDecisions decisions = desk.decisions(call.caller());
    SlotBody told = new SlotBody(desk, wish.sight().texts());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("series", backfill.series());
    body.put("command", command(wish));
    body.put("jobs", wish.jobs().stream().map(JobName::toString).toList());
    List<Slot> plan = backfill.plan();
    body.put("total", plan.size());
    body.put("toRun", plan.stream().filter(each -> Backfill.runs(each, wish.again())).count());
    body.put("slots", plan.stream().limit(MOST_TOLD).map(each -> slot(each, told, wish)).toList());
    body.put("leftOut", backfill.leftOut().stream().map(BackfillOperations::leftOut).toList());
    body.put("operates", wish.jobs().stream().map(JobName::theme).allMatch(decisions::may));
    body.put(
        "begun",
        desk.schedule().store().read(board -> board.handedOver().containsKey(backfill.series())));
    body.put("scheduler", desk.schedule().store().read(desk::scheduler));
    return body;
  }

  private static Map<String, @Nullable Object> slot(Slot slot, SlotBody told, Wish wish) {
    Map<String, @Nullable Object> body = told.of(slot);
    body.put("runs", Backfill.runs(slot, wish.again()));
    return body;
  }

  private static Map<String, @Nullable Object> leftOut(LeftOut each) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("job", each.task().toString());
    body.put("noMoment", each.noMoment());
    body.put("daysOff", each.daysOff());
    body.put("calendar", each.calendar());
    return body;
  }

  /** The same in a terminal. */
  private static String command(Wish wish) {
    List<String> words = new ArrayList<>(List.of("citylake", "backfill"));
    wish.named().forEach(each -> words.add(each.toString()));
    if (wish.downstream()) {
      words.add("--downstream");
    }
    words.addAll(
        List.of("--from", wish.dates().from().toString(), "--to", wish.dates().to().toString()));
    if (wish.dates().which() == Which.EACH) {
      words.add("--all-dates");
    }
    if (wish.again() == Again.EVERYTHING) {
      words.add("--again");
    }
    return String.join(" ", words);
  }
}
