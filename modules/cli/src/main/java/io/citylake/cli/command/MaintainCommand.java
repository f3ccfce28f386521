package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.settings.MaintainSettings;
import io.citylake.contract.settings.MaintainSettings.Orphans;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Scope;
import io.citylake.upkeep.UpkeepPolicy;
import io.citylake.upkeep.UpkeepPolicy.Budget;
import io.citylake.upkeep.UpkeepPolicy.Releases;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps tables healthy. */
@Command(
    name = "maintain",
    description = {
      "Keep tables healthy: rows that are older than their contract keeps them (retention) taken"
          + " out, few large files instead of many small ones, deletion files folded in, snapshots"
          + " that nobody needs expired; without TABLE also releases thinned out, and what is old"
          + " of the ledger, the slots and the logs forgotten.",
      "No other row changes: rewritten files are held against the old ones before they are"
          + " published, and what somebody holds (see citylake holds) stays.",
      "It may run beside loads; a table that is being loaded is waited for at most a minute."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Durations are written as 90m, 24h or 3d. What is not said here, maintain in"
          + " conf/citylake.yaml says, and when the scheduler does it.",
      "Exit 0: all was done, or nothing was to do. Exit 1: something could not be done; the others"
          + " were.",
      "",
      "Examples:",
      "  citylake maintain --plan",
      "  citylake maintain",
      "  citylake maintain water_flood.ods_level --budget 10m",
      "  citylake maintain --remove-orphans            also what killed runs have left"
    })
public final class MaintainCommand implements Callable<Integer> {
  private static final String SETTING = " Default: as in conf/citylake.yaml.";

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(
      paramLabel = "TABLE",
      arity = "0..*",
      description = "Tables, as theme.table. Default: all of them.")
  private List<String> tables = new ArrayList<>();

  @Option(names = "--plan", description = "Only say what would be done, and why.")
  private boolean plan;

  @Option(
      names = "--count-orphans",
      description = "Count files older than a day that no metadata names; reads every manifest.")
  private boolean countOrphans;

  @Option(names = "--remove-orphans", description = "Remove those files.")
  private boolean removeOrphans;

  @Option(
      names = "--keep-snapshots",
      paramLabel = "AGE",
      converter = AgeConverter.class,
      description = "Younger snapshots stay, at least 1h." + SETTING)
  private @Nullable Duration keepSnapshots;

  @Option(
      names = "--all-releases",
      paramLabel = "AGE",
      converter = AgeConverter.class,
      description = "So long every release can be asked for." + SETTING)
  private @Nullable Duration allReleases;

  @Option(
      names = "--hourly-releases",
      paramLabel = "AGE",
      converter = AgeConverter.class,
      description = "So long the last release of each hour." + SETTING)
  private @Nullable Duration hourlyReleases;

  @Option(
      names = "--daily-releases",
      paramLabel = "AGE",
      converter = AgeConverter.class,
      description = "So long the last release of each day." + SETTING)
  private @Nullable Duration dailyReleases;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = AgeConverter.class,
      description = "After it nothing more is begun; what gains most comes first." + SETTING)
  private @Nullable Duration budget;

  @Option(
      names = "--budget-bytes",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "So much is written anew at most, as 200GB." + SETTING)
  private @Nullable DataSize budgetBytes;

  MaintainCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    PrintWriter out = invocation.console().out();
    List<Entry> entries = new ArrayList<>();
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      UpkeepPolicy policy = policy(lake.workspace().settings().maintain());
      Scope scope =
          tables.isEmpty()
              ? Scope.lake(lake.catalog().locations().keySet())
              : Scope.only(chosen(lake.catalog()));
      lake.maintenance(
              lake.workspace().datasets().values(),
              policy,
              lake.cancellation(),
              entry -> {
                entries.add(entry);
                if (output.format == OutputFormat.table) {
                  out.println(line(entry));
                  out.flush();
                }
              })
          .run(scope, plan ? Mode.PLAN : Mode.ACT);
    }
    if (output.format != OutputFormat.table) {
      print(out, output.format, entries);
    } else if (entries.isEmpty()) {
      out.println("Nothing to do");
    }
    return entries.stream().anyMatch(entry -> entry.outcome().equals("failed")) ? 1 : 0;
  }

  /** As the settings say, but for what this call says; a person works at any hour. */
  private UpkeepPolicy policy(MaintainSettings settings) {
    try {
      return new UpkeepPolicy(
          new Releases(
              or(allReleases, settings.allReleases()),
              or(hourlyReleases, settings.hourlyReleases()),
              dailyReleases != null ? dailyReleases : settings.dailyReleases()),
          or(keepSnapshots, settings.keepSnapshots()),
          UpkeepPolicy.LEAST_ORPHANS,
          new Budget(
              or(budget, settings.budget()),
              budgetBytes != null ? budgetBytes : settings.budgetBytes(),
              null),
          removeOrphans ? Orphans.REMOVE : countOrphans ? Orphans.COUNT : settings.orphans(),
          settings.history());
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.USAGE, "Cannot maintain: --" + e.getMessage(), e);
    }
  }

  private static Duration or(@Nullable Duration said, Duration setting) {
    return said != null ? said : setting;
  }

  private SortedSet<TableName> chosen(Lake lake) {
    SortedSet<TableName> known = new TreeSet<>(lake.locations().keySet());
    SortedSet<TableName> chosen = new TreeSet<>();
    for (String each : tables) {
      TableName table = Identifiers.table(each);
      lake.loadTable(table);
      // What the platform keeps beside a table goes with it.
      for (TableName beside : table.withCompanions()) {
        if (known.contains(beside)) {
          chosen.add(beside);
        }
      }
    }
    return chosen;
  }

  private static String line(Entry entry) {
    String of = entry.table() == null ? "" : " " + entry.table();
    String figures =
        entry.filesBefore() == null
            ? ""
            : entry.filesAfter() == null
                ? ""
                : " %,d -> %,d".formatted(entry.filesBefore(), entry.filesAfter());
    String proof = entry.rows() == null ? "" : ", %,d rows as before".formatted(entry.rows());
    String reason = entry.message() == null ? entry.reason() : entry.message();
    return "%-9s %s%s%s: %s%s"
        .formatted(
            entry.outcome().toUpperCase(Locale.ROOT), entry.action(), of, figures, reason, proof);
  }

  private static void print(PrintWriter out, OutputFormat format, List<Entry> entries) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Entry entry : entries) {
      rows.add(
          Arrays.asList(
              entry.table() == null ? null : entry.table().toString(),
              entry.action(),
              entry.outcome(),
              entry.reason(),
              entry.began().toString(),
              entry.ended().toString(),
              entry.filesBefore(),
              entry.filesAfter(),
              entry.bytesBefore(),
              entry.bytesAfter(),
              entry.rows(),
              entry.hash(),
              entry.message()));
    }
    new Listing(
            "table",
            "action",
            "outcome",
            "reason",
            "began_at",
            "ended_at",
            "before",
            "after",
            "bytes_before",
            "bytes_after",
            "rows",
            "row_hash",
            "message")
        .print(out, format, rows.iterator());
  }
}
