package io.citylake.cli.schedule;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.call.OutputFile;
import io.citylake.cli.command.DateOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.contract.Workspace;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.run.graph.JobGraph;
import io.citylake.schedule.export.AirflowFile;
import io.citylake.schedule.export.DolphinFile;
import io.citylake.schedule.export.ExportFormat;
import io.citylake.schedule.export.ExportPlan;
import io.citylake.schedule.export.ExportPlanner;
import io.citylake.schedule.plan.ScheduledTasks;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes schedules as files of other schedulers. */
@Command(
    name = "export",
    description = "Write the schedules as a file of another scheduler, which then calls run.",
    mixinStandardHelpOptions = true,
    subcommands = {ExportCommand.Airflow.class, ExportCommand.Dolphin.class})
public final class ExportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing subcommand: airflow or dolphinscheduler");
  }

  /** What both are told. */
  static final class Options {
    @Mixin final HomeOption home = new HomeOption();

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Where to write it. Default: the standard output.")
    @Nullable Path output;

    @Option(
        names = "--start",
        paramLabel = "DATE",
        converter = DateOption.Converter.class,
        description = "The first day on which it runs. Default: tomorrow in the workspace's zone.")
    @Nullable LocalDate start;

    @Option(
        names = "--program",
        defaultValue = "citylake",
        paramLabel = "PATH",
        description = "The command, as workers find it. Default: citylake.")
    String program = "citylake";

    @Option(
        names = "--workers-home",
        paramLabel = "DIR",
        description = "The workspace, as workers find it. Default: where it is here.")
    @Nullable String workersHome;
  }

  /** For Apache Airflow. */
  @Command(
      name = "airflow",
      description =
          "Write a Python file with DAGs for Apache Airflow 2.4 to 3; what they can't have is told.",
      mixinStandardHelpOptions = true)
  static final class Airflow implements Runnable {
    private final Invocation invocation;
    @Mixin private final Options options = new Options();

    Airflow(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      export(invocation, options, new AirflowFile());
    }
  }

  /** For Apache DolphinScheduler. */
  @Command(
      name = "dolphinscheduler",
      description =
          "Write workflows for DolphinScheduler 3.0 to 3.2 to import; what they can't have is told.",
      mixinStandardHelpOptions = true)
  static final class Dolphin implements Runnable {
    private final Invocation invocation;
    @Mixin private final Options options = new Options();

    Dolphin(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      export(invocation, options, new DolphinFile());
    }
  }

  private static void export(Invocation invocation, Options options, ExportFormat format) {
    Workspace workspace = invocation.workspace(options.home.home, null);
    JobGraph graph = JobGraph.of(workspace);
    ScheduledTasks tasks = ScheduledTasks.of(workspace, graph.all(), graph::nearestOf);
    LocalDate start = options.start;
    if (start == null) {
      start =
          LocalDate.ofInstant(invocation.clock().instant(), workspace.settings().zone())
              .plusDays(1);
    }
    String there = options.workersHome;
    ExportPlan plan =
        new ExportPlanner(workspace, tasks, start)
            .plan(
                new ExportPlan.Call(
                    options.program,
                    there == null
                        ? workspace.home().toAbsolutePath().normalize().toString()
                        : there));
    String text = format.write(plan);
    Path file = options.output;
    if (file == null) {
      invocation.console().out().print(text);
      invocation.console().out().flush();
    } else {
      write(invocation, options, file, text);
    }
    PrintWriter err = invocation.console().err();
    List<String> losses = new ArrayList<>(plan.losses());
    losses.addAll(format.losses(plan));
    losses.forEach(each -> err.println("Not carried over: " + each));
    err.flush();
  }

  private static void write(Invocation invocation, Options options, Path file, String text) {
    try (OutputStream out = OutputFile.open(invocation, options.home.home, file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
