package io.citylake.govern.gate;

import io.citylake.contract.ContentDigest;
import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import io.citylake.model.Sha256;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Names answers. The name holds everything that a plan is made of: the statement, its parameters
 * with their types, the theme of short names, each table's identity and snapshot with what is
 * decided on it, the policies' version, the zone. It isn't made of the plan's own text, in which
 * {@code 1} and {@code '1'} look the same.
 */
final class CacheKeys {
  /** Answers of these differ by when and by whom they are asked. */
  private static final Set<String> CHANGING =
      Set.of(
          "CurrentTimestamp",
          "CurrentBatchTimestamp",
          "CurrentDate",
          "CurrentTime",
          "CurrentUser",
          "LocalTimestamp",
          "Now",
          "UnixTimestamp");

  private CacheKeys() {}

  static Optional<String> of(Caller caller, QueryRequest question, Plan plan) {
    if (!isSteady(plan.analysed())) {
      return Optional.empty();
    }
    Sha256 digest = new Sha256();
    digest.add(question.sql().strip());
    digest.add(String.valueOf(caller.theme()));
    digest.add(plan.zone().getId());
    digest.add(plan.policyVersion());
    digest.add(Integer.toString(question.parameters().size()));
    for (Object parameter : question.parameters()) {
      digest.add(
          parameter == null ? "null" : parameter.getClass().getName() + " " + text(parameter));
    }
    for (Reference each : plan.references()) {
      digest.add(each.table().name().toString());
      digest.add(each.table().snapshot().uuid());
      digest.add(Long.toString(each.table().snapshot().snapshotId()));
      digest.add(ContentDigest.of(each.decision()));
    }
    return Optional.of(digest.hex());
  }

  /** What an answer is made of beside the question. */
  record Plan(
      LogicalPlan analysed, List<Reference> references, String policyVersion, ZoneId zone) {}

  private static String text(Object parameter) {
    return parameter instanceof byte[] bytes
        ? HexFormat.of().formatHex(bytes)
        : parameter.toString();
  }

  private static boolean isSteady(LogicalPlan plan) {
    return Plans.all(
        plan,
        node ->
            !node.nodeName().equals("Sample") && Plans.allExpressions(node, CacheKeys::isSteady));
  }

  private static boolean isSteady(Expression expression) {
    return expression.deterministic() && !CHANGING.contains(expression.getClass().getSimpleName());
  }
}
