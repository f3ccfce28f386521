package io.citylake.cli.command;

import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.LoadResult;
import io.citylake.contract.load.SoundParts;
import io.citylake.contract.load.WorkspaceLoader.Survey;
import io.citylake.contract.policy.Duties;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.run.graph.WorkspaceMeaning;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads everything that a workspace declares and reports every mistake and warning at once. */
@Command(
    name = "validate",
    description = "Report every mistake in conf/ and jobs/, with file, line and column.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A warning is of what holds but may cost rows: a key column that isn't required, a watermark",
      "of days or seconds without look-back; or of a dataset of which nobody decided whether it is",
      "shared and open.",
      "Exit 0: no mistake, perhaps warnings. Exit 2: mistakes, all listed."
    })
public final class ValidateCommand implements Callable<Integer> {
  private static final Comparator<Problem> ORDER =
      Comparator.<Problem>naturalOrder().thenComparing(Problem::message);

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final DateOption date = new DateOption();
  @Mixin private final FormatOption output = new FormatOption();

  ValidateCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Path directory = invocation.home(home.home);
    Survey survey = invocation.survey(home.home, date.date);
    LoadResult result = survey.result();
    List<Problem> problems = problems(survey);
    Console console = invocation.console();
    if (output.format != OutputFormat.table) {
      new Listing("file", "line", "column", "message", "severity")
          .print(
              console.out(),
              output.format,
              Stream.concat(rows(problems, "mistake"), rows(result.warnings(), "warning"))
                  .iterator());
      return problems.isEmpty() ? 0 : 2;
    }
    problems.forEach(console.out()::println);
    result.warnings().forEach(each -> console.out().println(warning(each)));
    if (!problems.isEmpty()) {
      console
          .out()
          .printf(
              "%d problem%s in %s%n", problems.size(), problems.size() == 1 ? "" : "s", directory);
      return 2;
    }
    Workspace workspace = ((LoadResult.Loaded) result).workspace();
    console
        .out()
        .printf(
            "Valid: %d themes, %d datasets, %d jobs, %d steps, %d applications, %d code tables, %d"
                + " calendars in %s%n",
            workspace.themes().size(),
            workspace.datasets().size(),
            workspace.jobs().size(),
            workspace.steps().size(),
            workspace.applications().size(),
            workspace.codeTables().size(),
            workspace.calendars().size(),
            directory);
    return 0;
  }

  /** As compilers print them. */
  private static String warning(Problem each) {
    return "%s:%d:%d: warning: %s"
        .formatted(each.file(), each.line(), each.column(), each.message());
  }

  private static Stream<List<Object>> rows(List<Problem> problems, String severity) {
    return problems.stream()
        .map(p -> List.of(p.file(), p.line(), p.column(), p.message(), severity));
  }

  /** Users who have more than one of the roles that the policies separate. */
  private static List<Problem> twoAdministrators(Workspace workspace) {
    Duties duties = workspace.policies().duties();
    if (!duties.areSeparated()) {
      return List.of();
    }
    try (CatalogDatabase database = new CatalogDatabase(workspace.settings().catalog())) {
      return new UserStore(
              StateStore.of(database, workspace.settings().stateDir()), Clock.systemUTC())
          .list().stream()
              .flatMap(user -> duties.conflict(user.name(), user.roles()).stream())
              .map(
                  why -> new Problem("conf/policies.yaml", 1, 1, why + "; see citylake user roles"))
              .toList();
    }
  }

  private static List<Problem> problems(Survey survey) {
    SoundParts sound = survey.sound();
    SortedSet<Problem> problems = new TreeSet<>(ORDER);
    problems.addAll(survey.result().problems());
    problems.addAll(WorkspaceMeaning.problems(sound));
    if (sound.hasSettings()) {
      problems.addAll(twoAdministrators(sound.workspace()));
    }
    return List.copyOf(problems);
  }
}
