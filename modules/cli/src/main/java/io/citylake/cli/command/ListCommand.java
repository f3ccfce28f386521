package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.contract.BrokenFiles.BrokenTask;
import io.citylake.contract.Theme;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.model.JobName;
import io.citylake.run.graph.JobSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a workspace declares. */
@Command(
    name = "list",
    aliases = "ls",
    description = "List the jobs and steps, tables or themes that the workspace declares.",
    mixinStandardHelpOptions = true)
public final class ListCommand implements Runnable {
  /** What to list. */
  enum Kind {
    jobs,
    tables,
    themes
  }

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "jobs",
      paramLabel = "KIND",
      description = "jobs (default), tables or themes.")
  private Kind kind = Kind.jobs;

  @Option(
      names = {"-s", "--select"},
      paramLabel = "SELECTION",
      description = "Only these jobs, as for citylake run.")
  private @Nullable List<String> select;

  ListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    Workspace workspace = invocation.workspace(home.home, null);
    switch (kind) {
      case jobs -> jobs(workspace);
      case tables -> tables(workspace);
      case themes -> themes(workspace);
    }
  }

  private void jobs(Workspace workspace) {
    JobSelector selector = new JobSelector(workspace);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (JobName name : select == null ? selector.all() : selector.select(select)) {
      BrokenTask broken = workspace.broken().tasks().get(name);
      if (broken != null) {
        rows.add(Arrays.asList(name.toString(), null, null, broken.target(), "broken", null, null));
        continue;
      }
      Task job = workspace.loadTask(name);
      DatasetContract target = workspace.loadDataset(job.target());
      String way = job instanceof Step ? "step" : target.writeMode().toString();
      rows.add(
          List.of(
              name.toString(),
              job.title().zh(),
              job.title().en(),
              job.target().toString(),
              way,
              job.owner(),
              String.join(",", job.tags())));
    }
    if (!workspace.broken().isEmpty()) {
      invocation
          .console()
          .err()
          .printf(
              "Broken: %s; citylake validate says why%n",
              String.join(", ", workspace.broken().byName().keySet()));
    }
    print(
        new Listing("job", "title_zh", "title_en", "target", "write_mode", "owner", "tags"), rows);
  }

  private void tables(Workspace workspace) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (DatasetContract dataset : workspace.datasets().values()) {
      rows.add(
          List.of(
              dataset.name().toString(),
              dataset.title().zh(),
              dataset.title().en(),
              dataset.layer(),
              dataset.writeMode().toString(),
              dataset.columns().size(),
              dataset.owner()));
    }
    print(
        new Listing("table", "title_zh", "title_en", "layer", "write_mode", "columns", "owner"),
        rows);
  }

  private void themes(Workspace workspace) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Theme theme : workspace.themes().values()) {
      long tables =
          workspace.datasets().keySet().stream()
              .filter(name -> name.theme().equals(theme.name()))
              .count();
      rows.add(
          List.of(theme.name(), theme.title().zh(), theme.title().en(), theme.owner(), tables));
    }
    print(new Listing("theme", "title_zh", "title_en", "owner", "tables"), rows);
  }

  private void print(Listing listing, List<List<@Nullable Object>> rows) {
    listing.print(invocation.console().out(), output.format, rows.iterator());
  }
}
