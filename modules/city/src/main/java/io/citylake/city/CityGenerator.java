package io.citylake.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/**
 * Makes what the departments of the reference city send, with their dirt, and {@link
 * CityTruth#FILE} beside it. The same seed, scale and days give the same bytes, in any order and on
 * any number of workers; only SQLite files promise their contents and not their bytes. A day's
 * files are the same whether the day is made alone or in a range, and the truth is that of all days
 * made in the landing directory so far: days add up. Needs no network.
 */
public final class CityGenerator {
  private CityGenerator() {}

  /** Makes the city on all processors of this machine. */
  public static CityTruth generate(CityRequest request) {
    return generate(request, GenerateProgress.none());
  }

  /** Makes the city on all processors of this machine, and says how far it is. */
  public static CityTruth generate(CityRequest request, GenerateProgress progress) {
    return generate(
        request, CitySources.all(), Runtime.getRuntime().availableProcessors(), progress);
  }

  /**
   * Makes some sources of the city on all processors of this machine.
   *
   * @param jobs that load them, as {@code theme.job}
   */
  public static CityTruth generate(CityRequest request, Collection<String> jobs) {
    List<CitySource> sources =
        CitySources.all().stream().filter(source -> jobs.contains(source.job())).toList();
    return generate(
        request, sources, Runtime.getRuntime().availableProcessors(), GenerateProgress.none());
  }

  /**
   * Makes the same city as a Spark job: its executors must see the landing directory under the
   * driver's path. Speculation must be off, because two attempts would write one file at once.
   */
  public static CityTruth generate(
      SparkSession spark, CityRequest request, GenerateProgress progress) {
    return new SparkParts(spark).generate(request, CitySources.all(), progress);
  }

  static CityTruth generate(
      CityRequest request, List<CitySource> sources, int workers, GenerateProgress progress) {
    try (LandingTruth truth = LandingTruth.open(request)) {
      PartPlan plan = new PartPlan(request, sources);
      List<Integer> due = truth.begin(plan);
      ExecutorService threads = Executors.newFixedThreadPool(workers);
      try {
        CompletionService<MadePart> parts = new ExecutorCompletionService<>(threads);
        due.forEach(number -> parts.submit(() -> plan.write(number)));
        while (truth.made() < due.size()) {
          truth.add(parts.take().get());
          progress.made(truth.made(), due.size());
        }
      } finally {
        stop(threads);
      }
      return truth.end(sources);
    } catch (IOException | ExecutionException e) {
      throw failed(request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(
          ErrorCode.CANCELLED,
          "Cannot write the reference city: interrupted (to=%s)".formatted(request.to()),
          e);
    }
  }

  /** Nobody writes any more when another call may. */
  private static void stop(ExecutorService threads) throws InterruptedException {
    threads.shutdownNow();
    while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
      threads.shutdownNow();
    }
  }

  static CityLakeException failed(CityRequest request, Exception cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot write the reference city: %s (to=%s)".formatted(cause.getMessage(), request.to()),
        cause);
  }
}
