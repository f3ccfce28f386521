package io.citylake.app.operation;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.GovernedLake;
import io.citylake.app.LakeSchedule;
import io.citylake.app.PolicyRights;
import io.citylake.app.ScheduleDecisions;
import io.citylake.app.Sight;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Task;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.run.LakeHistory;
import io.citylake.schedule.alert.cause.PersonalNumbers;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.store.SlotBoard;
import io.citylake.serve.operation.Call;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all operations ask: who may be told or do what, and how it is written down. */
final class Desk {
  private static final int LONGEST_TOLD = 1_000;

  private final Workspace workspace;
  private final LakeSchedule schedule;
  private final LakeHistory history;
  private final GovernedLake governed;
  private final PolicyRights rights;
  private final AccessJournal journal;
  private final Clock clock;

  Desk(EmbeddedLake lake, GovernedLake governed) {
    this.workspace = lake.workspace();
    this.schedule = new LakeSchedule(lake, date -> lake.workspace());
    this.history = lake.history();
    this.governed = governed;
    this.clock = lake.host().clock();
    this.rights = new PolicyRights(governed.policies(), workspace, clock);
    this.journal = new AccessJournal(governed.log(), clock);
  }

  Workspace workspace() {
    return workspace;
  }

  LakeSchedule schedule() {
    return schedule;
  }

  LakeHistory history() {
    return history;
  }

  ZoneId zone() {
    return workspace.settings().zone();
  }

  Clock clock() {
    return clock;
  }

  /** What a caller is told of one of the platform's own tables; written down before it is told. */
  Sight reads(Call call, Told told) {
    Sight sight;
    try {
      sight = sight(call, told);
    } catch (CityLakeException e) {
      told(call, "refused", String.valueOf(e.getMessage()));
      throw e;
    }
    told(call, "answered", "");
    return sight;
  }

  /**
   * What a caller may be told.
   *
   * @throws CityLakeException ACCESS_DENIED
   */
  Sight sight(Call call, Told told) {
    return rights.sight(call.caller(), told.table(), told.columns(), told.texts());
  }

  /** Whether a caller may be told of another of the platform's own tables. */
  boolean mayBeTold(Call call, Told told) {
    try {
      sight(call, told);
      return true;
    } catch (CityLakeException e) {
      if (e.code() == ErrorCode.ACCESS_DENIED) {
        return false;
      }
      throw e;
    }
  }

  /** Of why rows of a run were refused, or warned of, what the caller is told of. */
  Map<String, Long> reasons(Call call, TableName target, Map<String, Long> all, Sight sight) {
    Map<String, Long> told = new LinkedHashMap<>();
    all.forEach(
        (label, rows) -> {
          if (rights.tellsReason(call.caller(), target, label, sight.texts())) {
            told.put(label, rows);
          }
        });
    return told;
  }

  /**
   * What is told of one of the platform's own tables.
   *
   * @param texts columns that are left out where the caller doesn't read them
   */
  record Told(TableName table, Set<String> columns, Set<String> texts) {}

  private void told(Call call, String outcome, String why) {
    String asked = call.asked();
    journal.record(
        call.caller(),
        Action.CATALOGUE,
        asked.length() > LONGEST_TOLD ? asked.substring(0, LONGEST_TOLD) + "…" : asked,
        outcome,
        why);
  }

  /**
   * Finds out what is to be decided about, for whoever may be told of it; who isn't is written
   * down, as he is by whom it is decided.
   */
  <T> T resolving(Call call, Supplier<T> work) {
    try {
      return work.get();
    } catch (CityLakeException e) {
      String why = String.valueOf(e.getMessage());
      journal.record(call.caller(), Action.SCHEDULE, call.asked(), "refused", why);
      throw e;
    }
  }

  ScheduleDecisions decisions(Caller caller) {
    return ScheduleDecisions.of(caller, governed.policies().get(), governed.log(), clock);
  }

  /** Of the themes of the workspace those about which the caller decides. */
  List<String> operated(Caller caller) {
    ScheduleDecisions decisions = decisions(caller);
    return workspace.themes().keySet().stream().filter(decisions::may).toList();
  }

  /** Whether the caller is told of a task. */
  boolean tellsOf(Sight sight, JobName name) {
    return name.equals(ScheduledTask.UPKEEP)
        ? sight.isOfAll()
        : sight.isOfAll()
            || workspace.findTask(name).map(Task::target).filter(sight::isOf).isPresent();
  }

  /**
   * A task that the caller is told of.
   *
   * @throws CityLakeException JOB_NOT_FOUND, also where it is there but not for the caller
   */
  JobName load(Sight sight, String text) {
    return parse(text)
        .filter(
            each ->
                workspace.findTask(each).isPresent()
                    || (each.equals(ScheduledTask.UPKEEP)
                        && schedule.tasks().find(each).isPresent()))
        .filter(each -> tellsOf(sight, each))
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.JOB_NOT_FOUND,
                    "Cannot find the job: there is none of this name that you may see"));
  }

  private static Optional<JobName> parse(String text) {
    try {
      return Optional.of(JobName.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Why something is done, without numbers of persons. */
  static String why(Call.Body body) {
    return PersonalNumbers.hide(body.why());
  }

  static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot read a date: it must be such as 2026-01-31", e);
    }
  }

  /** In the workspace's zone; null for none. */
  @Nullable String moment(@Nullable Instant at) {
    return at == null
        ? null
        : OffsetDateTime.ofInstant(at, zone()).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /**
   * Whether anybody runs slots: what is decided is kept, and takes effect only then.
   *
   * @param board as it stands
   */
  Map<String, @Nullable Object> scheduler(SlotBoard board) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("runs", !board.schedulers(SlotId.SCHEDULE).isEmpty());
    body.put("lastLook", moment(board.lastLook(SlotId.SCHEDULE).orElse(null)));
    return body;
  }

  /** A text in both languages, without numbers of persons. */
  static Map<String, String> words(Function<Locale, String> text) {
    Map<String, String> both = new LinkedHashMap<>();
    both.put("zh", PersonalNumbers.hide(text.apply(Locale.CHINESE)));
    both.put("en", PersonalNumbers.hide(text.apply(Locale.ENGLISH)));
    return both;
  }
}
