package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.EmptyBlock$;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A function or operator of Spark's that could run or grow without end, with a meaning of ours.
 * Spark analyses its own within it; where the optimiser puts something simpler in that place, this
 * is gone. What it is called with is evaluated once. Public because generated code calls it.
 */
public final class BoundedCall extends Expression implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Expression call;
  private final Meaning meaning;

  // Set by any thread: plans are shared, and what each sets is equal.
  private transient volatile @Nullable Expression overValues;
  private transient volatile @Nullable LastPattern last;

  BoundedCall(Expression call, Meaning meaning) {
    this.call = call;
    this.meaning = meaning;
  }

  /** The pattern of the row before, which nearly always is this row's too. */
  private record LastPattern(String text, Pattern pattern) {}

  /** How a pattern is read. */
  interface PatternReader {
    Pattern read(String text);
  }

  @Override
  public Seq<Expression> children() {
    return asScala(List.of(call)).toSeq();
  }

  @Override
  public DataType dataType() {
    return call.dataType();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public boolean foldable() {
    return call.foldable();
  }

  @Override
  public @Nullable Object eval(InternalRow row) {
    List<Expression> arguments = arguments();
    @Nullable Object[] values = new Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.get(i).eval(row);
    }
    return of(values);
  }

  /** For arguments that are evaluated already. */
  public @Nullable Object of(@Nullable Object[] values) {
    return meaning.of(values, this);
  }

  List<Expression> arguments() {
    return asJava(call.children());
  }

  Expression call() {
    return call;
  }

  /** Spark's own where ours stands for it, of which it is the only child. */
  public static Expression within(Expression expression) {
    return expression instanceof BoundedCall ours ? ours.call : expression;
  }

  /** What Spark makes of it. */
  @Nullable Object plain(@Nullable Object[] values) {
    Expression made = overValues;
    if (made == null) {
      List<Expression> places = new ArrayList<>();
      for (Expression each : arguments()) {
        places.add(new BoundReference(places.size(), each.dataType(), true));
      }
      made = call.withNewChildren(asScala(places).toSeq());
      overValues = made;
    }
    return made.eval(new GenericInternalRow(values));
  }

  Pattern pattern(Object written, PatternReader reader) {
    String text = written.toString();
    LastPattern known = last;
    if (known == null || !known.text().equals(text)) {
      known = new LastPattern(text, reader.read(text));
      last = known;
    }
    return known.pattern();
  }

  /**
   * Calls this with what Spark's code has evaluated, so that the stage around it stays compiled.
   */
  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    String self = context.addReferenceObj("bounded", this, BoundedCall.class.getName());
    Block block = EmptyBlock$.MODULE$;
    StringJoiner values = new StringJoiner(", ", "new Object[] {", "}");
    for (Expression each : arguments()) {
      ExprCode argument = each.genCode(context);
      block = block.$plus(argument.code());
      values.add(
          CodeGenerator.isPrimitiveType(each.dataType())
              ? "%s ? null : (Object) %s.valueOf(%s)"
                  .formatted(
                      argument.isNull(), CodeGenerator.boxedType(each.dataType()), argument.value())
              : "%s ? null : (Object) %s".formatted(argument.isNull(), argument.value()));
    }
    String boxed = CodeGenerator.boxedType(dataType());
    String result = context.freshName("result");
    String text =
        """
        Object %1$s = %2$s.of(%3$s);
        boolean %4$s = %1$s == null;
        %5$s %6$s = %4$s ? %7$s : (%5$s) (%8$s) %1$s;
        """
            .formatted(
                result,
                self,
                values,
                code.isNull(),
                CodeGenerator.javaType(dataType()),
                code.value(),
                CodeGenerator.defaultValue(dataType(), true),
                boxed);
    Block own = new CodeBlock(asScala(List.of(text)).toSeq(), asScala(List.<JavaCode>of()).toSeq());
    return code.copy(block.$plus(own), code.isNull(), code.value());
  }

  @Override
  public String prettyName() {
    return call.prettyName();
  }

  @Override
  public String sql() {
    return meaning.isItsArgument() ? arguments().get(0).sql() : call.sql();
  }

  @Override
  public String toString() {
    return call.toString();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    Expression child = children.head();
    if (child.getClass() == call.getClass()) {
      return new BoundedCall(child, meaning);
    }
    // The optimiser found something simpler, which may be one of ours too.
    Expression ours = BoundedFunctions.bounded(child);
    return ours == null ? child : ours;
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return call;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof BoundedCall;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BoundedCall bounded && bounded.call.equals(call);
  }

  @Override
  public int hashCode() {
    return Objects.hash(BoundedCall.class, call);
  }
}
