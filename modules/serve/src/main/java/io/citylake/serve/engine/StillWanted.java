package io.citylake.serve.engine;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.citylake.engine.Wanted;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.catalyst.expressions.codegen.TrueLiteral$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** Holds of every row, or ends the task. */
public final class StillWanted extends Expression implements Predicate, Serializable {
  private static final long serialVersionUID = 1L;
  private static final int ASKED_EVERY = 1 << 10;

  private transient int rows;

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public DataType dataType() {
    return DataTypes.BooleanType;
  }

  @Override
  public Object eval(InternalRow row) {
    if (++rows % ASKED_EVERY == 0) {
      Wanted.check();
    }
    return true;
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    String count =
        context.addMutableState("int", "wanted", context.addMutableState$default$3(), false, true);
    String ask =
        "if (++%s %% %d == 0) { %s.check(); }"
            .formatted(count, ASKED_EVERY, Wanted.class.getName());
    return code.copy(
        new CodeBlock(asScala(List.of(ask)).toSeq(), asScala(List.<JavaCode>of()).toSeq()),
        FalseLiteral$.MODULE$,
        TrueLiteral$.MODULE$);
  }

  @Override
  public Seq<Expression> children() {
    return asScala(List.<Expression>of()).toSeq();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return this;
  }

  @Override
  public int productArity() {
    return 0;
  }

  @Override
  public Object productElement(int n) {
    throw new IndexOutOfBoundsException(n);
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof StillWanted;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StillWanted;
  }

  @Override
  public int hashCode() {
    return StillWanted.class.hashCode();
  }
}
