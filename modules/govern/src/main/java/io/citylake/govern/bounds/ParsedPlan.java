package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.Option;
import scala.Tuple3;

/** A parsed statement made fit to be analysed: bounded, with our operators in it. */
public final class ParsedPlan {
  private ParsedPlan() {}

  /**
   * The plan with operators that can be stopped.
   *
   * @throws io.citylake.model.CityLakeException STATEMENT_TOO_LARGE where it would be too much
   */
  public static LogicalPlan bounded(LogicalPlan parsed) {
    // Depth first: whatever walks over it after that may recurse.
    WrittenPlan.require(parsed);
    LogicalPlan bounded = withOurs(parsed);
    WrittenPlan.require(bounded);
    return bounded;
  }

  static LogicalPlan withOurs(LogicalPlan plan) {
    return plan.transformDownWithSubqueries(
        new Replacing<>(
            node -> {
              LogicalPlan inside = node instanceof UnresolvedWith with ? withOurs(with) : node;
              // From below, since ours hold theirs.
              LogicalPlan ours =
                  inside.transformExpressionsUp(new Replacing<>(BoundedFunctions::bounded));
              return ours == node ? null : ours;
            }));
  }

  private static LogicalPlan withOurs(UnresolvedWith with) {
    List<Tuple3<String, SubqueryAlias, Option<Object>>> relations = new ArrayList<>();
    for (var each : asJava(with.cteRelations())) {
      relations.add(new Tuple3<>(each._1(), (SubqueryAlias) withOurs(each._2()), each._3()));
    }
    return with.copy(with.child(), asScala(relations).toSeq(), with.allowRecursion());
  }
}
