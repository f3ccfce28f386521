package io.citylake.govern.masked;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionDef;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionRef;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.HigherOrderFunction;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.InSubquery;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.With;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.LongType;

/**
 * What an expression makes of masked values. Within a row they may be shown in whatever form; what
 * tells them apart raises MASK_MISLEADS.
 */
final class MaskedExpressions {
  /** As {@code sha_256} writes it. */
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** Functions that compare what they are given, and don't answer true or false. */
  private static final Set<String> COMPARING =
      Set.of(
          "ArrayDistinct",
          "ArrayExcept",
          "ArrayIntersect",
          "ArrayMax",
          "ArrayMin",
          "ArrayPosition",
          "ArrayRemove",
          "ArraySort",
          "ArrayUnion",
          "FindInSet",
          "Greatest",
          "Least",
          "Levenshtein",
          "NaNvl",
          "RegExpCount",
          "RegExpExtract",
          "RegExpExtractAll",
          "RegExpInStr",
          "RegExpSubStr",
          "Signum",
          "SortArray",
          "StringInstr",
          "StringLocate",
          "SubstringIndex",
          "WidthBucket");

  /** Functions that choose by what stands second. */
  private static final Set<String> CHOOSING =
      Set.of("ElementAt", "GetArrayItem", "GetMapValue", "TryElementAt");

  /** What subqueries of an expression answer. */
  interface Subqueries {
    /** By position. */
    List<MaskedValue> answers(SubqueryExpression subquery, Scope scope);
  }

  private final Subqueries subqueries;
  private final MaskedTotals totals = new MaskedTotals(this);

  MaskedExpressions(Subqueries subqueries) {
    this.subqueries = subqueries;
  }

  MaskedValue of(Expression expression, Scope scope) {
    if (expression instanceof Attribute name) {
      return scope.find(name.exprId());
    } else if (expression instanceof NamedLambdaVariable variable) {
      return scope.find(variable.exprId());
    } else if (expression instanceof OuterReference outer) {
      return scope.find(outer.e().exprId());
    } else if (expression instanceof CommonExpressionRef common) {
      return scope.find(common.id());
    } else if (expression instanceof Alias alias) {
      return of(alias.child(), scope);
    } else if (expression instanceof InSubquery in) {
      return inSubquery(in, scope);
    } else if (expression instanceof SubqueryExpression subquery) {
      return MaskedValue.oneOf(subqueries.answers(subquery, scope));
    } else if (expression instanceof AggregateExpression total) {
      return totals.of(total, scope);
    } else if (expression instanceof AggregateFunction function) {
      return totals.of(function, scope);
    } else if (expression instanceof WindowExpression window) {
      return totals.of(window, scope);
    }
    return withinRow(expression, scope);
  }

  private MaskedValue withinRow(Expression expression, Scope scope) {
    if (expression instanceof With with) {
      return with(with, scope);
    } else if (expression instanceof HigherOrderFunction function) {
      return ofHigherOrder(function, scope);
    } else if (expression instanceof RuntimeReplaceable replaced) {
      return of(replaced.replacement(), scope);
    } else if (expression instanceof If choice) {
      require(choice.predicate(), "IF", scope);
      return oneOf(List.of(choice.trueValue(), choice.falseValue()), scope);
    } else if (expression instanceof CaseWhen choice) {
      return ofCase(choice, scope);
    } else if (expression instanceof Coalesce choice) {
      return ofCoalesce(choice, scope);
    } else if (expression instanceof BinaryComparison comparison) {
      compare(comparison, scope);
      return MaskedValue.NONE;
    } else if (expression instanceof In in) {
      asJava(in.list()).forEach(each -> equal(in.value(), each, "IN", scope));
      return MaskedValue.NONE;
    } else if (expression instanceof GetStructField field) {
      return ofField(field, scope);
    } else if (expression instanceof CreateNamedStruct struct) {
      return ofStruct(struct, scope);
    }
    return computed(expression, scope);
  }

  private MaskedValue computed(Expression expression, Scope scope) {
    Optional<KeptByMask> kept = KeptByMask.find(expression);
    if (kept.isPresent() && of(kept.get().asked(), scope).isOf(kept.get().kept())) {
      return MaskedValue.NONE;
    }
    List<MaskedValue> parts = all(asJava(expression.children()), scope);
    MaskedValue made = MaskedValue.computed(parts);
    String name = expression.getClass().getSimpleName();
    boolean compares = expression.dataType() instanceof BooleanType || COMPARING.contains(name);
    boolean chooses = CHOOSING.contains(name) && !parts.get(1).isNone();
    boolean picks = name.equals("Elt") && !parts.get(0).isNone();
    if (!made.isNone() && (compares || chooses || picks)) {
      throw Misleading.use(made, said(expression));
    }
    return made;
  }

  private static String said(Expression expression) {
    return expression.prettyName().toUpperCase(Locale.ROOT);
  }

  List<MaskedValue> all(Iterable<? extends Expression> expressions, Scope scope) {
    List<MaskedValue> values = new ArrayList<>();
    expressions.forEach(each -> values.add(of(each, scope)));
    return values;
  }

  /** A condition: rows are chosen by it. */
  void require(Expression condition, String where, Scope scope) {
    MaskedValue value = of(condition, scope);
    if (!value.isNone()) {
      throw Misleading.use(value, where);
    }
  }

  /** Equal values are put together. */
  void tellApart(Expression expression, String where, Scope scope) {
    tellApart(of(expression, scope), where);
  }

  static void tellApart(MaskedValue value, String where) {
    if (!value.isNone() && !value.isKeyed()) {
      throw Misleading.use(value, where);
    }
  }

  void order(Expression expression, String where, Scope scope) {
    MaskedValue value = of(expression, scope);
    if (!value.isNone()) {
      throw Misleading.order(value, where);
    }
  }

  private void compare(BinaryComparison comparison, Scope scope) {
    String where = "a comparison (" + comparison.symbol() + ")";
    if (comparison instanceof EqualTo || comparison instanceof EqualNullSafe) {
      equal(comparison.left(), comparison.right(), where, scope);
    } else {
      order(comparison.left(), where, scope);
      order(comparison.right(), where, scope);
    }
  }

  private void equal(Expression left, Expression right, String where, Scope scope) {
    if (left instanceof CreateNamedStruct one && right instanceof CreateNamedStruct other) {
      List<Expression> ones = asJava(one.valExprs());
      List<Expression> others = asJava(other.valExprs());
      for (int i = 0; i < Math.min(ones.size(), others.size()); i++) {
        equal(ones.get(i), others.get(i), where, scope);
      }
      return;
    }
    MaskedValue one = of(left, scope);
    MaskedValue other = of(right, scope);
    boolean wholly = isHash(left, one, other) || isHash(right, other, one);
    if (!wholly) {
      equal(one, other, where);
    }
  }

  private static void equal(MaskedValue one, MaskedValue other, String where) {
    if (one.isNone() && other.isNone()) {
      return;
    }
    tellApart(one, where);
    tellApart(other, where);
    if (one.isNone() || other.isNone()) {
      throw Misleading.otherThanHash(one.isNone() ? other : one, where);
    }
  }

  /** Who copied a keyed hash from an answer may ask for it, and null equals nothing anyway. */
  private static boolean isHash(Expression constant, MaskedValue of, MaskedValue compared) {
    return of.isNone()
        && compared.isKeyed()
        && constant instanceof Literal literal
        && (literal.value() == null
            || literal.dataType() instanceof LongType
            || HASH.matcher(literal.value().toString()).matches());
  }

  private MaskedValue inSubquery(InSubquery in, Scope scope) {
    List<MaskedValue> answers = subqueries.answers(in.query(), scope);
    List<MaskedValue> values = all(asJava(in.values()), scope);
    for (int i = 0; i < values.size(); i++) {
      equal(values.get(i), i < answers.size() ? answers.get(i) : MaskedValue.NONE, "IN");
    }
    return MaskedValue.NONE;
  }

  private MaskedValue ofCase(CaseWhen choice, Scope scope) {
    List<Expression> values = new ArrayList<>();
    for (var branch : asJava(choice.branches())) {
      require(branch._1(), "CASE", scope);
      values.add(branch._2());
    }
    if (choice.elseValue().isDefined()) {
      values.add(choice.elseValue().get());
    }
    return oneOf(values, scope);
  }

  /** It asks of all but the last whether they are null. */
  private MaskedValue ofCoalesce(Coalesce choice, Scope scope) {
    List<Expression> values = asJava(choice.children());
    for (Expression each : values.subList(0, values.size() - 1)) {
      MaskedValue value = of(each, scope);
      if (!value.isNone() && !value.isOf(MaskedColumn::keepsNulls)) {
        throw Misleading.use(value, "COALESCE");
      }
    }
    return oneOf(values, scope);
  }

  private MaskedValue oneOf(List<Expression> values, Scope scope) {
    return MaskedValue.oneOf(
        values.stream().filter(each -> !isNull(each)).map(each -> of(each, scope)).toList());
  }

  static boolean isNull(Expression expression) {
    return expression instanceof Literal literal
        ? literal.value() == null
        : expression instanceof Cast cast && isNull(cast.child());
  }

  private MaskedValue ofField(GetStructField field, Scope scope) {
    return field.child() instanceof CreateNamedStruct struct
        ? of(asJava(struct.valExprs()).get(field.ordinal()), scope)
        : of(field.child(), scope).changed();
  }

  /** Equal where all its parts are. */
  private MaskedValue ofStruct(CreateNamedStruct struct, Scope scope) {
    List<MaskedValue> masked =
        all(asJava(struct.valExprs()), scope).stream().filter(each -> !each.isNone()).toList();
    return masked.stream().allMatch(MaskedValue::isKeyed)
        ? MaskedValue.oneOf(masked)
        : MaskedValue.computed(masked);
  }

  private MaskedValue with(With with, Scope scope) {
    Map<Object, MaskedValue> common = new HashMap<>();
    for (CommonExpressionDef each : asJava(with.defs())) {
      common.put(each.id(), of(each.child(), scope));
    }
    return of(with.child(), scope.with(common));
  }

  /** A variable of {@code x -> ...} may stand for anything that the function is given. */
  private MaskedValue ofHigherOrder(HigherOrderFunction function, Scope scope) {
    MaskedValue given = MaskedValue.computed(all(asJava(function.arguments()), scope));
    if (!given.isNone() && COMPARING.contains(function.getClass().getSimpleName())) {
      throw Misleading.use(given, said((Expression) function));
    }
    List<MaskedValue> made = new ArrayList<>(List.of(given));
    for (Expression body : asJava(function.functions())) {
      Map<Object, MaskedValue> variables = new HashMap<>();
      if (body instanceof LambdaFunction lambda) {
        for (NamedExpression each : asJava(lambda.arguments())) {
          variables.put(each.exprId(), given);
        }
        made.add(of(lambda.function(), scope.with(variables)));
      } else {
        made.add(of(body, scope));
      }
    }
    return MaskedValue.computed(made);
  }
}
