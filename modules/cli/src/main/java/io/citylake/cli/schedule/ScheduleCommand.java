package io.citylake.cli.schedule;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.command.Identifiers;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.store.TaskMark;
import io.citylake.schedule.time.Firing;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows schedules and their slots, and lets people decide about them. */
@Command(
    name = "schedule",
    description =
        "Look at schedules and slots, and pause, resume, trigger, mark, retry or cancel them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ScheduleCommand.ListTasks.class,
      ScheduleCommand.Next.class,
      ScheduleCommand.History.class,
      DeedCommands.Pause.class,
      DeedCommands.Resume.class,
      DeedCommands.Trigger.class,
      DeedCommands.Mark.class,
      DeedCommands.Retry.class,
      DeedCommands.Cancel.class
    })
public final class ScheduleCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing subcommand: list, next, history, pause, resume, trigger, mark, retry or cancel");
  }

  /** Who has slots, and when the next. */
  @Command(
      name = "list",
      description = "List what is scheduled: when, by which calendar, and the next moment.",
      mixinStandardHelpOptions = true)
  static final class ListTasks implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final LanguageOption language = new LanguageOption();

    ListTasks(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Locale locale = language.locale(invocation);
      try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
        ScheduledTasks tasks = access.schedule().tasks();
        Instant now = access.schedule().clock().instant();
        Map<JobName, TaskMark> marks =
            access.schedule().store().change(board -> board.marks(SlotId.SCHEDULE));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (ScheduledTask task : tasks.all()) {
          rows.add(row(access, task, Optional.ofNullable(marks.get(task.name())), now, locale));
        }
        new SlotTable("job", "when", "zone", "days", "next", "paused")
            .print(invocation.console().out(), output.format, locale, rows);
        access.warnOfCalendars(tasks, now);
      }
    }

    private static List<@Nullable Object> row(
        ScheduleAccess access,
        ScheduledTask task,
        Optional<TaskMark> mark,
        Instant now,
        Locale locale) {
      Timetable timetable = task.timetable();
      String paused = mark.filter(TaskMark::isPaused).map(TaskMark::paused).orElse(null);
      if (timetable == null) {
        String after = locale.equals(Locale.CHINESE) ? "随其输入" : "after its inputs";
        return SlotTable.row(task.name().toString(), after, null, null, null, paused);
      }
      Schedule schedule = timetable.schedule();
      Schedule.Days days = schedule.days();
      return SlotTable.row(
          task.name().toString(),
          schedule.when().toString(),
          schedule.zone().toString(),
          days == null ? null : days.calendar() + " " + days.rule(),
          timetable.next(now).map(each -> access.moment(each.at())).orElse(null),
          paused);
    }
  }

  /** The moments to come. */
  @Command(
      name = "next",
      description = "List the moments to come, and what the calendar says of each.",
      mixinStandardHelpOptions = true)
  static final class Next implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final LanguageOption language = new LanguageOption();

    @Parameters(arity = "0..*", paramLabel = "JOB", description = "Only these. Default: all.")
    private List<String> jobs = new ArrayList<>();

    @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
    private int limit = 20;

    @Option(names = "--days", defaultValue = "7", description = "How many days. Default: 7.")
    private int days = 7;

    Next(Invocation invocation) {
      this.invocation = invocation;
    }

    private record Moment(ScheduledTask task, Timetable timetable, Firing firing) {}

    @Override
    public void run() {
      Locale locale = language.locale(invocation);
      try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
        ScheduledTasks tasks = access.schedule().tasks();
        Instant now = access.schedule().clock().instant();
        List<JobName> chosen = jobs.isEmpty() ? List.of() : access.select(jobs);
        List<Moment> moments = new ArrayList<>();
        for (ScheduledTask task : tasks.all()) {
          Timetable timetable = task.timetable();
          if (timetable != null && (chosen.isEmpty() || chosen.contains(task.name()))) {
            timetable
                .firings(now, now.plus(Duration.ofDays(days)))
                .forEach(each -> moments.add(new Moment(task, timetable, each)));
          }
        }
        List<List<@Nullable Object>> rows =
            moments.stream()
                .sorted(
                    Comparator.comparing((Moment each) -> each.firing().at())
                        .thenComparing(each -> each.task().order()))
                .limit(limit)
                .map(
                    each ->
                        SlotTable.row(
                            access.moment(each.firing().at()),
                            each.task().name().toString(),
                            each.firing().key(),
                            each.firing().businessDate().toString(),
                            runs(each, locale),
                            needs(each.task())))
                .toList();
        new SlotTable("at", "job", "slot", "business_date", "runs", "needs")
            .print(invocation.console().out(), output.format, locale, rows);
        access.warnOfCalendars(tasks, now);
      }
    }

    /** What is declared that it waits for, beside its time; null for nothing. */
    private static @Nullable String needs(ScheduledTask task) {
      List<String> words = new ArrayList<>();
      if (task.arrival() != null) {
        words.add("arrival");
      }
      task.upstream().forEach(each -> words.add(each.toString()));
      task.dated().forEach(each -> words.add(each.task() + " " + each.dates()));
      return words.isEmpty() ? null : String.join(", ", words);
    }

    private static String runs(Moment moment, Locale locale) {
      boolean zh = locale.equals(Locale.CHINESE);
      return switch (moment.timetable().answer(moment.firing().at())) {
        case YES -> zh ? "执行" : "yes";
        case NO -> zh ? "跳过" : "skipped";
        case UNKNOWN -> zh ? "日历未知，等待" : "waits for the calendar";
      };
    }
  }

  /** The slots that there are, and what happened to one. */
  @Command(
      name = "history",
      description = "List the newest slots; with JOB and SLOT, each change of that one.",
      mixinStandardHelpOptions = true)
  static final class History implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final LanguageOption language = new LanguageOption();

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Only its slots.")
    private @Nullable String job;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "SLOT",
        description = "A slot of it, as listed: show its changes.")
    private @Nullable String slot;

    @Option(names = "--limit", defaultValue = "40", description = "How many. Default: 40.")
    private int limit = 40;

    @Option(
        names = "--series",
        defaultValue = SlotId.SCHEDULE,
        description = "The slots of a backfill, by the name that it prints. Default: schedule.")
    private String series = SlotId.SCHEDULE;

    History(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Locale locale = language.locale(invocation);
      try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
        Optional<JobName> task = Optional.ofNullable(job).map(Identifiers::job);
        if (task.isPresent() && slot != null) {
          changes(access, new SlotId(series, task.get(), slot), locale);
        } else {
          slots(access, task, locale);
        }
      }
    }

    private void slots(ScheduleAccess access, Optional<JobName> task, Locale locale) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (Slot each :
          access.schedule().store().change(board -> board.latest(series, task, limit))) {
        rows.add(
            SlotTable.row(
                access.moment(each.scheduled()),
                each.id().task().toString(),
                each.id().key(),
                each.state().text(state(locale)),
                each.tries(),
                seconds(each),
                each.run(),
                each.reason().text(locale)));
      }
      new SlotTable("scheduled", "job", "slot", "state", "tries", "seconds", "run", "reason")
          .print(invocation.console().out(), output.format, locale, rows);
    }

    /** Words for people only: a program compares states. */
    private Locale state(Locale locale) {
      return output.format == OutputFormat.table ? locale : Locale.ENGLISH;
    }

    private static @Nullable Double seconds(Slot slot) {
      Instant began = slot.began();
      Instant ended = slot.ended();
      return began == null || ended == null
          ? null
          : Duration.between(began, ended).toMillis() / 1000.0;
    }

    private void changes(ScheduleAccess access, SlotId id, Locale locale) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (Change each : access.schedule().store().change(board -> board.changes(id))) {
        rows.add(
            SlotTable.row(
                access.moment(each.at()),
                each.from().text(state(locale)),
                each.to().text(state(locale)),
                each.by(),
                each.reason().text(locale)));
      }
      new SlotTable("at", "from", "to", "by", "reason")
          .print(invocation.console().out(), output.format, locale, rows);
    }
  }
}
