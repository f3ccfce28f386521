package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessSearch;
import io.citylake.govern.access.AccessTable;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.ChainCheck;
import io.citylake.govern.access.ChainCheck.Fault;
import io.citylake.govern.access.ChainCheck.Trust;
import io.citylake.govern.access.ChainCheck.Verdict;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.access.HeadKey;
import io.citylake.govern.access.LogPruning;
import io.citylake.govern.access.LogPruning.Pruned;
import io.citylake.govern.access.LoggedAccess;
import io.citylake.govern.access.TableAccess;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    subcommands = {
      AuditCommand.Verify.class,
      AuditCommand.Sync.class,
      AuditCommand.Sign.class,
      AuditCommand.Prune.class
    },
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
          "Only what asked for this person: an identity, phone or credit number or a name, whole or in part, or the hash of it as the log has it.")
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
            "action",
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
        entry.action().toString(),
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
        "Exit 0: unchanged. Exit 1: edited, deleted, inserted, or made anew as a whole.",
        "That it was made anew shows by the key of access-log.key, or by heads that were sent elsewhere."
      })
  static final class Verify implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    @Option(
        names = "--key",
        paramLabel = "FILE",
        description =
            "A PEM file with the public key that the head is signed with. Default: access-log.key.")
    private @Nullable Path key;

    @Option(
        names = "--heads",
        paramLabel = "FILE",
        description =
            "Heads that were sent elsewhere, one in each line; the log must have all of them.")
    private @Nullable Path heads;

    Verify(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      Settings settings = invocation.workspace(home.home, null).settings();
      Path known = key != null ? key : settings.accessLog().key();
      Trust trust = new Trust(known == null ? null : HeadKey.read(known), heads());
      Verdict verdict = ChainCheck.of(settings.stateDir(), trust);
      Console console = invocation.console();
      Fault fault = verdict.fault().orElse(null);
      if (fault == null) {
        console
            .out()
            .printf(
                "Unchanged: %d lines, head %s, %s%n",
                verdict.lines(),
                verdict.head(),
                !verdict.signed()
                    ? "not signed"
                    : known == null ? "signed by a key that is not known here" : "signed");
        return 0;
      }
      console
          .out()
          .printf(
              "Changed: %s line %d: %s (%d lines before it are unchanged)%n",
              fault.file(), fault.line(), fault.message(), verdict.lines());
      return 1;
    }

    private List<String> heads() {
      try {
        return heads == null ? List.of() : Files.readAllLines(heads);
      } catch (IOException e) {
        throw new CityLakeException(
            ErrorCode.USAGE, "Cannot read the heads that were sent: " + e.getMessage(), e);
      }
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

  /** Signs with a new key. */
  @Command(
      name = "sign",
      description =
          "Sign the head with access-log.key, once: when the key is new. Look with verify before.",
      mixinStandardHelpOptions = true)
  static final class Sign implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    Sign(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Settings settings = invocation.workspace(home.home, null).settings();
      if (settings.accessLog().key() == null) {
        throw new CityLakeException(
            ErrorCode.USAGE,
            "Cannot sign the access log: conf/citylake.yaml has no access-log.key");
      }
      long lines = HashChainedLog.open(settings).sign();
      // Behind the signed head: who signed is in the chain itself.
      OperatorLog.open(settings, invocation.clock())
          .handsOut(Action.LOG, "audit sign, up to line " + lines, List.of(), 0);
      invocation.console().out().printf("Signed up to line %d%n", lines);
    }
  }

  /** Deletes what is old. */
  @Command(
      name = "prune",
      description =
          "Delete files of the log that are older than access-log.keep, at least 180 days; their rows stay in _sys.access_log.",
      mixinStandardHelpOptions = true)
  static final class Prune implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    Prune(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        Settings settings = lake.workspace().settings();
        new AccessTable(lake.catalog().catalog(), settings.stateDir()).sync();
        Pruned pruned =
            OperatorLog.open(settings, invocation.clock())
                .recorded(
                    Action.LOG,
                    "audit prune",
                    () -> LogPruning.prune(settings, invocation.clock().instant()));
        invocation
            .console()
            .out()
            .printf("%d files deleted, up to line %d%n", pruned.files(), pruned.sequence());
      }
    }
  }
}
