package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.UpkeepPolicy;
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
      "Keep tables healthy: few large files instead of many small ones, deletion files folded in,"
          + " releases thinned out, snapshots that nobody needs expired.",
      "No row changes: rewritten files are held against the old ones before they are published, and"
          + " what somebody holds (see citylake holds) stays.",
      "It may run beside loads; a table that is being loaded is waited for at most a minute."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Durations are written as 90m, 24h or 3d.",
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
      names = "--remove-orphans",
      description =
          "Remove files older than a day that no metadata names. Without it they are only counted.")
  private boolean removeOrphans;

  @Option(
      names = "--keep-snapshots",
      paramLabel = "AGE",
      defaultValue = "24h",
      converter = AgeConverter.class,
      description = "Younger snapshots stay, at least 1h. Default: ${DEFAULT-VALUE}.")
  private Duration keepSnapshots = Duration.ofDays(1);

  @Option(
      names = "--all-releases",
      paramLabel = "AGE",
      defaultValue = "1h",
      converter = AgeConverter.class,
      description = "So long every release can be asked for. Default: ${DEFAULT-VALUE}.")
  private Duration allReleases = Duration.ofHours(1);

  @Option(
      names = "--hourly-releases",
      paramLabel = "AGE",
      defaultValue = "24h",
      converter = AgeConverter.class,
      description =
          "So long the last release of each hour, and after that of each day. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration hourlyReleases = Duration.ofDays(1);

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      defaultValue = "30m",
      converter = AgeConverter.class,
      description =
          "After it nothing more is begun; what gains most comes first. Default: ${DEFAULT-VALUE}.")
  private Duration budget = Duration.ofMinutes(30);

  MaintainCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    UpkeepPolicy policy = policy();
    PrintWriter out = invocation.console().out();
    List<Entry> entries = new ArrayList<>();
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      lake.maintenance(
              policy,
              entry -> {
                entries.add(entry);
                if (output.format == OutputFormat.table) {
                  out.println(line(entry));
                  out.flush();
                }
              })
          .run(
              chosen(lake.catalog()),
              plan ? Mode.PLAN : Mode.ACT,
              removeOrphans ? Mode.ACT : Mode.PLAN);
    }
    if (output.format != OutputFormat.table) {
      print(out, output.format, entries);
    } else if (entries.isEmpty()) {
      out.println("Nothing to do");
    }
    return entries.stream().anyMatch(entry -> entry.outcome().equals("failed")) ? 1 : 0;
  }

  private UpkeepPolicy policy() {
    try {
      return new UpkeepPolicy(
          keepSnapshots, allReleases, hourlyReleases, UpkeepPolicy.LEAST_ORPHANS, budget);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.USAGE, "Cannot maintain: --" + e.getMessage(), e);
    }
  }

  private SortedSet<TableName> chosen(Lake lake) {
    SortedSet<TableName> known = new TreeSet<>(lake.locations().keySet());
    if (tables.isEmpty()) {
      return known;
    }
    SortedSet<TableName> chosen = new TreeSet<>();
    for (String each : tables) {
      TableName table = Identifiers.table(each);
      lake.loadTable(table);
      // What the platform keeps beside a table goes with it.
      for (TableName beside :
          List.of(table, table.quarantine(), table.tombstones(), table.displaced())) {
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
