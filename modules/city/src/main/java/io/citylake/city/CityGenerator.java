package io.citylake.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.sql.SparkSession;

/**
 * Makes what the departments of the reference city send, with their dirt, and {@link
 * CityTruth#FILE} beside it. The same seed, scale and days give the same bytes, in any order and on
 * any number of workers; only SQLite files promise their contents and not their bytes. A day's
 * files are the same whether the day is made alone or in a range. Needs no network.
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
   * Makes the same city as a Spark job: its executors must see the landing directory under the
   * driver's path. Speculation must be off, because two attempts would write one file at once.
   */
  public static CityTruth generate(
      SparkSession spark, CityRequest request, GenerateProgress progress) {
    return new SparkParts(spark).generate(request, CitySources.all(), progress);
  }

  static CityTruth generate(
      CityRequest request, List<CitySource> sources, int workers, GenerateProgress progress) {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      Files.createDirectories(request.to());
      PartPlan plan = new PartPlan(request, sources);
      CompletionService<JobCount> parts = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < plan.parts(); i++) {
        int number = i;
        parts.submit(() -> plan.write(number));
      }
      PartPlan.Total total = plan.total();
      for (int i = 0; i < plan.parts(); i++) {
        total.add(parts.take().get(), progress);
      }
      return total.write();
    } catch (IOException | ExecutionException e) {
      throw failed(request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(
          ErrorCode.CANCELLED,
          "Cannot write the reference city: interrupted (to=%s)".formatted(request.to()),
          e);
    } finally {
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
