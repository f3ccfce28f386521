package io.citylake.city;

import java.io.IOException;
import java.nio.file.Files;
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
    try {
      Files.createDirectories(request.to());
      PartPlan plan = new PartPlan(request, sources);
      PartPlan.Total total = plan.total();
      List<Integer> numbers = IntStream.range(0, plan.parts()).boxed().toList();
      int slices = Math.min(plan.parts(), SLICES_A_CORE * context.defaultParallelism());
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
          (slice, counts) -> {
            for (JobCount count : counts) {
              total.add(count, progress);
            }
            return BoxedUnit.UNIT;
          },
          ClassTag.<JobCount[]>apply(JobCount[].class));
      return total.write();
    } catch (IOException e) {
      throw CityGenerator.failed(request, e);
    }
  }
}
