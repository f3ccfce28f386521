package io.citylake.cli.schedule;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.DateOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.model.JobName;
import io.citylake.schedule.SlotChoice;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people decide about schedules and slots; who and why is kept with each. */
final class DeedCommands {
  private DeedCommands() {}

  /** What all of them are told. */
  static final class Deed {
    @Mixin final HomeOption home = new HomeOption();

    @Option(
        names = "--why",
        required = true,
        paramLabel = "TEXT",
        description = "Why; it is kept with your name.")
    String why = "";
  }

  /** Which slots of some jobs. */
  static final class OfDate {
    @Option(
        names = "--date",
        paramLabel = "DATE",
        converter = DateOption.Converter.class,
        description = "Only of this business date.")
    private @Nullable LocalDate date;

    SlotChoice choice() {
      return new SlotChoice(Optional.ofNullable(date), Optional.empty());
    }
  }

  /** No slots for a while. */
  @Command(
      name = "pause",
      description = "Make and begin no slots of some jobs until they are resumed.",
      mixinStandardHelpOptions = true)
  static final class Pause implements Runnable {
    private final Invocation invocation;
    @Mixin private final Deed deed = new Deed();

    @Parameters(arity = "1..*", paramLabel = "SELECTION", description = "As of citylake run.")
    private List<String> jobs = new ArrayList<>();

    Pause(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        List<JobName> chosen = access.select(jobs);
        access.deeds().pause(chosen, deed.why);
        say(invocation, "Paused " + chosen);
      }
    }
  }

  /** Slots again. */
  @Command(
      name = "resume",
      description =
          "Make and begin slots again, of jobs that were paused or after the clock jumped.",
      mixinStandardHelpOptions = true)
  static final class Resume implements Runnable {
    private final Invocation invocation;
    @Spec private CommandSpec spec;
    @Mixin private final Deed deed = new Deed();

    @Parameters(arity = "0..*", paramLabel = "SELECTION", description = "As of citylake run.")
    private List<String> jobs = new ArrayList<>();

    @Option(
        names = "--clock",
        description = "Say that the clock is right, although it is hours from the last look.")
    private boolean clock;

    Resume(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      if (clock == !jobs.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "Name jobs or say --clock");
      }
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        if (clock) {
          access.deeds().approveClock(deed.why);
          say(invocation, "The clock is taken as right");
        } else {
          List<JobName> chosen = access.select(jobs);
          access.deeds().resume(chosen, deed.why);
          say(invocation, "Resumed " + chosen);
        }
      }
    }
  }

  /** A slot now. */
  @Command(
      name = "trigger",
      description = "Have the scheduler run a job for a business date now, whatever became of it.",
      mixinStandardHelpOptions = true)
  static final class Trigger implements Runnable {
    private final Invocation invocation;
    @Mixin private final Deed deed = new Deed();

    @Parameters(index = "0", paramLabel = "JOB", description = "A job or step by name.")
    private String job = "";

    @Option(
        names = "--date",
        paramLabel = "DATE",
        converter = DateOption.Converter.class,
        description = "The business date. Default: yesterday in the workspace's zone.")
    private @Nullable LocalDate date;

    Trigger(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        LocalDate day = date == null ? access.lake().businessDate() : date;
        Slot slot = access.deeds().trigger(access.task(job), day, deed.why);
        say(invocation, slot.id() + " is " + slot.state());
      }
    }
  }

  /** A word instead of a run. */
  @Command(
      name = "mark",
      description = "Say that a slot is ok, or that it is skipped, without running it.",
      mixinStandardHelpOptions = true)
  static final class Mark implements Runnable {
    private final Invocation invocation;
    @Mixin private final Deed deed = new Deed();

    @Parameters(index = "0", paramLabel = "JOB", description = "A job or step by name.")
    private String job = "";

    @Parameters(index = "1", paramLabel = "SLOT", description = "As history lists it.")
    private String slot = "";

    @Parameters(index = "2", paramLabel = "STATE", description = "ok or skipped.")
    private Word word = Word.ok;

    /** What can be said. */
    enum Word {
      ok(SlotState.OK),
      skipped(SlotState.SKIPPED);

      private final SlotState state;

      Word(SlotState state) {
        this.state = state;
      }
    }

    Mark(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        Slot marked = access.deeds().mark(access.task(job), slot, word.state, deed.why);
        say(invocation, marked.id() + " is " + marked.state());
      }
    }
  }

  /** Failed slots once more. */
  @Command(
      name = "retry",
      description = "Have failed slots run again; those that wait for them follow by themselves.",
      mixinStandardHelpOptions = true)
  static final class Retry implements Runnable {
    private final Invocation invocation;
    @Mixin private final Deed deed = new Deed();

    @Parameters(
        arity = "0..*",
        paramLabel = "SELECTION",
        description = "As of citylake run. Default: all that failed.")
    private List<String> jobs = new ArrayList<>();

    @Mixin private final OfDate of = new OfDate();

    Retry(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        List<JobName> chosen = access.select(jobs.isEmpty() ? List.of("*") : jobs);
        List<Slot> retried = access.deeds().retry(chosen, of.choice(), deed.why);
        retried.forEach(each -> say(invocation, each.id() + " runs again"));
        say(invocation, retried.size() + " slots run again");
      }
    }
  }

  /** Work that is to stop. */
  @Command(
      name = "cancel",
      description =
          "Stop a job's run, in whichever process it is; its slot has failed then, without another"
              + " try.",
      mixinStandardHelpOptions = true)
  static final class Cancel implements Runnable {
    private final Invocation invocation;
    @Mixin private final Deed deed = new Deed();

    @Parameters(index = "0", paramLabel = "JOB", description = "A job or step by name.")
    private String job = "";

    @Mixin private final OfDate of = new OfDate();

    @Option(
        names = "--series",
        defaultValue = SlotId.SCHEDULE,
        description = "The slots of a backfill, by the name that it prints. Default: schedule.")
    private String series = SlotId.SCHEDULE;

    Cancel(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        access
            .deeds()
            .cancel(series, access.task(job), of.choice(), deed.why)
            .forEach(
                each ->
                    say(
                        invocation,
                        each.state() == SlotState.RUNNING
                            ? each.id() + " is being stopped"
                            : each.id() + " is " + each.state()));
      }
    }
  }

  private static void say(Invocation invocation, String sentence) {
    PrintWriter out = invocation.console().out();
    out.println(sentence);
    out.flush();
  }
}
