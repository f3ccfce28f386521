package io.citylake.cli.city;

import io.citylake.city.CityGenerator;
import io.citylake.city.CityRequest;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.city.Revision;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.DateOption;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.PartsBar;
import io.citylake.contract.Workspace;
import io.citylake.lake.session.ClusterSettings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes what the reference city's departments send. */
@Command(
    name = "generate",
    description =
        "Make the reference city's files and tables, with their dirt and the truth about it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Days add up: each call adds to the city that DIR holds, in any order, and what is printed"
          + " and",
      "written to truth.json is the truth of all days there. DIR holds one city, of one seed and"
          + " scale.",
      "",
      "With --play the same records go to the feeds that jobs of the workspace read, as a day"
          + " brings them:",
      "  citylake generate --play 60x --to http",
      "or --to mqtt, viid or kafka, by what the workspace declares.",
      "It goes on where it was, and citylake reconcile --play compares the tables once it is whole.",
      "Exit 0 of a play: it is whole. 130 and 143: Ctrl-C or SIGTERM ended it before."
    })
public final class GenerateCommand implements Callable<Integer> {
  private static final int DAYS = 3;
  private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
  private static final LocalDate PLAYED = LocalDate.of(2026, 2, 1);

  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final FormatOption output = new FormatOption();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description =
          "The landing directory to fill; with --play: how the city is played, http, mqtt, viid or"
              + " kafka.")
  private Path to = Path.of("landing");

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final PlayOptions play = new PlayOptions();

  @Option(
      names = "--scale",
      defaultValue = "0.00001",
      description = "1 is the whole city. Default: 0.00001.")
  private double scale;

  @Option(names = "--days", description = "How many days. Default: 3; of a play 1.")
  private @Nullable Integer days;

  @Option(
      names = "--from",
      converter = DateOption.Converter.class,
      description =
          "The first day. Default: 2026-01-01; of a play 2026-02-01, since rows that files brought"
              + " already are duplicates.")
  private @Nullable LocalDate from;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Same seed, same bytes. Default: 42.")
  private long seed;

  @Option(
      names = "--corrections",
      description = "Also write the corrections that departments send later under the same names.")
  private boolean corrections;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Make it as a Spark job on this master, whose executors see DIR. Default: threads of this"
              + " process.")
  private @Nullable String master;

  GenerateCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (play.isAsked()) {
      return play(to.toString());
    }
    play.requireNone(spec.commandLine());
    if (home.home != null) {
      throw new ParameterException(
          spec.commandLine(), "--home goes with --play: files are made without a workspace");
    }
    CityRequest request =
        new CityRequest(
            to,
            seed,
            scale,
            from == null ? FROM : from,
            days == null ? DAYS : days,
            corrections ? Revision.CORRECTED : Revision.FIRST);
    CityTruth truth = generate(request);
    List<List<Object>> rows = new ArrayList<>();
    for (JobTruth job : truth.jobs()) {
      rows.add(
          List.of(
              job.job(),
              job.files().size(),
              job.records(),
              job.accepted(),
              job.quarantined(),
              job.duplicates()));
    }
    new Listing("job", "files", "records", "accepted", "quarantined", "duplicates")
        .print(invocation.console().out(), output.format, rows.iterator());
    return 0;
  }

  private int play(String way) {
    if (corrections || master != null) {
      throw new ParameterException(
          spec.commandLine(), "--corrections and --master make files; a play has neither");
    }
    Workspace workspace = invocation.workspace(home.home, null);
    CityPlay city = new CityPlay(invocation, workspace, play);
    return city.run(
        spec.commandLine(),
        way,
        new CityRequest(
            city.directory(),
            seed,
            scale,
            from == null ? PLAYED : from,
            days == null ? 1 : days,
            Revision.FIRST),
        output.format);
  }

  private CityTruth generate(CityRequest request) {
    try (PartsBar bar = new PartsBar(invocation.console())) {
      if (master == null) {
        return CityGenerator.generate(request, bar);
      }
      SparkSession spark = start(master);
      try {
        return CityGenerator.generate(spark, request, bar);
      } finally {
        invocation.spark().stop(spark);
      }
    }
  }

  private SparkSession start(String url) {
    try {
      Map<String, String> settings = ClusterSettings.of(url, Map.of());
      settings.put("spark.master", url);
      settings.put("spark.app.name", "citylake generate");
      settings.put("spark.ui.enabled", "false");
      settings.put("spark.speculation", "false");
      return invocation.spark().start(settings);
    } catch (CityLakeException e) {
      throw e;
    } catch (Exception e) {
      // Spark's own exceptions are checked ones that Scala doesn't declare.
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot start Spark on --master %s: %s; give a URL such as local[4], spark://HOST:7077 or yarn"
              .formatted(url, e.getMessage()),
          e);
    }
  }
}
