package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.govern.bounds.BoundedAggregate.Kept;
import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Collect;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.Mode;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.Iterable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * An aggregate of Spark's that keeps values of a group, such as {@code collect_list}, and keeps no
 * more of one group than {@link Bound#BYTES}. Of a set or of counts only what is new counts.
 */
final class BoundedAggregate extends TypedImperativeAggregate<Kept> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of what is kept besides a value's bytes: the object that holds them, and its place. */
  private static final double PLACE = 16;

  private final TypedImperativeAggregate<Object> plain;

  private BoundedAggregate(TypedImperativeAggregate<Object> plain) {
    this.plain = plain;
  }

  /** What Spark's own keeps, and about how much that is. */
  static final class Kept {
    private Object values;
    private double bytes;

    private Kept(Object values, double bytes) {
      this.values = values;
      this.bytes = bytes;
    }

    private int size() {
      return values instanceof Iterable<?> each ? each.size() : 0;
    }
  }

  /**
   * The plan with these in the places of Spark's.
   *
   * @param analysed of which everything is resolved
   */
  static LogicalPlan in(LogicalPlan analysed) {
    return analysed.transformAllExpressionsWithSubqueries(
        new Replacing<>(BoundedAggregate::bounded));
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Expression bounded(Expression each) {
    return each instanceof AggregateExpression call
            && (call.aggregateFunction() instanceof Collect<?>
                || call.aggregateFunction() instanceof Mode)
        ? call.copy(
            new BoundedAggregate((TypedImperativeAggregate<Object>) call.aggregateFunction()),
            call.mode(),
            call.isDistinct(),
            call.filter(),
            call.resultId())
        : null;
  }

  @Override
  public Kept createAggregationBuffer() {
    return new Kept(plain.createAggregationBuffer(), 0);
  }

  @Override
  public Kept update(Kept kept, InternalRow row) {
    int before = kept.size();
    kept.values = plain.update(kept.values, row);
    if (kept.size() > before) {
      kept.bytes += PLACE;
      for (Expression each : asJava(plain.children())) {
        Expression value = each instanceof SortOrder order ? order.child() : each;
        // What gives another value each time must not be asked twice.
        if (value.deterministic()) {
          kept.bytes += ValueBytes.of(value.eval(row), value.dataType());
        }
      }
      Bound.BYTES.require(kept.bytes, prettyName());
    }
    return kept;
  }

  @Override
  public Kept merge(Kept kept, Kept other) {
    double both = (double) kept.size() + other.size();
    kept.values = plain.merge(kept.values, other.values);
    // What both have is kept once.
    kept.bytes = both == 0 ? 0 : (kept.bytes + other.bytes) * kept.size() / both;
    Bound.BYTES.require(kept.bytes, prettyName());
    return kept;
  }

  @Override
  public @Nullable Object eval(Kept kept) {
    return plain.eval(kept.values);
  }

  @Override
  public byte[] serialize(Kept kept) {
    return plain.serialize(kept.values);
  }

  @Override
  public Kept deserialize(byte[] bytes) {
    Kept kept = new Kept(plain.deserialize(bytes), bytes.length);
    // As it is written, half of each value's place is there.
    kept.bytes += PLACE / 2 * kept.size();
    return kept;
  }

  @Override
  public int mutableAggBufferOffset() {
    return plain.mutableAggBufferOffset();
  }

  @Override
  public int inputAggBufferOffset() {
    return plain.inputAggBufferOffset();
  }

  @Override
  public ImperativeAggregate withNewMutableAggBufferOffset(int offset) {
    return of(plain.withNewMutableAggBufferOffset(offset));
  }

  @Override
  public ImperativeAggregate withNewInputAggBufferOffset(int offset) {
    return of(plain.withNewInputAggBufferOffset(offset));
  }

  @SuppressWarnings("unchecked")
  private static BoundedAggregate of(Expression plain) {
    return new BoundedAggregate((TypedImperativeAggregate<Object>) plain);
  }

  @Override
  public Seq<Expression> children() {
    return plain.children();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return of(plain.withNewChildren(children));
  }

  @Override
  public DataType dataType() {
    return plain.dataType();
  }

  @Override
  public boolean nullable() {
    return plain.nullable();
  }

  @Override
  public boolean deterministic() {
    return plain.deterministic();
  }

  @Override
  public Option<Literal> defaultResult() {
    return plain.defaultResult();
  }

  @Override
  public String prettyName() {
    return plain.prettyName();
  }

  @Override
  public String sql(boolean distinct) {
    return plain.sql(distinct);
  }

  @Override
  public String toAggString(boolean distinct) {
    return plain.toAggString(distinct);
  }

  @Override
  public String toString() {
    return plain.toString();
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return plain;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof BoundedAggregate;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BoundedAggregate bounded && bounded.plain.equals(plain);
  }

  @Override
  public int hashCode() {
    return Objects.hash(BoundedAggregate.class, plain);
  }
}
