package io.citylake.govern.gate;

import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Stands above a row filter. The optimiser knows nothing of it, so it moves nothing past it: what a
 * caller writes never meets a row that the filter hides, be it to fail, to be slow or to be
 * counted. The planner then drops it ({@link BarrierStrategy}).
 */
public final class PolicyBarrier extends LogicalPlan {
  private static final long serialVersionUID = 1L;

  private final LogicalPlan child;

  /** Public with its class, because Spark copies plans by looking for a constructor. */
  public PolicyBarrier(LogicalPlan child) {
    this.child = child;
  }

  LogicalPlan child() {
    return child;
  }

  @Override
  public Seq<Attribute> output() {
    return child.output();
  }

  @Override
  public Seq<LogicalPlan> children() {
    return CollectionConverters.asScala(java.util.List.of(child)).toSeq();
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new PolicyBarrier(children.head());
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return child;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof PolicyBarrier;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PolicyBarrier barrier && barrier.child.equals(child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(PolicyBarrier.class, child);
  }
}
