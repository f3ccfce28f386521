package io.citylake.cli.command;

import io.citylake.app.FeedCheckup;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.FindingPrinter;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.LoadResult;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.PrivatePlaces;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.health.Checked;
import io.citylake.lake.health.Depth;
import io.citylake.lake.health.Finding;
import io.citylake.lake.health.Finding.Harm;
import io.citylake.lake.health.LakeCheckup;
import io.citylake.lake.health.Surroundings;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.publish.plan.TableDefinition;
import io.citylake.run.LakeHistory;
import io.citylake.upkeep.UpkeepPolicy;
import io.citylake.upkeep.orphan.OrphanFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks whether a lake is whole. */
@Command(
    name = "doctor",
    description = {
      "Look whether the lake is whole: contracts, catalog, that every file which a table names is there with its size, what dead processes left, disk and clock.",
      "What is worst comes first, each with the command that mends it. It changes nothing without --fix, and one bad file doesn't keep it from the rest."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "With --fix it ends reservations and holds of processes that are gone, and removes what they left under the state directory; then it looks again.",
      "Exit 0: nothing is wrong. Exit 1: something is, all listed with what to do.",
      "",
      "Examples:",
      "  citylake doctor",
      "  citylake doctor --scrub                        read every file to its end",
      "  citylake doctor --scrub water_flood.ods_level -o json"
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DoctorCommand.class);

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(
      paramLabel = "TABLE",
      arity = "0..*",
      description = "Tables, as theme.table. Default: all of them.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--scrub",
      description = "Read every data, delete and metadata file, and hold it against its checksums.")
  private boolean scrub;

  @Option(names = "--fix", description = "Mend what it can mend itself, then look.")
  private boolean fix;

  @Option(
      names = "--least-free",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description = "So much of a disk must be free. Default: ${DEFAULT-VALUE}.")
  private int leastFree = 5;

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Console console = invocation.console();
    LoadResult contracts = invocation.load(home.home, null);
    List<Finding> all = new ArrayList<>();
    try (LakeHistory history = invocation.history(home.home)) {
      FindingPrinter printer = new FindingPrinter(console, history.ledger());
      LakeCheckup checkup =
          new LakeCheckup(history.lake(), scrub ? Depth.CONTENT : Depth.FILES, all::add);
      Surroundings around = new Surroundings(history.lake(), invocation.clock(), leastFree);
      if (fix) {
        around.fix().forEach(console.err()::println);
      }
      contracts(contracts, checkup);
      around.check(all::add);
      identity(history.lake(), checkup);
      openPlaces(history.lake(), checkup);
      contracts.usable().ifPresent(each -> new FeedCheckup(each, history.lake()).check(all::add));
      Set<TableName> known = history.lake().locations().keySet();
      for (TableName table : chosen(history.lake(), contracts)) {
        checkup.check(table);
        if (known.contains(table)) {
          leftovers(history.lake(), table, around, all);
        }
      }
      all.sort(Comparator.comparing(Finding::harm));
      if (output.format == OutputFormat.table) {
        all.forEach(printer::print);
        console.out().println(summary(checkup.checked(), all.size()));
      } else {
        printer.print(all, output.format);
      }
    }
    return all.isEmpty() ? 0 : 1;
  }

  /** Of a table that can be read: what is wrong with others has been said. */
  private void leftovers(Lake lake, TableName name, Surroundings around, List<Finding> all) {
    if (all.stream().anyMatch(each -> name.equals(each.table()) && each.harm() == Harm.ROWS)) {
      return;
    }
    Table table = lake.loadTable(name);
    around.branches(name, TableRefs.refresh(table), all::add);
    try {
      List<FileInfo> orphans =
          OrphanFiles.find(table, invocation.clock().instant().minus(UpkeepPolicy.LEAST_ORPHANS));
      if (!orphans.isEmpty()) {
        all.add(
            Finding.of(
                name,
                "orphans",
                "%,d files of %,d bytes are named by no metadata, such as %s"
                    .formatted(
                        orphans.size(),
                        orphans.stream().mapToLong(FileInfo::size).sum(),
                        orphans.get(0).location()),
                "citylake maintain --remove-orphans " + name));
      }
    } catch (CityLakeException e) {
      // A file of an earlier snapshot that can't be read, which was said.
      LOG.debug("Orphans of {} can't be told", name, e);
    }
  }

  private static void contracts(LoadResult contracts, LakeCheckup checkup) {
    int problems = contracts.problems().size();
    if (problems > 0) {
      checkup.tell(
          Finding.of(
              null,
              "contracts",
              "%d mistakes in conf/ and jobs/".formatted(problems),
              "citylake validate"));
    }
  }

  private static void identity(Lake lake, LakeCheckup checkup) {
    try {
      new WorkspaceIdentity(lake).check();
    } catch (CityLakeException e) {
      checkup.tell(Finding.of(null, "catalog", String.valueOf(e.getMessage()), "see the message"));
    }
  }

  /** Rows, quarantined ones among them, are in clear in these. */
  private static void openPlaces(Lake lake, LakeCheckup checkup) {
    PrivatePlaces.openToOthers(lake.settings())
        .forEach(
            (place, permissions) ->
                checkup.tell(
                    Finding.of(
                        null,
                        "permissions",
                        "other accounts of this machine may read or write %s (%s)"
                            .formatted(place, permissions),
                        "chmod go-rwx " + place)));
  }

  /** Those that the catalog knows, and those that it should. */
  private SortedSet<TableName> chosen(Lake lake, LoadResult contracts) {
    SortedSet<TableName> chosen = new TreeSet<>();
    if (!tables.isEmpty()) {
      tables.forEach(table -> chosen.add(Identifiers.table(table)));
      for (TableName table : chosen) {
        if (!lake.locations().containsKey(table)) {
          // A name that was mistyped is no table that is whole.
          throw new CityLakeException(
              ErrorCode.TABLE_NOT_FOUND,
              "Cannot find table %s in the catalog; see citylake list tables".formatted(table));
        }
      }
      return chosen;
    }
    chosen.addAll(lake.locations().keySet());
    if (contracts instanceof LoadResult.Loaded loaded) {
      Workspace workspace = loaded.workspace();
      workspace
          .datasets()
          .values()
          .forEach(
              dataset ->
                  TableDefinition.listOf(dataset, "").forEach(each -> chosen.add(each.name())));
    }
    return chosen;
  }

  private String summary(Checked checked, int findings) {
    String looked =
        "%,d tables, %,d files, %,d bytes %s"
            .formatted(
                checked.tables(), checked.files(), checked.bytes(), scrub ? "read" : "looked at");
    String unknown =
        checked.withoutChecksums() == 0
            ? ""
            : "; %,d files were written without checksums of their own, of which only pages of Parquet could be verified"
                .formatted(checked.withoutChecksums());
    String end =
        findings == 0
            ? "nothing is wrong"
            : "%,d %s wrong".formatted(findings, findings == 1 ? "thing is" : "things are");
    return looked + unknown + ": " + end;
  }
}
