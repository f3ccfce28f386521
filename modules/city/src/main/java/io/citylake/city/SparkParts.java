package io.citylake.city;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/** Spreads parts over a cluster. Apart from the rest, which runs where there is no Spark. */
final class SparkParts {
  private static final int SLICES_A_CORE = 64;

  private final SparkContext context;

  SparkParts(SparkSession spark) {
    this.context = spark.sparkContext();
  }

  CityTruth generate(CityRequest request, List<CitySource> sources, GenerateProgress progress) {
    try (LandingTruth truth = LandingTruth.open(request)) {
      // Executors make the same plan, and are told the numbers of its parts that are to be made.
      List<Integer> numbers = truth.begin(new PartPlan(request, sources));
      int slices = Math.min(numbers.size(), SLICES_A_CORE * context.defaultParallelism());
      RDD<Integer> rdd =
          JavaSparkContext.fromSparkContext(context).parallelize(numbers, slices).rdd();
      Seq<Object> all =
          CollectionConverters.asScala(
                  IntStream.range(0, slices).<Object>mapToObj(Integer::valueOf).toList())
              .toSeq();
      context.runJob(
          rdd,
          new PartTask(request, sources),
          all,
          // Heard on the driver as each task ends, by one thread.
          (slice, parts) -> {
            for (MadePart part : parts) {
              truth.add(part);
              progress.made(truth.made(), numbers.size());
            }
            return BoxedUnit.UNIT;
          },
          ClassTag.<MadePart[]>apply(MadePart[].class));
      return truth.end(sources);
    } catch (IOException e) {
      throw CityGenerator.failed(request, e);
    }
  }
}
