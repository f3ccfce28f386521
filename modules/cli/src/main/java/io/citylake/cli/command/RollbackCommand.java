package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.rollback.TableRollback;
import io.citylake.lake.rollback.TableRollback.Plan;
import io.citylake.model.TableName;
import io.citylake.read.SourceHold;
import io.citylake.run.LakeHistory;
import io.citylake.run.RunIds;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a table show an earlier state again. */
@Command(
    name = "rollback",
    description = {
      "Have a table show an earlier snapshot or release again, with each of its jobs as far as it was"
          + " then: the next runs read again what came since. Its quarantine, tombstones and"
          + " displaced rows go back with it.",
      "Nothing is deleted. A run that is under way is not published over it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Mend the job first, or hold the file back that spoilt the table: else the next run does it"
          + " again.",
      "",
      "Examples:",
      "  citylake table rollback water_flood.ods_level --to 41 --plan",
      "  citylake table rollback water_flood.ods_level --to 8744736658442914487"
    })
final class RollbackCommand implements Runnable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(index = "0", paramLabel = "TABLE", description = "The table, as theme.table.")
  private String table = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "SNAPSHOT|RELEASE",
      description = "A snapshot's id, or a release's number (citylake releases).")
  private String to = "";

  @Option(names = "--plan", description = "Say what would be done, and do nothing.")
  private boolean plan;

  RollbackCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    TableName name = Identifiers.table(table);
    try (LakeHistory history = invocation.history(home.home);
        Leases leases =
            new Leases(
                history.lake().database(), LeaseSettings.standard().withPatience(PATIENCE))) {
      TableRollback rollback = new TableRollback(history.lake());
      Plan planned = rollback.plan(name, to, history.holds().of(name));
      new Listing("table", "from", "to", "rows_now", "rows_then", "beside")
          .print(
              invocation.console().out(),
              output.format,
              List.of(
                      Arrays.<@Nullable Object>asList(
                          name.toString(),
                          planned.from(),
                          planned.to(),
                          number(planned.rowsNow()),
                          number(planned.rowsThen()),
                          planned.beside().size()))
                  .iterator());
      PrintWriter err = invocation.console().err();
      planned.consequences().sentences().forEach(err::println);
      if (!plan) {
        SourceHold sources = SourceHold.all(history.lake().settings());
        try {
          rollback.apply(
              planned, leases, RunIds.of(invocation.clock()).next(), invocation.clock().instant());
        } finally {
          sources.close();
        }
        err.println("Rolled back, and released.");
      }
    }
  }

  private static @Nullable Long number(OptionalLong rows) {
    return rows.isPresent() ? (Long) rows.getAsLong() : null;
  }
}
