package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Step;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.run.graph.JobSelector;
import io.citylake.transform.step.StepCase;
import io.citylake.transform.step.StepTester;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the tests that steps have as data. */
@Command(
    name = "test",
    description = "Run the tests of steps: small inputs through the real query.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A test is a directory jobs/THEME/test/STEP/[CASE/] with THEME.TABLE.csv for each input that",
      "has rows and expected.csv for the answer. No table of the lake is read or written.",
      "Exit 0: all passed. Exit 1: some failed, or a step has no test."
    })
public final class TestCommand implements Callable<Integer> {
  private static final int ROWS_SHOWN = 10;

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = {"-s", "--select"},
      paramLabel = "SELECTION",
      description = "Only these steps, as for citylake run.")
  private @Nullable List<String> select;

  @Parameters(arity = "0..*", paramLabel = "STEP", description = "Only these steps: theme.step.")
  private @Nullable List<String> steps;

  TestCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      Workspace workspace = lake.workspace();
      PrintWriter out = invocation.console().out();
      int passed = 0;
      int failed = 0;
      int untested = 0;
      for (Step step : chosen(workspace)) {
        List<StepCase> cases = StepCase.find(workspace.home().resolve("jobs"), step);
        if (cases.isEmpty()) {
          out.println("NONE " + step.name() + "  it has no test");
          untested++;
        }
        for (StepCase each : cases) {
          if (run(new StepTester(lake.sessions().standard(), workspace), each, out)) {
            passed++;
          } else {
            failed++;
          }
        }
        out.flush();
      }
      out.printf("%nPASS=%d FAIL=%d UNTESTED=%d%n", passed, failed, untested);
      return failed + untested == 0 ? 0 : 1;
    }
  }

  private List<Step> chosen(Workspace workspace) {
    List<String> selections = new ArrayList<>();
    if (select != null) {
      selections.addAll(select);
    }
    if (steps != null) {
      selections.addAll(steps);
    }
    JobSelector selector = new JobSelector(workspace);
    List<JobName> names = selections.isEmpty() ? selector.all() : selector.select(selections);
    return names.stream()
        .map(workspace::loadTask)
        .filter(Step.class::isInstance)
        .map(Step.class::cast)
        .toList();
  }

  private static boolean run(StepTester tester, StepCase test, PrintWriter out) {
    StepTester.Result result;
    try {
      result = tester.run(test);
    } catch (CityLakeException e) {
      out.println("FAIL " + test.title() + "  " + e.getMessage());
      return false;
    }
    out.println((result.passed() ? "PASS " : "FAIL ") + test.title());
    result.missing().stream().limit(ROWS_SHOWN).forEach(row -> out.println("   - " + row));
    result.surplus().stream().limit(ROWS_SHOWN).forEach(row -> out.println("   + " + row));
    return result.passed();
  }
}
