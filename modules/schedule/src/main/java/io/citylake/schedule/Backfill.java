package io.citylake.schedule;

import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.schedule.BackfillDates.Answer;
import io.citylake.schedule.BackfillDates.Which;
import io.citylake.schedule.plan.DatedInput;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotBoard;
import io.citylake.schedule.store.SlotStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Some tasks for each of some days, the days apart from each other. It is a series of slots of its
 * own, named after what is asked, so that the same words go on where a process died; what failed is
 * tried again, and what has run is not.
 */
public final class Backfill {
  private final SlotStore store;
  private final ScheduledTasks tasks;
  private final BackfillDates dates;
  private final Clock clock;

  public Backfill(SlotStore store, ScheduledTasks tasks, BackfillDates dates, Clock clock) {
    this.store = store;
    this.tasks = tasks;
    this.dates = dates;
    this.clock = clock;
  }

  /** Its name, which is the same for the same tasks and days. */
  public String series() {
    String words =
        "%s %s %s%s"
            .formatted(
                tasks.all().stream().map(ScheduledTask::name).toList(),
                dates.from(),
                dates.to(),
                dates.which() == Which.EACH ? " each" : "");
    return "backfill-"
        + UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8))
            .toString()
            .substring(0, 13);
  }

  /** Whether there is no slot that it would make. */
  public boolean isEmpty() {
    return wanted().isEmpty();
  }

  /** What it would run, with what has run already; the earliest day first. Writes nothing. */
  public List<Slot> plan() {
    List<Slot> wanted = wanted();
    String series = series();
    Map<SlotId, Slot> there = new HashMap<>();
    List<Slot> made =
        store.read(
            board ->
                tasks.all().stream()
                    .flatMap(
                        task ->
                            board.ofDates(series, task.name(), dates.from(), dates.to()).stream())
                    .toList());
    made.forEach(each -> there.put(each.id(), each));
    return wanted.stream().map(each -> there.getOrDefault(each.id(), each)).toList();
  }

  /**
   * Whether {@link #begin} would have a slot run, unless what it needs fails.
   *
   * @param slot of {@link #plan}
   */
  public static boolean runs(Slot slot, Again again) {
    return !slot.state().isAtRest()
        || slot.state() == SlotState.FAILED
        || again == Again.EVERYTHING;
  }

  /** Whether all of it has run. */
  public boolean hasRun() {
    return plan().stream().allMatch(slot -> slot.state().hasRun());
  }

  /**
   * Makes its slots, and gives those that failed another turn.
   *
   * @param again whether also those that have run
   */
  public void begin(String by, Again again) {
    Instant now = clock.instant();
    List<Slot> wanted = wanted();
    store.change(
        board -> {
          leaveOut(board, wanted, by, now);
          for (Slot slot : wanted) {
            board.add(slot, by, now);
            Slot present = board.find(slot.id()).orElse(slot);
            if (present.state().isAtRest() && runs(present, again)) {
              Reason why = new Reason(Reason.Kind.BY_HAND, by + ": backfill");
              Slot waiting = present.to(SlotState.WAITING, why).withTries(0, now);
              board.replace(present, waiting, by, now);
            }
          }
          return null;
        });
  }

  /**
   * What it began with when the calendar said otherwise, and what has not run, is no part of it.
   */
  private void leaveOut(SlotBoard board, List<Slot> wanted, String by, Instant now) {
    Set<SlotId> ids = wanted.stream().map(Slot::id).collect(Collectors.toSet());
    for (ScheduledTask task : tasks.all()) {
      for (Slot each : board.ofDates(series(), task.name(), dates.from(), dates.to())) {
        boolean stays = each.state().hasRun() || each.state() == SlotState.RUNNING;
        if (!ids.contains(each.id()) && !stays && each.state() != SlotState.SKIPPED) {
          Reason why = new Reason(Reason.Kind.BY_HAND, by + ": backfill");
          board.replace(each, each.to(SlotState.SKIPPED, why), by, now);
        }
      }
    }
  }

  /** What of it is run that has run before. */
  public enum Again {
    FAILED_ONLY,
    EVERYTHING
  }

  /**
   * What of its days a task has no slot for.
   *
   * @param noMoment dates for which its schedule has no moment
   * @param daysOff dates that its calendar leaves out
   * @param calendar its name; empty for none
   */
  public record LeftOut(JobName task, int noMoment, int daysOff, String calendar) {}

  /** The tasks that have a schedule and by it not all of the days; whatever follows has theirs. */
  public List<LeftOut> leftOut() {
    List<LeftOut> found = new ArrayList<>();
    for (ScheduledTask task : tasks.all()) {
      Map<Answer, Long> answers =
          dates
              .each()
              .collect(Collectors.groupingBy(each -> dates.of(task, each), Collectors.counting()));
      int noMoment = answers.getOrDefault(Answer.NO_MOMENT, 0L).intValue();
      int daysOff = answers.getOrDefault(Answer.DAY_OFF, 0L).intValue();
      if (noMoment + daysOff > 0) {
        found.add(new LeftOut(task.name(), noMoment, daysOff, calendarOf(task)));
      }
    }
    return found;
  }

  private static String calendarOf(ScheduledTask task) {
    Schedule declared = task.declared();
    return declared == null || declared.days() == null ? "" : declared.days().calendar();
  }

  private List<Slot> wanted() {
    List<Slot> slots = new ArrayList<>();
    String series = series();
    dates
        .each()
        .forEach(
            date -> {
              Instant time = date.plusDays(1).atStartOfDay(dates.zone()).toInstant();
              Set<JobName> there = new TreeSet<>();
              for (ScheduledTask task : tasks.all()) {
                JobName name = task.name();
                if (isOf(date, task, there)) {
                  there.add(name);
                  slots.add(Slot.waiting(new SlotId(series, name, date.toString()), date, time));
                }
              }
            });
    return slots;
  }

  private boolean isOf(LocalDate date, ScheduledTask task, Set<JobName> there) {
    return switch (dates.of(task, date)) {
      case HAS -> true;
      case NO_MOMENT, DAY_OFF -> false;
      case AS_ITS_INPUTS -> {
        List<JobName> inputs =
            task.followsDays()
                ? task.dated().stream().map(DatedInput::task).toList()
                : task.upstream();
        yield inputs.isEmpty() || !Collections.disjoint(inputs, there);
      }
    };
  }
}
