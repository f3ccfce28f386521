package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.cli.print.PanelDocument;
import io.citylake.cli.print.PanelPrinter;
import io.citylake.cli.print.PanelRows;
import io.citylake.cli.print.PanelRows.Asked;
import io.citylake.contract.application.Application;
import io.citylake.govern.access.Action;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.run.sql.SqlEngine;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Applications of the operations centre. */
@Command(
    name = "app",
    description = "List the applications, or show one: its panels as tables and charts.",
    mixinStandardHelpOptions = true)
public final class AppCommand implements Runnable {
  private final Invocation invocation;

  AppCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    list(new HomeOption(), OutputFormat.table);
  }

  @Command(
      name = "list",
      aliases = "ls",
      description = "The applications.",
      mixinStandardHelpOptions = true)
  void list(@Mixin HomeOption home, @Mixin FormatOption output) {
    list(home, output.format);
  }

  @Command(
      name = "show",
      description = "Run an application's panels.",
      mixinStandardHelpOptions = true)
  void show(
      @Mixin HomeOption home,
      @Mixin FormatOption output,
      @Option(
              names = "--param",
              paramLabel = "NAME=VALUE",
              description =
                  "A value for a parameter of the panels; give it again for another parameter.")
          @Nullable List<String> parameters,
      @Parameters(paramLabel = "APPLICATION", description = "Its name.") String name) {
    Map<String, String> given = given(parameters == null ? List.of() : parameters);
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      Application application = lake.workspace().loadApplication(name);
      List<Asked> panels = Asked.all(application, given, lake.workspace().settings().zone());
      OperatorLog.open(lake.workspace().settings(), invocation.clock())
          .handsOut(Action.SQL, "app show %s %s".formatted(name, given).strip(), List.of(), 0);
      print(lake.sql(), application, panels, output.format);
    }
  }

  private static Map<String, String> given(List<String> parameters) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String each : parameters) {
      int mark = each.indexOf('=');
      if (mark < 1) {
        throw new CityLakeException(
            ErrorCode.USAGE, "Cannot read a parameter: it is given as --param NAME=VALUE");
      }
      if (given.put(each.substring(0, mark), each.substring(mark + 1)) != null) {
        throw new CityLakeException(
            ErrorCode.USAGE,
            "Cannot use the parameter %s: it is given twice".formatted(each.substring(0, mark)));
      }
    }
    return given;
  }

  private void list(HomeOption home, OutputFormat format) {
    List<List<Object>> rows =
        invocation.workspace(home.home, null).applications().values().stream()
            .map(
                each ->
                    List.<Object>of(
                        each.name(),
                        each.title().zh(),
                        each.title().en(),
                        each.owner(),
                        each.panels().size()))
            .toList();
    new Listing("application", "title_zh", "title_en", "owner", "panels")
        .print(invocation.console().out(), format, rows.iterator());
  }

  private void print(
      SqlEngine engine, Application application, List<Asked> panels, OutputFormat format) {
    PrintWriter out = invocation.console().out();
    switch (format) {
      case table -> new PanelPrinter(out).print(application, panels, engine);
      case json -> PanelDocument.print(out, panels, engine);
      case csv -> {
        for (Asked panel : panels) {
          PanelRows answer = PanelRows.ask(panel, engine);
          new Listing(answer.columns()).print(out, format, answer.rows());
        }
      }
    }
  }
}
