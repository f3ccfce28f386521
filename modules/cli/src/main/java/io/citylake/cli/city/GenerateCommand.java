package io.citylake.cli.city;

import io.citylake.city.CityGenerator;
import io.citylake.city.CityRequest;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.city.Revision;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.DateOption;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.PartsBar;
import io.citylake.lake.session.ClusterSettings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes what the reference city's departments send. */
@Command(
    name = "generate",
    description =
        "Make the reference city's files and tables, with their dirt and the truth about it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Days add up: each call adds to the city that DIR holds, in any order, and what is printed and",
      "written to truth.json is the truth of all days there. DIR holds one city, of one seed and scale."
    })
public final class GenerateCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final FormatOption output = new FormatOption();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The landing directory to fill.")
  private Path to = Path.of("landing");

  @Option(
      names = "--scale",
      defaultValue = "0.00001",
      description = "1 is the whole city. Default: 0.00001.")
  private double scale;

  @Option(names = "--days", defaultValue = "3", description = "How many days. Default: 3.")
  private int days;

  @Option(
      names = "--from",
      defaultValue = "2026-01-01",
      converter = DateOption.Converter.class,
      description = "The first day. Default: 2026-01-01.")
  private LocalDate from = LocalDate.of(2026, 1, 1);

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
          "Make it as a Spark job on this master, whose executors see DIR. Default: threads of this process.")
  private @Nullable String master;

  GenerateCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    CityRequest request =
        new CityRequest(
            to, seed, scale, from, days, corrections ? Revision.CORRECTED : Revision.FIRST);
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
