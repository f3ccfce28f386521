package io.citylake.cli;

import io.citylake.app.Account;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.FailureReport;
import io.citylake.cli.call.Interrupts;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.call.Version;
import io.citylake.cli.city.BenchCommand;
import io.citylake.cli.city.DemoCommand;
import io.citylake.cli.city.GenerateCommand;
import io.citylake.cli.city.ReconcileCommand;
import io.citylake.cli.command.AppCommand;
import io.citylake.cli.command.ApplyCommand;
import io.citylake.cli.command.AuditCommand;
import io.citylake.cli.command.BackupCommand;
import io.citylake.cli.command.CatalogCommand;
import io.citylake.cli.command.DeliveriesCommand;
import io.citylake.cli.command.DoctorCommand;
import io.citylake.cli.command.DossierCommand;
import io.citylake.cli.command.GradesCommand;
import io.citylake.cli.command.HoldsCommand;
import io.citylake.cli.command.ImpactCommand;
import io.citylake.cli.command.LineageCommand;
import io.citylake.cli.command.ListCommand;
import io.citylake.cli.command.LogsCommand;
import io.citylake.cli.command.MaintainCommand;
import io.citylake.cli.command.MaskKeyCommand;
import io.citylake.cli.command.MoveCommand;
import io.citylake.cli.command.PlanCommand;
import io.citylake.cli.command.QuarantineCommand;
import io.citylake.cli.command.ReferenceCommand;
import io.citylake.cli.command.ReleasesCommand;
import io.citylake.cli.command.RestoreCommand;
import io.citylake.cli.command.RunCommand;
import io.citylake.cli.command.RunsCommand;
import io.citylake.cli.command.ServeCommand;
import io.citylake.cli.command.SqlCommand;
import io.citylake.cli.command.SubjectCommand;
import io.citylake.cli.command.TableCommand;
import io.citylake.cli.command.TestCommand;
import io.citylake.cli.command.UserCommand;
import io.citylake.cli.command.ValidateCommand;
import io.citylake.cli.duty.DutyGate;
import io.citylake.cli.live.ReceiveCommand;
import io.citylake.cli.live.StreamCommand;
import io.citylake.cli.schedule.AlertCommand;
import io.citylake.cli.schedule.BackfillCommand;
import io.citylake.cli.schedule.ExportCommand;
import io.citylake.cli.schedule.ScheduleCommand;
import io.citylake.cli.schedule.SchedulerCommand;
import io.citylake.cli.schedule.StatusCommand;
import io.citylake.cli.start.WarmUpCommand;
import io.citylake.cli.up.UpCommand;
import io.citylake.engine.start.KnownAbsent;
import io.citylake.model.CityLakeException;
import io.citylake.run.Cancellation;
import io.citylake.run.session.SparkStarter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code citylake} command: exit 0 for done, 1 for failed, 2 for wrong usage, 3 for done with
 * something left for somebody to do, 130 for Ctrl-C, 143 for SIGTERM.
 */
@Command(
    name = "citylake",
    description = "A city-brain data lake: theme databases on Apache Iceberg, loaded exactly once.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "First steps:",
      "  citylake demo                 the reference city made small, loaded with its dirt",
      "  citylake validate             what is wrong in conf/ and jobs/, with lines",
      "  citylake plan && citylake apply",
      "  citylake run --all            load what is new",
      "  citylake sql                  ask it"
    })
public final class CityLake implements Runnable {
  /** In the order that help shows them. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          ValidateCommand.class,
          ListCommand.class,
          PlanCommand.class,
          ApplyCommand.class,
          RunCommand.class,
          UpCommand.class,
          ReceiveCommand.class,
          StreamCommand.class,
          SchedulerCommand.class,
          ScheduleCommand.class,
          BackfillCommand.class,
          StatusCommand.class,
          AlertCommand.class,
          ExportCommand.class,
          QuarantineCommand.class,
          RunsCommand.class,
          DeliveriesCommand.class,
          ReleasesCommand.class,
          HoldsCommand.class,
          LogsCommand.class,
          TableCommand.class,
          DoctorCommand.class,
          MaintainCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          MoveCommand.class,
          SqlCommand.class,
          ServeCommand.class,
          AppCommand.class,
          DossierCommand.class,
          UserCommand.class,
          MaskKeyCommand.class,
          AuditCommand.class,
          SubjectCommand.class,
          LineageCommand.class,
          ImpactCommand.class,
          GradesCommand.class,
          CatalogCommand.class,
          TestCommand.class,
          GenerateCommand.class,
          ReconcileCommand.class,
          DemoCommand.class,
          BenchCommand.class,
          ReferenceCommand.class,
          WarmUpCommand.class,
          CommandLine.HelpCommand.class);

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    KnownAbsent.install();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Console console = new Console(out, err, isTerminal());
    Cancellation cancellation = new Cancellation();
    Invocation invocation =
        new Invocation(
            console,
            System.getenv(),
            Clock.systemUTC(),
            SparkStarter.owned(),
            Account.current(),
            cancellation);
    // Commands whose work ends in a way of its own take the signals while they do it.
    int exit = new Interrupts(cancellation, err).command(() -> execute(invocation, args));
    out.flush();
    err.flush();
    // Spark leaves threads that are no daemons.
    System.exit(exit);
  }

  /** On JDK 17 there is a console exactly where both input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // the enforcer holds the build and the launcher to JDK 17
  private static boolean isTerminal() {
    return System.console() != null;
  }

  /**
   * The command that is called, or all of them where none is: reading the options of every command
   * takes longer than the shortest of them runs.
   */
  private static List<Class<?>> commands(String... args) {
    List<Class<?>> called =
        args.length == 0
            ? List.of()
            : COMMANDS.stream().filter(each -> isCalled(each, args[0])).toList();
    boolean all =
        called.isEmpty()
            || called.contains(CommandLine.HelpCommand.class)
            || called.contains(ReferenceCommand.class);
    return all ? COMMANDS : called;
  }

  private static boolean isCalled(Class<?> command, String name) {
    Command declared = command.getAnnotation(Command.class);
    return declared.name().equals(name) || List.of(declared.aliases()).contains(name);
  }

  /** What parses a command line; one with every command where no arguments are given. */
  public static CommandLine commandLine(Invocation invocation, String... args) {
    CommandLine line = new CommandLine(new CityLake(), new CommandFactory(invocation));
    commands(args).forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /** Runs one command line as the process would and answers its exit status; for tests too. */
  public static int execute(Invocation invocation, String... args) {
    Console console = invocation.console();
    CommandLine line = commandLine(invocation, args);
    line.setOut(console.out());
    line.setErr(console.err());
    line.setUsageHelpAutoWidth(true);
    FailureReport report = new FailureReport(console, invocation.cancellation());
    line.setExecutionExceptionHandler(report);
    line.setParameterExceptionHandler(report);
    line.setExecutionStrategy(parsed -> known(invocation, parsed));
    return line.execute(args);
  }

  /** Help is asked of what there is: beside it, picocli passes over words that nobody takes. */
  private static int known(Invocation invocation, ParseResult parsed) {
    for (ParseResult each :
        parsed.asCommandLineList().stream().map(CommandLine::getParseResult).toList()) {
      if (!each.unmatched().isEmpty()) {
        throw new UnmatchedArgumentException(each.commandSpec().commandLine(), each.unmatched());
      }
    }
    try {
      new DutyGate(invocation).require(parsed);
    } catch (CityLakeException e) {
      // As if the command had raised it, so that it is told as others are.
      throw new ExecutionException(parsed.commandSpec().commandLine(), "it is refused", e);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
