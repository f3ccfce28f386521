package io.citylake.cli.command;

import io.citylake.app.CityLineage;
import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.govern.lineage.GradeCheck;
import io.citylake.govern.lineage.GradeCheck.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether grades travel with the data. */
@Command(
    name = "grades",
    description =
        "Report derived columns whose grade is lower than that of what they are computed from,"
            + " without a reason.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit 0: none. Exit 1: some, all listed."})
public final class GradesCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  GradesCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (EmbeddedLake lake = invocation.lake(home.home, null);
        CityLineage lineage = CityLineage.open(lake.workspace(), lake.sessions())) {
      List<Finding> findings = GradeCheck.of(lake.workspace(), lineage.graph());
      if (findings.isEmpty() && output.format == OutputFormat.table) {
        invocation.console().out().println("Every derived column has the grade of its sources.");
        return 0;
      }
      new Listing("column", "grade", "inherited", "from", "message")
          .print(
              invocation.console().out(),
              output.format,
              findings.stream().map(this::row).iterator());
      return findings.isEmpty() ? 0 : 1;
    }
  }

  private List<Object> row(Finding finding) {
    return List.of(
        finding.column().toString(),
        finding.declared(),
        finding.inherited(),
        finding.from().toString(),
        finding.message());
  }
}
