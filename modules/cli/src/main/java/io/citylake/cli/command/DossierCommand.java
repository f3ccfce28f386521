package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeDossiers;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.DossierPrinter;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.dossier.DossierQuery;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.run.sql.SqlEngine.Answer;
import io.citylake.serve.engine.DossierView.KindView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What all themes know of one thing. */
@Command(
    name = "dossier",
    description = "Show what all themes know of a thing: a firm, a device, a street ...",
    mixinStandardHelpOptions = true)
public final class DossierCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      description = "A file of conf/dossier, without its ending.")
  private @Nullable String kind;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID",
      description = "The thing's number, as tables have it.")
  private @Nullable String id;

  @Option(
      names = "--find",
      paramLabel = "TEXT",
      description = "Things of all kinds that have this as their number or in their name.")
  private @Nullable String text;

  @Option(
      names = "--as",
      paramLabel = "USER",
      description =
          "Tell what this user of citylake user list would be told: through the policies, at the latest release, logged. Persons are told of no other way.")
  private @Nullable String user;

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      description = "With --as: why, one of the purposes of conf/policies.yaml.")
  private @Nullable String purpose;

  @Option(
      names = "--most",
      paramLabel = "ROWS",
      defaultValue = "5",
      description = "Most rows of each table, the newest first. Default: 5.")
  private int most = 5;

  DossierCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (text != null && kind != null) {
      throw new ParameterException(spec.commandLine(), "Give KIND or --find, not both");
    }
    if (purpose != null && user == null) {
      throw new ParameterException(spec.commandLine(), "--purpose goes with --as");
    }
    if (most < 1 || most > 1000) {
      throw new ParameterException(spec.commandLine(), "--most is from 1 to 1000");
    }
    if (output.format == OutputFormat.csv && kind != null) {
      throw new ParameterException(
          spec.commandLine(), "A dossier has many tables: -o is table or json");
    }
    try (EmbeddedLake lake = invocation.lake(home.home, null);
        LakeDossiers dossiers =
            user == null ? LakeDossiers.ofThings(lake) : LakeDossiers.as(lake, user, purpose)) {
      if (text != null) {
        find(dossiers, text);
      } else if (kind == null) {
        list(dossiers);
      } else {
        KindView known = dossiers.view().load(dossiers.caller(), kind);
        new DossierPrinter(invocation.console().out(), dossiers, most)
            .print(known, id == null ? asked() : id, output.format);
      }
    }
    return 0;
  }

  private void list(LakeDossiers dossiers) {
    List<List<Object>> rows =
        dossiers.view().kinds(dossiers.caller()).stream()
            .map(
                each ->
                    List.<Object>of(
                        each.dossier().name(),
                        each.dossier().title().zh(),
                        each.dossier().title().en(),
                        each.facts().size()))
            .toList();
    new Listing("kind", "title_zh", "title_en", "tables")
        .print(invocation.console().out(), output.format, rows.iterator());
  }

  private void find(LakeDossiers dossiers, String sought) {
    DossierQuery query =
        dossiers
            .view()
            .named(dossiers.caller(), sought)
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.DOSSIER_NOT_FOUND,
                        "Cannot look for things: no kind of them is declared"));
    Answer answer = dossiers.answer(query);
    new Listing(answer.columns()).print(invocation.console().out(), output.format, answer.rows());
  }

  private String asked() {
    java.io.Console terminal = invocation.console().terminal() ? System.console() : null;
    if (terminal != null) {
      char[] typed = terminal.readPassword("ID: ");
      return typed == null ? "" : new String(typed);
    }
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new CityLakeException(ErrorCode.USAGE, "Cannot read the ID from standard input", e);
    }
  }
}
