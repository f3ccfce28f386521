package io.citylake.govern.gate;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Plans a barrier as what is below it: by then nothing moves any more. */
final class BarrierStrategy extends SparkStrategy {
  private static final long serialVersionUID = 1L;

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    List<SparkPlan> planned =
        plan instanceof PolicyBarrier barrier ? List.of(planLater(barrier.child())) : List.of();
    return CollectionConverters.asScala(planned).toSeq();
  }
}
