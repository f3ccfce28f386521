package io.citylake.schedule.alert.cause;

import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.job.Task;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.Standing;
import io.citylake.schedule.status.StatusReport;
import io.citylake.schedule.store.SlotBoard;
import io.citylake.schedule.store.SlotStore;
import io.citylake.schedule.store.TaskMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Slots that failed, are late, or will be. A cause is the one slot that it comes from: those that
 * it holds back are named in it and are no causes of their own. It is over once the slot has
 * arrived and not before, however often it is tried again meanwhile.
 */
public final class SlotCauses implements CauseSource {
  static final String PREFIX = "slot:";

  /** As many slots of a task as its standing is computed from. */
  private static final int SLOTS_OF_A_TASK = 30;

  private static final int NAMED = 5;

  private final SlotStore store;
  private final ScheduledTasks tasks;
  private final Workspace workspace;
  private final RunLedger ledger;

  public SlotCauses(SlotStore store, ScheduledTasks tasks, Workspace workspace, RunLedger ledger) {
    this.store = store;
    this.tasks = tasks;
    this.workspace = workspace;
    this.ledger = ledger;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Found look(Collection<String> open, Instant now) {
    Seen seen = store.change(board -> see(board, open, now));
    List<Cause> causes = new ArrayList<>();
    seen.roots().forEach((id, root) -> causes.add(cause(id, root)));
    return new Found(causes, seen.over());
  }

  private record Seen(Map<SlotId, Root> roots, Set<String> over) {}

  /** What others may hang on. */
  private static final class Root {
    private final @Nullable Slot slot;
    private final Instant since;
    private AlertKind kind;
    private @Nullable Instant due;
    private final Set<String> held = new TreeSet<>();

    Root(@Nullable Slot slot, Instant since, AlertKind kind) {
      this.slot = slot;
      this.since = since;
      this.kind = kind;
    }
  }

  private Seen see(SlotBoard board, Collection<String> open, Instant now) {
    Map<SlotId, Root> roots = new TreeMap<>();
    for (ScheduledTask task : tasks.all()) {
      for (Slot slot : failed(board, task.name())) {
        roots.put(slot.id(), new Root(slot, since(slot, now), AlertKind.FAILED));
      }
    }
    Map<JobName, TaskMark> marks = board.marks(SlotId.SCHEDULE);
    for (Standing standing : StatusReport.ofDays(tasks, board, now)) {
      add(roots, standing, marks, now);
    }
    Set<String> over = new TreeSet<>();
    for (String key : open) {
      SlotId id = parse(key);
      if (!roots.containsKey(id) && isOver(board, id)) {
        over.add(key);
      }
    }
    return new Seen(roots, over);
  }

  /** Each day counts; of what has many moments a later one makes good for earlier. */
  private static List<Slot> failed(SlotBoard board, JobName task) {
    List<Slot> failed = new ArrayList<>();
    boolean madeGood = false;
    for (Slot slot : board.latest(SlotId.SCHEDULE, Optional.of(task), SLOTS_OF_A_TASK)) {
      boolean day = slot.id().key().equals(slot.businessDate().toString());
      if (slot.state() == SlotState.FAILED && (day || !madeGood)) {
        failed.add(slot);
      }
      madeGood |= slot.state().hasRun();
    }
    return failed;
  }

  private void add(
      Map<SlotId, Root> roots, Standing standing, Map<JobName, TaskMark> marks, Instant now) {
    AlertKind kind =
        switch (standing.kind()) {
          case AT_RISK -> AlertKind.AT_RISK;
          case LATE -> AlertKind.LATE;
          case BLOCKED, FAILING -> AlertKind.FAILED;
          case FRESH, UNKNOWN -> null;
        };
    if (kind == null) {
      return;
    }
    Slot slot = standing.slot();
    Slot cause = standing.cause();
    Instant due = standing.due();
    if (slot == null || cause == null) {
      unplanned(standing.task(), marks)
          .ifPresent(
              id -> {
                Root root = new Root(null, due == null ? now : due, AlertKind.LATE);
                root.due = due;
                roots.putIfAbsent(id, root);
              });
      return;
    }
    // What is blocked waits for a slot that failed, and that one is there.
    Root root =
        roots.computeIfAbsent(cause.id(), id -> new Root(cause, since(standing, now), kind));
    if (kind.compareTo(root.kind) > 0) {
      root.kind = kind;
    }
    if (root.due == null) {
      root.due = due;
    }
    if (!cause.id().equals(slot.id())) {
      root.held.add(slot.id().task().toString());
    }
  }

  /** The slot that its next moment will have. */
  private static Optional<SlotId> unplanned(ScheduledTask task, Map<JobName, TaskMark> marks) {
    TaskMark mark = marks.get(task.name());
    return mark == null || task.timetable() == null
        ? Optional.empty()
        : task.timetable()
            .next(mark.plannedUntil())
            .map(each -> new SlotId(SlotId.SCHEDULE, task.name(), each.key()));
  }

  private boolean isOver(SlotBoard board, SlotId id) {
    if (tasks.find(id.task()).isEmpty()) {
      return true;
    }
    Optional<Slot> slot = board.find(id);
    return slot.isEmpty()
        || switch (slot.get().state()) {
          case OK, WARNED, SKIPPED -> true;
          // A later one has arrived, else these were among the causes.
          case MISSED -> true;
          case FAILED -> !id.key().equals(slot.get().businessDate().toString());
          case WAITING, DUE, RUNNING, RETRYING, BLOCKED -> false;
        };
  }

  private static Instant since(Slot slot, Instant now) {
    Instant ended = slot.ended();
    return ended == null ? now : ended;
  }

  private static Instant since(Standing standing, Instant now) {
    Instant since = standing.since();
    return since == null ? now : since;
  }

  private static SlotId parse(String key) {
    int at = key.lastIndexOf('@');
    return new SlotId(
        SlotId.SCHEDULE, JobName.parse(key.substring(PREFIX.length(), at)), key.substring(at + 1));
  }

  private Cause cause(SlotId id, Root root) {
    AlertKind kind = root.kind == AlertKind.FAILED ? failure(root) : root.kind;
    return new Cause(
        PREFIX + id,
        kind,
        tasks.find(id.task()).map(each -> each.target().theme()).orElse(id.task().theme()),
        id.task().toString(),
        id.key(),
        workspace.findTask(id.task()).map(Task::owner).orElse(""),
        root.since,
        new Words(text(root, Locale.ENGLISH), text(root, Locale.CHINESE)),
        look(id, root));
  }

  /** By what the failed run says of itself. */
  private AlertKind failure(Root root) {
    Slot slot = root.slot;
    if (slot == null || slot.run().isEmpty()) {
      return AlertKind.FAILED;
    }
    return ledger.list(Optional.of(slot.id().task()), SLOTS_OF_A_TASK).stream()
        .filter(each -> each.run().value().equals(slot.run()))
        .map(RunRecord::outcome)
        .map(SlotCauses::kindOf)
        .findFirst()
        .orElse(AlertKind.FAILED);
  }

  static AlertKind kindOf(RunOutcome outcome) {
    return switch (outcome) {
      case BLOCKED -> AlertKind.AUDIT_BLOCKED;
      case REFUSED -> AlertKind.QUARANTINE;
      case RUNNING, PUBLISHED, NOTHING_NEW, DRY_RUN, UNKNOWN, CANCELLED, FAILED -> AlertKind.FAILED;
    };
  }

  private String text(Root root, Locale locale) {
    boolean zh = locale.equals(Locale.CHINESE);
    StringBuilder text = new StringBuilder();
    Slot slot = root.slot;
    if (slot == null) {
      text.append(zh ? "从未开始，没有调度器安排它" : "it never began: no scheduler has planned it");
    } else {
      text.append(slot.state().text(locale));
      String reason = slot.reason().text(locale);
      text.append(reason.isEmpty() ? "" : (zh ? "：" : ": ") + reason);
    }
    Instant due = root.due;
    if (due != null) {
      text.append(zh ? "；应到时间 " : "; due ")
          .append(due.atZone(workspace.settings().zone()).toOffsetDateTime());
    }
    if (!root.held.isEmpty()) {
      text.append(zh ? "；影响 " : "; holds back ").append(names(root.held, zh));
    }
    return text.toString();
  }

  private static String names(Set<String> held, boolean zh) {
    String some = String.join(", ", held.stream().limit(NAMED).toList());
    int more = held.size() - NAMED;
    return more <= 0
        ? some
        : some + (zh ? " 等 " + held.size() + " 个" : " and %d more".formatted(more));
  }

  private static String look(SlotId id, Root root) {
    Slot slot = root.slot;
    return slot != null && slot.state() == SlotState.FAILED && !slot.run().isEmpty()
        ? "citylake logs " + slot.run()
        : slot == null
            ? "citylake status --all"
            : "citylake schedule history %s %s".formatted(id.task(), id.key());
  }
}
