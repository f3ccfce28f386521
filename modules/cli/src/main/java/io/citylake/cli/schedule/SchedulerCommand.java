package io.citylake.cli.schedule;

import io.citylake.app.HandedBackfills;
import io.citylake.app.LakeSchedule;
import io.citylake.app.LiveWorkspace;
import io.citylake.app.SchedulerWatch;
import io.citylake.app.WorkspaceWatch;
import io.citylake.cli.call.Interrupts;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.DateOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.contract.alert.Alerts;
import io.citylake.run.round.RunRequest;
import io.citylake.schedule.Scheduler;
import io.citylake.schedule.SchedulerListener;
import io.citylake.schedule.SchedulerLoop;
import io.citylake.schedule.SchedulerSettings;
import io.citylake.schedule.SimulatedClock;
import io.citylake.schedule.alert.AlertWatch;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.store.SchedulerProcess;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs what is due until it is stopped. */
@Command(
    name = "scheduler",
    description = "Run what is due, each slot once, until Ctrl-C or SIGTERM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What is due:      citylake schedule next; schedule in jobs, themes and conf/citylake.yaml",
      "What became of it: citylake schedule history",
      "",
      "On SQLite one scheduler runs a lake, on PostgreSQL several share it.",
      "Exit 0: it was stopped, or --until is reached."
    })
public final class SchedulerCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final LanguageOption language = new LanguageOption();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Slots at once, upkeep's not counted. Default: two for each core, at most 4.")
  private int threads = RunRequest.standardThreads();

  @Option(
      names = "--catch-up",
      description =
          "Take the clock as right although the last scheduler looked more than six hours ago.")
  private boolean catchUp;

  @Option(
      names = "--speed",
      description =
          "Simulate: the clock begins at --from and jumps to the next moment once its work is done,"
              + " until --until. Its slots are apart from the real ones.")
  private boolean speed;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      converter = DateOption.Converter.class,
      description = "With --speed: the first day.")
  private @Nullable LocalDate from;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      converter = DateOption.Converter.class,
      description = "With --speed: the day before which it ends.")
  private @Nullable LocalDate until;

  SchedulerCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "--threads must be at least 1");
    }
    if (speed != (from != null && until != null)) {
      throw new ParameterException(spec.commandLine(), "--speed, --from and --until go together");
    }
    try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
      String series = speed ? "speed-" + from + "-" + until : SlotId.SCHEDULE;
      try (SchedulerProcess process = access.schedule().open(series);
          LiveWorkspace live = LiveWorkspace.open(access.lake())) {
        if (catchUp) {
          access.deeds().approveClock("--catch-up");
        }
        run(access, live, series, process.name());
      }
    }
    return 0;
  }

  private void run(ScheduleAccess access, LiveWorkspace live, String series, String process) {
    LakeSchedule schedule = new LakeSchedule(access.lake(), live);
    ScheduledTasks tasks = schedule.tasks();
    ZoneId zone = access.lake().workspace().settings().zone();
    Clock clock = from == null ? access.schedule().clock() : new SimulatedClock(start(from, zone));
    SchedulerSettings settings =
        new SchedulerSettings(
            series, process, speed ? SchedulerSettings.ANY_JUMP : SchedulerSettings.LONGEST_JUMP);
    Locale locale = language.locale(invocation);
    PrintWriter out = invocation.console().out();
    PrintWriter err = invocation.console().err();
    SchedulerWatch watch = new SchedulerWatch(access.lake());
    SchedulerLoop loop =
        new SchedulerLoop(
            new Scheduler(schedule.store(), schedule::tasks, settings, clock, schedule.arrivals()),
            schedule.executor(watch.runs()),
            new SlotPrinter(out, err, access::moment, locale),
            clock,
            threads);
    access.warnOfCalendars(tasks, clock.instant());
    err.printf("%d jobs and steps are scheduled. Ctrl-C ends it.%n", tasks.all().size());
    err.flush();
    access.lake().cancellation().onCancel(loop::stop);
    try (watch) {
      // A simulation is beside the schedule, and so may be the process that has the port.
      if (!speed) {
        int port = access.lake().workspace().settings().observe().schedulerPort();
        out.printf("Health http://127.0.0.1:%d/health%n", watch.listen(port, loop::status));
        out.flush();
      }
      new Interrupts(access.lake().cancellation(), err)
          .cancelling(
              () -> {
                if (clock instanceof SimulatedClock simulated && until != null) {
                  loop.runSimulated(simulated, start(until, zone));
                } else {
                  SchedulerListener told = new SlotPrinter(out, err, access::moment, locale);
                  Runnable own = () -> following(live, err, loop);
                  watched(
                      access,
                      schedule,
                      process,
                      () -> HandedBackfills.during(schedule, watch.runs(), told, own));
                }
                return 0;
              });
    }
  }

  /** What is simulated is nobody's news. */
  private static void watched(
      ScheduleAccess access, LakeSchedule schedule, String process, Runnable work) {
    Alerts alerts = access.alerts();
    if (alerts.isEmpty()) {
      work.run();
    } else {
      AlertWatch.during(schedule.alerts(alerts).round(process), work);
    }
  }

  /** A workspace that changes is taken while it runs. */
  private static void following(LiveWorkspace live, PrintWriter err, SchedulerLoop loop) {
    WorkspaceWatch.during(
        live,
        news -> {
          err.println(news.sentence());
          err.flush();
        },
        loop::run);
  }

  private static Instant start(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }
}
