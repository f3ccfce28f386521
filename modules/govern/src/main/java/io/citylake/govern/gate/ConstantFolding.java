package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.citylake.govern.bounds.BoundedCall;
import io.citylake.govern.bounds.BoundedFunctions;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.ResolvedInlineTable;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType$;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Puts constants together, with functions that take a moment whatever they are given: what is
 * longer than a few thousand characters stays as it is. Spark's own folding has no such bound.
 */
final class ConstantFolding {
  private static final int LONGEST = 10_000;
  private static final int PASSES = 5;

  /** Those that make no more than a few times what they are given. */
  private static final Set<String> SUMS =
      Set.of("ArrayJoin", "Concat", "ConcatWs", "Flatten", "Hex", "Overlay");

  /** Expressions by the names of their classes. */
  private static final Set<String> FOLDED =
      Set.of(
          "Add",
          "And",
          "Base64",
          "BitwiseOr",
          "CaseWhen",
          "Cast",
          "Chr",
          "Coalesce",
          "Concat",
          "ConcatWs",
          "CreateArray",
          "ElementAt",
          "Elt",
          "EqualTo",
          "FormatString",
          "GetArrayItem",
          "GreaterThan",
          "GreaterThanOrEqual",
          "Hex",
          "If",
          "IsNotNull",
          "IsNull",
          "LessThan",
          "LessThanOrEqual",
          "Lower",
          "Multiply",
          "Not",
          "Or",
          "Overlay",
          "StringLPad",
          "StringRPad",
          "StringRepeat",
          "StringReplace",
          "StringReverse",
          "Reverse",
          "StringTranslate",
          "StringTrim",
          "StringTrimLeft",
          "StringTrimRight",
          "Substring",
          "SubstringIndex",
          "Subtract",
          "UnBase64",
          "UnaryMinus",
          "Unhex",
          "Upper");

  /** Of those that stand for a call of a method: the ones whose method takes a moment. */
  private static final Set<String> CALLED =
      Set.of("AesDecrypt", "Encode", "StringDecode", "TryUrlDecode", "UrlDecode");

  /** Constants that have a name: a column of WITH or of a subquery. */
  private final Map<ExprId, Literal> named = new HashMap<>();

  /** What was tried already: else a chain of n parts would be put together n times. */
  private final IdentityHashMap<Expression, Optional<Literal>> tried = new IdentityHashMap<>();

  /** Learns the names of constants, also of those that are made of others. */
  void learn(LogicalPlan plan) {
    for (int pass = 0, before = -1; pass < PASSES && named.size() > before; pass++) {
      before = named.size();
      tried.clear();
      Plans.forEach(plan, this::names);
    }
    tried.clear();
  }

  private void names(LogicalPlan node) {
    if (node instanceof LocalRelation local && local.data().size() == 1) {
      InternalRow row = local.data().apply(0);
      for (int i = 0; i < local.output().size(); i++) {
        Attribute column = local.output().apply(i);
        named.put(column.exprId(), new Literal(row.get(i, column.dataType()), column.dataType()));
      }
    }
    if (node instanceof ResolvedInlineTable table && table.rows().size() == 1) {
      for (int i = 0; i < table.output().size(); i++) {
        Literal folded = fold(table.rows().apply(0).apply(i));
        if (folded != null) {
          named.put(table.output().apply(i).exprId(), folded);
        }
      }
    }
    if (node instanceof Project project) {
      for (Object each : asJava(project.projectList())) {
        if (each instanceof Alias alias && !named.containsKey(alias.exprId())) {
          Literal folded = fold(alias.child());
          if (folded != null) {
            named.put(alias.exprId(), folded);
          }
        }
      }
    }
  }

  /** The constant that it comes to; null where it is none, or not one that is looked for. */
  @Nullable Literal fold(Expression expression) {
    if (expression instanceof Literal literal) {
      return literal;
    }
    if (expression instanceof Attribute attribute) {
      return named.get(attribute.exprId());
    }
    if (expression instanceof Alias alias) {
      return fold(alias.child());
    }
    if (!(expression instanceof RuntimeReplaceable)
        && !SUMS.contains(name(expression))
        && BoundedFunctions.isBounded(expression)) {
      // Without ours around it nothing says how much it would make.
      return null;
    }
    Optional<Literal> before = tried.get(expression);
    if (before == null) {
      before = Optional.ofNullable(made(expression));
      tried.put(expression, before);
    }
    return before.orElse(null);
  }

  private @Nullable Literal made(Expression expression) {
    if (expression instanceof RuntimeReplaceable replaceable) {
      return replaced(replaceable);
    }
    return FOLDED.contains(name(BoundedCall.within(expression))) ? folded(expression) : null;
  }

  private @Nullable Literal replaced(RuntimeReplaceable replaceable) {
    Expression replacement = replaceable.replacement();
    return CALLED.contains(name((Expression) replaceable)) && replacement instanceof StaticInvoke
        ? folded(replacement)
        : fold(replacement);
  }

  private static String name(Expression expression) {
    return expression.getClass().getSimpleName();
  }

  private @Nullable Literal folded(Expression expression) {
    Expression call = BoundedCall.within(expression);
    List<Expression> parts = new ArrayList<>();
    long length = 0;
    for (Expression child : asJava(call.children())) {
      Literal part = fold(child);
      if (part == null) {
        return null;
      }
      length += length(part);
      parts.add(part);
    }
    if (length > LONGEST || (isPad(call) && !isShort(parts.get(1)))) {
      return null;
    }
    try {
      Expression filled = call.withNewChildren(asScala(parts).toSeq());
      // Ours says how much it would make, and makes no more.
      Expression whole =
          !(expression instanceof BoundedCall)
              ? filled
              : expression.withNewChildren(asScala(List.of(filled)).toSeq());
      Literal made = new Literal(whole.eval(InternalRow.empty()), expression.dataType());
      return length(made) > LONGEST ? null : made;
    } catch (Exception e) {
      // Spark says at its time what is wrong with it.
      return null;
    }
  }

  private static long length(Literal literal) {
    Object value = literal.value();
    if (value instanceof UTF8String text) {
      return text.numBytes();
    }
    return value == null ? 0 : value.toString().length();
  }

  private static boolean isPad(Expression expression) {
    return name(expression).endsWith("Pad");
  }

  private static boolean isShort(Expression length) {
    return length instanceof Literal literal
        && literal.value() instanceof Integer characters
        && characters <= LONGEST;
  }

  /** As a person would write it; null for what is no text and no number. */
  static @Nullable String text(@Nullable Object value, DataType type) {
    if (value == null || type == DateType$.MODULE$) {
      return null;
    }
    if (type == BinaryType$.MODULE$ && value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (type instanceof FractionalType && !(type instanceof DecimalType)) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? new BigDecimal(number).toBigInteger().toString() : null;
    }
    return type instanceof StringType || type instanceof IntegralType || type instanceof DecimalType
        ? value.toString()
        : null;
  }
}
