package io.citylake.govern.bounds;

import io.citylake.engine.Wanted;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The body of a function that a caller writes, {@code x -> ...}: each of its turns can be stopped.
 */
public final class StoppableBody extends Expression implements CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  private final Expression body;

  StoppableBody(Expression body) {
    this.body = body;
  }

  @Override
  public Seq<Expression> children() {
    return CollectionConverters.asScala(List.of(body)).toSeq();
  }

  @Override
  public DataType dataType() {
    return body.dataType();
  }

  @Override
  public boolean nullable() {
    return body.nullable();
  }

  @Override
  public @Nullable Object eval(InternalRow row) {
    Wanted.check();
    Object made = body.eval(row);
    Bound bound = made instanceof ArrayData ? Bound.ELEMENTS : Bound.REPLACED;
    bound.require(CallSize.length(made), "a function that you wrote");
    return made;
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public String sql() {
    return body.sql();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new StoppableBody(children.head());
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return body;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof StoppableBody;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoppableBody stoppable && stoppable.body.equals(body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(StoppableBody.class, body);
  }
}
