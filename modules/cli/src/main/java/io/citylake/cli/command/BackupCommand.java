package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.lake.backup.Archive;
import io.citylake.lake.backup.BackupDrill;
import io.citylake.lake.backup.BackupDrill.Same;
import io.citylake.lake.backup.LakeBackup;
import io.citylake.lake.backup.LakeBackup.Data;
import io.citylake.lake.backup.LakeBackup.Keys;
import io.citylake.lake.backup.LakeBackup.Request;
import io.citylake.lake.backup.LakeBackup.Result;
import io.citylake.lake.backup.Point;
import io.citylake.run.LakeHistory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a backup to an archive. */
@Command(
    name = "backup",
    description = {
      "Add a backup of the lake to an archive, while runs go on: its catalog as it is at one moment"
          + " (pointers, ledger, releases, corrections, who was erased), users, conf/ and jobs/, and"
          + " every file that its tables name, or only a reference to those with rows.",
      "What earlier backups have copied is not copied again. It needs no Spark."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without --with-data the files of rows stay where they are and are held from upkeep for --keep:"
          + " such a backup brings back a lost catalog, and a table that was spoilt, but no lost"
          + " disk.",
      "The archive holds rows, and with --with-keys keys: it is for its owner only, as the lake is.",
      "",
      "Examples:",
      "  citylake backup /backup/lake --with-data --with-keys",
      "  citylake backup /backup/lake                 (each hour, in seconds)",
      "  citylake backup /backup/lake --with-data --verify"
    })
public final class BackupCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(index = "0", paramLabel = "DIR", description = "The archive; made where it isn't.")
  private Path directory = Path.of("");

  @Option(names = "--with-data", description = "Copy the files of rows into the archive as well.")
  private boolean withData;

  @Option(names = "--with-keys", description = "Take token.key, mask.key and erasure.key as well.")
  private boolean withKeys;

  @Option(
      names = "--verify",
      description =
          "Restore the backup to a temporary directory afterwards, and hold every table's snapshot,"
              + " rows and bytes against it.")
  private boolean verify;

  @Option(
      names = "--keep",
      paramLabel = "AGE",
      defaultValue = "7d",
      converter = AgeConverter.class,
      description = "How long files that are only referred to are held. Default: ${DEFAULT-VALUE}.")
  private Duration keep = Duration.ofDays(7);

  BackupCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    PrintWriter out = invocation.console().out();
    try (LakeHistory history = invocation.history(home.home);
        Archive archive = Archive.openToWrite(directory)) {
      Result result =
          new LakeBackup(
                  history.lake(),
                  archive,
                  new Request(
                      invocation.home(home.home),
                      withData ? Data.COPIED : Data.REFERRED_TO,
                      withKeys ? Keys.TAKEN : Keys.LEFT_OUT,
                      keep,
                      invocation.clock()),
                  stage -> {})
              .run();
      Point point = result.point();
      if (output.format == OutputFormat.table) {
        out.printf(
            "Backup %s: %,d tables, %,d files%s; %,d bytes copied, %,d in all%n",
            point.id(),
            point.tables().size(),
            point.files(),
            withData ? "" : ", those of rows referred to",
            result.copied(),
            point.bytes());
        if (!result.left().isEmpty()) {
          invocation
              .console()
              .err()
              .println("Left out, because they lie outside the warehouse: " + result.left());
        }
      } else if (!verify) {
        new Listing("backup", "at", "tables", "files", "data", "keys", "copied", "bytes")
            .print(
                out,
                output.format,
                List.of(
                        Arrays.<Object>asList(
                            point.id(),
                            point.at().toString(),
                            point.tables().size(),
                            point.files(),
                            point.data(),
                            point.keys(),
                            result.copied(),
                            point.bytes()))
                    .iterator());
      }
      if (verify) {
        List<Same> same = new BackupDrill(archive, history.lake().settings()).run(point);
        new Listing("table", "snapshot", "rows", "files", "checksum")
            .print(
                out,
                output.format,
                same.stream()
                    .map(
                        each ->
                            Arrays.<Object>asList(
                                each.table().name(),
                                each.table().snapshot(),
                                each.table().rows(),
                                each.files(),
                                each.checksum()))
                    .iterator());
        if (output.format == OutputFormat.table) {
          out.printf(
              "%s: all %,d tables are what the backup says%n",
              point.data() ? "Restored elsewhere" : "Looked at", same.size());
        }
      }
    }
  }
}
