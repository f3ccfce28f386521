package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.FindingPrinter;
import io.citylake.cli.print.Listing;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.backup.Archive;
import io.citylake.lake.backup.Chosen;
import io.citylake.lake.backup.LakeRestore;
import io.citylake.lake.backup.LakeRestore.Over;
import io.citylake.lake.backup.Point;
import io.citylake.lake.backup.RestoredWorkspace;
import io.citylake.lake.backup.Returning;
import io.citylake.lake.backup.TableRestore;
import io.citylake.lake.backup.TableRestore.Line;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.RestoreMark;
import io.citylake.lake.health.Finding;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.read.SourceHold;
import io.citylake.run.LakeHistory;
import io.citylake.run.RunIds;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Restores from an archive. */
@Command(
    name = "restore",
    description = {
      "Restore a lake, a theme or tables from an archive that citylake backup made. Stop what runs and"
          + " serves first.",
      "Every byte is held against its hash, and every table afterwards against the backup. What was"
          + " cut short is called again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Where there is no lake, all of it is made anew, or only what is named. Named tables of a lake"
          + " that lives go back to what they were, with how far their jobs were: what came since is"
          + " read again by the next run.",
      "",
      "Examples:",
      "  citylake restore /backup/lake --list",
      "  citylake restore /backup/lake --to /data/lake2      (conf/ and jobs/ too, where it has none)",
      "  citylake restore /backup/lake                       (the catalog database was lost)",
      "  citylake restore /backup/lake water_flood.ods_level --plan",
      "  citylake restore /backup/lake --files               (only lost and damaged files)"
    })
public final class RestoreCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "The archive.")
  private Path directory = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "THEME|TABLE",
      description = "What is restored. Default: all.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "List the archive's backups, and restore nothing.")
  private boolean list;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description =
          "The last backup until then, as 2026-11-30T08:00:00Z. Default: the last backup.")
  private @Nullable String asOf;

  @Option(
      names = "--to",
      paramLabel = "LAKE",
      description = "The workspace that it is restored to. Default: this one.")
  private @Nullable Path to;

  @Option(
      names = "--force",
      description = "Also over a lake that lives, whose newer state is lost.")
  private boolean force;

  @Option(
      names = "--with-erased",
      description = "Also where persons were erased since the backup; erase them again at once.")
  private boolean withErased;

  @Option(
      names = "--files",
      description =
          "Only put back files that are lost or damaged, of the lake that lives; its tables stay as"
              + " they are.")
  private boolean files;

  @Option(names = "--plan", description = "Say what would be done, and do nothing.")
  private boolean plan;

  RestoreCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (files && (to != null || force || plan)) {
      throw new ParameterException(
          spec.commandLine(), "--files goes with neither --to nor --force nor --plan");
    }
    try (Archive archive = Archive.open(directory)) {
      if (list) {
        print(archive.list());
        return 0;
      }
      Point point = archive.load(time());
      SortedSet<TableName> tables = tables(point);
      Path place = to;
      if (place != null) {
        if (!plan) {
          RestoredWorkspace.place(archive, point, place);
        }
        restoreLake(
            archive, point, tables, Files.isDirectory(place.resolve("conf")) ? place : null);
      } else if (files) {
        return mend(archive, point, tables);
      } else if (!tables.isEmpty() && lives(invocation.settings(home.home))) {
        restoreTables(archive, point, tables);
      } else {
        restoreLake(archive, point, tables, null);
      }
      return 0;
    }
  }

  private int mend(Archive archive, Point point, SortedSet<TableName> tables) {
    try (LakeHistory history = invocation.history(home.home);
        Leases leases = leases(history)) {
      List<Finding> left = tables(archive, history, leases, point, tables).mend();
      FindingPrinter printer = new FindingPrinter(invocation.console(), history.ledger());
      left.forEach(printer::print);
      invocation
          .console()
          .err()
          .println(
              left.isEmpty()
                  ? "Every file of these tables is there as it was written."
                  : "The archive has nothing of these files.");
      return left.isEmpty() ? 0 : 1;
    }
  }

  private static Leases leases(LakeHistory history) {
    return new Leases(history.lake().database(), LeaseSettings.standard().withPatience(PATIENCE));
  }

  private TableRestore tables(
      Archive archive,
      LakeHistory history,
      Leases leases,
      Point point,
      SortedSet<TableName> tables) {
    return new TableRestore(
        archive,
        history.lake(),
        new TableRestore.Request(
            point,
            tables,
            returning(),
            history.holds(),
            leases,
            RunIds.of(invocation.clock())::next,
            invocation.clock()));
  }

  private @Nullable Instant time() {
    String text = asOf;
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(), "--as-of needs a time such as 2026-11-30T08:00:00Z", e);
    }
  }

  private SortedSet<TableName> tables(Point point) {
    SortedSet<TableName> tables = new TreeSet<>();
    for (String name : names) {
      if (name.indexOf('.') >= 0) {
        tables.add(Identifiers.table(name).target());
        continue;
      }
      SortedSet<TableName> theme = Chosen.theme(point, name);
      if (theme.isEmpty()) {
        throw new CityLakeException(
            ErrorCode.ARCHIVE_UNFIT,
            "Cannot restore theme %s: backup %s has no table of it".formatted(name, point.id()));
      }
      tables.addAll(theme);
    }
    return tables;
  }

  /** Whether its catalog names tables, and no restore of it was cut short. */
  private static boolean lives(Settings settings) {
    if (RestoreMark.find(settings).isPresent()) {
      return false;
    }
    try (Lake lake = Lake.open(settings)) {
      return !lake.locations().isEmpty();
    }
  }

  private void restoreLake(
      Archive archive, Point point, SortedSet<TableName> tables, @Nullable Path place) {
    PrintWriter out = invocation.console().out();
    if (plan) {
      out.printf(
          "Backup %s would be restored: %,d tables, %,d files, %,d bytes%n",
          point.id(), Chosen.of(point, tables).size(), point.files(), point.bytes());
      return;
    }
    Settings settings = invocation.settings(place == null ? home.home : place);
    try (Known known = place == null ? new Known(null) : known(settings)) {
      LakeRestore restore =
          new LakeRestore(
              archive,
              new LakeRestore.Request(
                  point,
                  tables,
                  force ? Over.A_LIVING_LAKE : Over.NOTHING,
                  returning(),
                  known.lake()),
              settings,
              stage -> {});
      LakeRestore.Result result = keeping(settings, restore::run);
      new Listing("table", "snapshot", "rows")
          .print(
              out,
              output.format,
              result.tables().stream()
                  .map(table -> Arrays.<Object>asList(table.name(), table.snapshot(), table.rows()))
                  .iterator());
      PrintWriter err = invocation.console().err();
      err.printf(
          "Restored backup %s: %,d tables, %,d files written, %,d were there; all are what the"
              + " backup says.%n",
          point.id(), result.tables().size(), result.written(), result.there());
      result.notes().forEach(err::println);
    }
  }

  /** A lake that may know who was erased since; closed where there is one. */
  private record Known(@Nullable Lake lake) implements AutoCloseable {
    @Override
    public void close() {
      if (lake != null) {
        lake.close();
      }
    }
  }

  /** The lake of here, where it restores to another place. */
  private Known known(Settings there) {
    Settings here;
    try {
      here = invocation.settingsAsDeclared(home.home);
    } catch (CityLakeException e) {
      // There is no workspace here.
      return new Known(null);
    }
    return here.stateDir().equals(there.stateDir())
            || !Files.exists(here.stateDir().resolve("workspace.id"))
        ? new Known(null)
        : new Known(Lake.openToRestore(here));
  }

  private Returning returning() {
    return withErased ? Returning.ERASED_AGAIN_LATER : Returning.REFUSED;
  }

  private void restoreTables(Archive archive, Point point, SortedSet<TableName> tables) {
    try (LakeHistory history = invocation.history(home.home);
        Leases leases = leases(history)) {
      TableRestore restore = tables(archive, history, leases, point, tables);
      List<Line> lines = restore.plan();
      new Listing("table", "from", "to", "rows")
          .print(
              invocation.console().out(),
              output.format,
              lines.stream()
                  .map(
                      line ->
                          Arrays.<Object>asList(
                              line.table().toString(),
                              line.from(),
                              line.to().snapshot(),
                              line.to().rows()))
                  .iterator());
      PrintWriter err = invocation.console().err();
      for (Line line : lines) {
        if (line.consequences() != null) {
          line.consequences().sentences().forEach(err::println);
        }
      }
      if (!plan) {
        int back = keeping(history.lake().settings(), restore::apply);
        err.printf("Restored from backup %s; all are what it says.%n", point.id());
        if (back > 0) {
          err.printf(
              "%,d persons were erased since and may be there again: erase them at once by citylake"
                  + " subject erase.%n",
              back);
        }
      }
    }
  }

  /** Its jobs may be less far than what they let go says. */
  private static <T> T keeping(Settings settings, Supplier<T> restore) {
    SourceHold sources = SourceHold.all(settings);
    try {
      return restore.get();
    } finally {
      sources.close();
    }
  }

  private void print(List<Point> points) {
    new Listing("backup", "at", "tables", "files", "data", "keys", "bytes")
        .print(
            invocation.console().out(),
            output.format,
            points.stream()
                .map(
                    point ->
                        Arrays.<Object>asList(
                            point.id(),
                            point.at().toString(),
                            point.tables().size(),
                            point.files(),
                            point.data(),
                            point.keys(),
                            point.bytes()))
                .iterator());
  }
}
