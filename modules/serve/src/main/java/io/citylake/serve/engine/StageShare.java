package io.citylake.serve.engine;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.plans.physical.SinglePartition$;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.CoalesceExec;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.TakeOrderedAndProjectExec;
import org.apache.spark.sql.execution.exchange.Exchange;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Gives each stage of a query no more tasks than {@code spark.default.parallelism}, however many
 * partitions it has: one task then takes several of them in turn. A task that runs is never put off
 * for another query's, so where there are more slots than that, a heavy query leaves some free. The
 * last stage is left as it is, because its partitions are fetched in waves ({@link SparkBatches}).
 *
 * <p>Public because Spark makes it by name, as one of {@code spark.sql.extensions}.
 */
public final class StageShare extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectColumnar(
        new AbstractFunction1<>() {
          @Override
          public ColumnarRule apply(org.apache.spark.sql.SparkSession session) {
            return new Stages(session.sparkContext().defaultParallelism());
          }
        });
    return BoxedUnit.UNIT;
  }

  /** Called on each stage that adaptive execution makes, and on whole plans without it. */
  private static final class Stages extends ColumnarRule {
    private final Rule<SparkPlan> rule;

    Stages(int most) {
      rule =
          new Rule<>() {
            @Override
            public SparkPlan apply(SparkPlan plan) {
              return shared(plan, most);
            }
          };
    }

    @Override
    public Rule<SparkPlan> preColumnarTransitions() {
      return rule;
    }
  }

  private static SparkPlan shared(SparkPlan plan, int most) {
    boolean ends = plan instanceof Exchange || plan instanceof TakeOrderedAndProjectExec;
    List<SparkPlan> children =
        asJava(plan.children()).stream()
            .map(child -> shared(child, most))
            .map(child -> ends && !isOneTask(child) ? new CoalesceExec(most, child) : child)
            .toList();
    return plan.children().isEmpty()
        ? plan
        : plan.withNewChildren(asScala(children).toIndexedSeq());
  }

  private static boolean isOneTask(SparkPlan plan) {
    return plan.outputPartitioning() == SinglePartition$.MODULE$ || plan instanceof CoalesceExec;
  }
}
