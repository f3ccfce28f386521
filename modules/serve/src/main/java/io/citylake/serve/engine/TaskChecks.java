package io.citylake.serve.engine;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.GenerateExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.joins.BroadcastHashJoinExec;
import org.apache.spark.sql.execution.joins.BroadcastNestedLoopJoinExec;
import org.apache.spark.sql.execution.joins.CartesianProductExec;
import org.apache.spark.sql.execution.joins.ShuffledHashJoinExec;
import org.apache.spark.sql.execution.joins.SortMergeJoinExec;
import scala.Option;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Has tasks look whether they are wanted where one row becomes many: Spark looks at each row that
 * it reads, and a join or a list that is unfolded can make of one row more than a day can take.
 *
 * <p>Public because Spark makes it by name, as one of {@code spark.sql.extensions}.
 */
public final class TaskChecks extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectColumnar(
        new AbstractFunction1<>() {
          @Override
          public ColumnarRule apply(org.apache.spark.sql.SparkSession session) {
            return new Stages();
          }
        });
    return BoxedUnit.UNIT;
  }

  /** Called on each stage that adaptive execution makes, and on whole plans without it. */
  private static final class Stages extends ColumnarRule {
    private final Rule<SparkPlan> rule =
        new Rule<>() {
          @Override
          public SparkPlan apply(SparkPlan plan) {
            return checked(plan);
          }
        };

    @Override
    public Rule<SparkPlan> preColumnarTransitions() {
      return rule;
    }
  }

  private static SparkPlan checked(SparkPlan plan) {
    List<SparkPlan> children = asJava(plan.children()).stream().map(TaskChecks::checked).toList();
    SparkPlan whole =
        children.isEmpty() ? plan : plan.withNewChildren(asScala(children).toIndexedSeq());
    if (whole instanceof GenerateExec) {
      return new FilterExec(new StillWanted(), whole);
    } else if (whole instanceof BroadcastNestedLoopJoinExec join) {
      return new BroadcastNestedLoopJoinExec(
          join.left(), join.right(), join.buildSide(), join.joinType(), asked(join.condition()));
    } else if (whole instanceof CartesianProductExec join) {
      return new CartesianProductExec(join.left(), join.right(), asked(join.condition()));
    } else if (whole instanceof BroadcastHashJoinExec join && !join.isNullAwareAntiJoin()) {
      return new BroadcastHashJoinExec(
          join.leftKeys(),
          join.rightKeys(),
          join.joinType(),
          join.buildSide(),
          asked(join.condition()),
          join.left(),
          join.right(),
          false);
    } else if (whole instanceof ShuffledHashJoinExec join) {
      return new ShuffledHashJoinExec(
          join.leftKeys(),
          join.rightKeys(),
          join.joinType(),
          join.buildSide(),
          asked(join.condition()),
          join.left(),
          join.right(),
          join.isSkewJoin());
    } else if (whole instanceof SortMergeJoinExec join) {
      return new SortMergeJoinExec(
          join.leftKeys(),
          join.rightKeys(),
          join.joinType(),
          asked(join.condition()),
          join.left(),
          join.right(),
          join.isSkewJoin());
    }
    return whole;
  }

  private static Option<Expression> asked(Option<Expression> condition) {
    Expression asked = new StillWanted();
    return Option.apply(condition.isEmpty() ? asked : new And(asked, condition.get()));
  }
}
