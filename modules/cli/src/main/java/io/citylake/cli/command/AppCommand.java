package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.cli.print.PanelPrinter;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.run.sql.SqlEngine;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      @Parameters(paramLabel = "APPLICATION", description = "Its name.") String name) {
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      print(lake, lake.workspace().loadApplication(name), output.format);
    }
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

  private void print(EmbeddedLake lake, Application application, OutputFormat format) {
    SqlEngine engine = lake.sql();
    if (format == OutputFormat.table) {
      new PanelPrinter(invocation.console().out()).print(application, engine);
      return;
    }
    for (Panel panel : application.panels()) {
      SqlEngine.Answer answer = engine.query(panel.sql());
      new Listing(answer.columns()).print(invocation.console().out(), format, answer.rows());
    }
  }
}
