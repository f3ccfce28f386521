package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessSearch;
import io.citylake.govern.access.AccessTable;
import io.citylake.govern.access.ChainCheck;
import io.citylake.govern.access.ChainCheck.Fault;
import io.citylake.govern.access.ChainCheck.Verdict;
import io.citylake.govern.access.LoggedAccess;
import io.citylake.govern.access.TableAccess;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who asked for what. */
@Command(
    name = "audit",
    description = "Who asked for what, allowed or refused: the access log.",
    mixinStandardHelpOptions = true,
    subcommands = {AuditCommand.Verify.class, AuditCommand.Sync.class},
    footer = {
      "",
      "Examples:",
      "  citylake audit --user wang --since 2026-03-01",
      "  citylake audit --subject 51010419900307123X     (who asked for this person)",
      "  citylake audit verify                           (was a line edited or deleted)"
    })
public final class AuditCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(names = "--user", paramLabel = "NAME", description = "Only what this user asked.")
  private @Nullable String user;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "Only what names this table (theme.table).")
  private @Nullable String table;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "Only from this day (2026-03-01) or instant (2026-03-01T08:00:00Z) on.")
  private @Nullable String since;

  @Option(
      names = "--subject",
      paramLabel = "ID",
      description =
          "Only what asked for this person: an identity, phone or credit number, or its hash as the log has it.")
  private @Nullable String subject;

  AuditCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    Settings settings = invocation.workspace(home.home, null).settings();
    AccessSearch search =
        new AccessSearch(
            Optional.ofNullable(user),
            Optional.ofNullable(table).map(Identifiers::table),
            Optional.ofNullable(since).map(text -> instant(text, settings.zone())),
            Optional.ofNullable(subject));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    search.forEach(settings.stateDir(), line -> rows.add(row(line)));
    new Listing(
            "seq",
            "at",
            "user",
            "roles",
            "lane",
            "address",
            "outcome",
            "rows",
            "grade",
            "tables",
            "purpose",
            "statement",
            "reason",
            "release",
            "policy",
            "subjects")
        .print(invocation.console().out(), output.format, rows.iterator());
  }

  private static List<@Nullable Object> row(LoggedAccess line) {
    AccessEntry entry = line.entry();
    return Arrays.asList(
        line.sequence(),
        entry.at().toString(),
        entry.caller().user(),
        String.join(",", entry.caller().roles()),
        entry.caller().lane().toString(),
        entry.caller().address(),
        entry.outcome(),
        entry.rows(),
        entry.tables().stream().mapToInt(TableAccess::highestGrade).max().orElse(0),
        entry.tables().stream().map(AuditCommand::access).toList(),
        entry.caller().purpose(),
        entry.statement(),
        entry.reason(),
        entry.releaseId(),
        entry.policyVersion(),
        line.subjects());
  }

  private static String access(TableAccess access) {
    return "%s(%s)@%d"
        .formatted(access.table(), String.join(",", access.columns()), access.snapshotId());
  }

  private static Instant instant(String text, ZoneId zone) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot read --since: expected a day such as 2026-03-01 or an instant such as 2026-03-01T08:00:00Z (found=%s)"
              .formatted(text),
          e);
    }
  }

  /** Looks for changes. */
  @Command(
      name = "verify",
      description =
          "Tell whether the log is what was written, and else the first place that isn't.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit 0: unchanged. Exit 1: edited, deleted or inserted.",
        "Keep the head elsewhere now and then: a log that was made anew as a whole has another."
      })
  static final class Verify implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    Verify(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      Verdict verdict = ChainCheck.of(invocation.workspace(home.home, null).settings().stateDir());
      Console console = invocation.console();
      Fault fault = verdict.fault().orElse(null);
      if (fault == null) {
        console.out().printf("Unchanged: %d lines, head %s%n", verdict.lines(), verdict.head());
        return 0;
      }
      console
          .out()
          .printf(
              "Changed: %s line %d: %s (%d lines before it are unchanged)%n",
              fault.file(), fault.line(), fault.message(), verdict.lines());
      return 1;
    }
  }

  /** Loads the table. */
  @Command(
      name = "sync",
      description = "Bring _sys.access_log up to date with the log; serve does so by itself.",
      mixinStandardHelpOptions = true)
  static final class Sync implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    Sync(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        long rows =
            new AccessTable(lake.catalog().catalog(), lake.workspace().settings().stateDir())
                .sync();
        invocation.console().out().printf("%d rows to %s%n", rows, AccessTable.NAME);
      }
    }
  }
}
