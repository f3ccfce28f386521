package io.citylake.cli.schedule;

import io.citylake.app.ScheduleDeeds;
import io.citylake.cli.call.Interrupts;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.DateOption;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.print.OutputFormat;
import io.citylake.run.round.RunListener;
import io.citylake.schedule.Backfill;
import io.citylake.schedule.Backfill.Again;
import io.citylake.schedule.Backfill.LeftOut;
import io.citylake.schedule.BackfillDates;
import io.citylake.schedule.BackfillDates.Which;
import io.citylake.schedule.Scheduler;
import io.citylake.schedule.SchedulerLoop;
import io.citylake.schedule.SchedulerSettings;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SchedulerProcess;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Some jobs for each of some days. */
@Command(
    name = "backfill",
    description = "Run jobs for each business date of a range; one that fails stops no other.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  citylake backfill enterprise.firm_register+ --from 2026-01-01 --to 2026-01-31 --plan",
      "  citylake backfill enterprise.firm_register --downstream --from 2026-01-01 --to 2026-01-31",
      "  citylake backfill theme:air_quality --from 2026-01-01 --to 2026-01-31 --parallel 2",
      "",
      "The same command again goes on where it ended, also after a kill, and tries again what"
          + " failed.",
      "Exit 0: all of it has run. 1: something failed or is held back. 130: Ctrl-C."
    })
public final class BackfillCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();
  @Mixin private final LanguageOption language = new LanguageOption();

  @Parameters(
      arity = "1..*",
      paramLabel = "SELECTION",
      description = "As of citylake run; + after it adds what needs it.")
  private List<String> selections = new ArrayList<>();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      converter = DateOption.Converter.class,
      description = "The first business date.")
  private LocalDate from = LocalDate.EPOCH;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DATE",
      converter = DateOption.Converter.class,
      description = "The last business date.")
  private LocalDate to = LocalDate.EPOCH;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "1",
      description = "Runs at once, each of another table. Default: 1.")
  private int parallel = 1;

  @Option(names = "--downstream", description = "Also what needs them, as + after each of them.")
  private boolean downstream;

  @Option(names = "--plan", description = "Say what would run, and run nothing.")
  private boolean plan;

  @Option(
      names = "--all-dates",
      description =
          "Run each job for every date. Default: for those that its schedule has, by its moments"
              + " and its calendar.")
  private boolean allDates;

  @Option(names = "--again", description = "Run also what has run.")
  private boolean again;

  BackfillCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (parallel < 1) {
      throw new ParameterException(spec.commandLine(), "--parallel must be at least 1");
    }
    try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
      ScheduledTasks tasks = access.schedule().chosen(access.select(selected()));
      Clock clock = access.schedule().clock();
      BackfillDates dates =
          new BackfillDates(
              from,
              to,
              access.lake().workspace().settings().zone(),
              allDates ? Which.EACH : Which.SCHEDULED,
              access.lake().workspace().calendars());
      ScheduleDeeds deeds = access.deeds();
      Backfill backfill = deeds.backfill(tasks, dates);
      sayLeftOut(backfill);
      if (plan) {
        show(backfill.plan());
        return 0;
      }
      Interrupts interrupts =
          new Interrupts(access.lake().cancellation(), invocation.console().err());
      try (SchedulerProcess process = access.schedule().open(backfill.series())) {
        deeds.begin(backfill, tasks, dates, again ? Again.EVERYTHING : Again.FAILED_ONLY, "");
        run(access, tasks, backfill.series(), process.name(), clock, interrupts);
      }
      return access.lake().cancellation().isCancelled() ? interrupts.exit() : total(backfill);
    }
  }

  private void sayLeftOut(Backfill backfill) {
    boolean zh = language.locale(invocation).equals(Locale.CHINESE);
    for (LeftOut each : backfill.leftOut()) {
      List<String> why = new ArrayList<>();
      if (each.daysOff() > 0) {
        why.add(
            (zh ? "日历 %s 中不执行的日子 %d 个" : "%2$d no day of calendar %1$s")
                .formatted(each.calendar(), each.daysOff()));
      }
      if (each.noMoment() > 0) {
        why.add(
            (zh ? "其时间表没有时刻的 %d 个" : "%d without a moment of its schedule")
                .formatted(each.noMoment()));
      }
      talk()
          .printf(
              zh
                  ? "%s：略去 %d 个业务日期（%s）；--all-dates 不略去%n"
                  : "%s leaves out %d business dates (%s); --all-dates takes them%n",
              each.task(),
              each.daysOff() + each.noMoment(),
              String.join(zh ? "，" : ", ", why));
    }
    talk().flush();
  }

  private List<String> selected() {
    return downstream
        ? selections.stream().map(each -> each.endsWith("+") ? each : each + "+").toList()
        : selections;
  }

  private void run(
      ScheduleAccess access,
      ScheduledTasks tasks,
      String series,
      String process,
      Clock clock,
      Interrupts interrupts) {
    PrintWriter err = invocation.console().err();
    SchedulerSettings settings = new SchedulerSettings(series, process, SchedulerSettings.ANY_JUMP);
    SchedulerLoop loop =
        new SchedulerLoop(
            new Scheduler(access.schedule().store(), tasks, settings, clock),
            access.schedule().executor(RunListener.none()),
            new SlotPrinter(talk(), err, access::moment, language.locale(invocation)),
            clock,
            parallel);
    access.lake().cancellation().onCancel(loop::stop);
    interrupts.cancelling(
        () -> {
          loop.runToEnd();
          return 0;
        });
  }

  /** With -o json or csv, results alone go to standard output. */
  private PrintWriter talk() {
    return output.format == OutputFormat.table
        ? invocation.console().out()
        : invocation.console().err();
  }

  private int total(Backfill backfill) {
    List<Slot> slots = backfill.plan();
    if (output.format != OutputFormat.table) {
      show(slots);
    }
    Map<SlotState, Long> counts =
        slots.stream()
            .collect(Collectors.groupingBy(Slot::state, TreeMap::new, Collectors.counting()));
    talk().println(backfill.series() + " " + counts);
    talk().flush();
    boolean done =
        slots.stream().allMatch(slot -> slot.state().hasRun() || slot.state() == SlotState.SKIPPED);
    return done ? 0 : 1;
  }

  private void show(List<Slot> slots) {
    Locale locale = language.locale(invocation);
    Locale states = output.format == OutputFormat.table ? locale : Locale.ENGLISH;
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Slot slot : slots) {
      rows.add(
          SlotTable.row(
              slot.businessDate().toString(),
              slot.id().task().toString(),
              slot.state().text(states),
              Backfill.runs(slot, again ? Again.EVERYTHING : Again.FAILED_ONLY),
              slot.reason().text(locale)));
    }
    new SlotTable("business_date", "job", "state", "runs", "reason")
        .print(invocation.console().out(), output.format, locale, rows);
  }
}
