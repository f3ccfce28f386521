package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.govern.access.Constants;
import io.citylake.govern.access.Constants.Reading;
import io.citylake.govern.bounds.BoundedCall;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.BooleanType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * What an analysed plan compares, for the access log: its constants, and what they come to once
 * they are put together. A constant may stand in the log where it is compared with columns below
 * the grades of persons only, or where none of the columns that are read has such a grade.
 */
final class PlanConstants {
  /** From this grade on a column may tell of a person. */
  private static final int PERSONAL = 3;

  private final Map<ExprId, Integer> grades;
  private final String sql;
  private final ConstantFolding folding = new ConstantFolding();
  private final SortedSet<String> numbers = new TreeSet<>();
  private final SortedSet<String> names = new TreeSet<>();
  private final Set<Integer> plain = new HashSet<>();
  private boolean more;

  private PlanConstants(Map<ExprId, Integer> grades, String sql) {
    this.grades = grades;
    this.sql = sql;
  }

  /**
   * Of a plan.
   *
   * @param grades of the columns of its tables
   * @param highest grade of what it reads
   * @param sql its text, in which constants have their places
   */
  static Constants of(LogicalPlan analysed, Map<ExprId, Integer> grades, int highest, String sql) {
    PlanConstants constants = new PlanConstants(grades, sql);
    constants.folding.learn(analysed);
    LogicalPlan answer = answer(analysed);
    Plans.forEach(analysed, node -> constants.visit(node, node == answer));
    return highest < PERSONAL
        ? new Constants(Reading.IMPERSONAL, constants.numbers, new TreeSet<>(), Set.of(), false)
        : new Constants(
            Reading.PERSONAL, constants.numbers, constants.names, constants.plain, constants.more);
  }

  /** What makes the columns that are answered: they are compared with nothing. */
  private static LogicalPlan answer(LogicalPlan analysed) {
    LogicalPlan plan = analysed;
    while (!(plan instanceof Project || plan instanceof Aggregate) && plan.children().size() == 1) {
      plan = plan.children().head();
    }
    return plan;
  }

  private void visit(LogicalPlan node, boolean isAnswer) {
    if (node instanceof LocalRelation local) {
      cells(local);
    }
    asJava(node.expressions()).forEach(each -> visit(each, false, !isAnswer));
  }

  /** Rows that the statement itself brings: VALUES. */
  private void cells(LocalRelation local) {
    for (InternalRow row : asJava(local.data())) {
      for (int i = 0; i < local.output().size(); i++) {
        var type = local.output().apply(i).dataType();
        add(ConstantFolding.text(row.get(i, type), type), false);
      }
    }
  }

  private void visit(Expression expression, boolean harmless, boolean compared) {
    boolean below = harmless;
    boolean within = compared;
    if (isPredicate(expression)) {
      below = isHarmless(expression);
      within = true;
    }
    Literal folded = folding.fold(expression);
    if (folded != null) {
      add(ConstantFolding.text(folded.value(), folded.dataType()), below);
    } else if (within && !below && isMade(expression)) {
      more = true;
    }
    if (below && expression instanceof Literal literal) {
      place(literal);
    }
    // Spark's own within ours would make what ours refuses to make.
    for (Expression child : asJava(BoundedCall.within(expression).children())) {
      visit(child, below, within);
    }
  }

  /** A text or a long number that is made of no column, by what isn't folded. */
  private static boolean isMade(Expression expression) {
    return expression.resolved()
        && !expression.children().isEmpty()
        && expression.references().isEmpty()
        && mayName(expression)
        && !expression.exists(
            each -> each instanceof PlanExpression || each instanceof NamedLambdaVariable);
  }

  private static boolean mayName(Expression expression) {
    try {
      DataType type = expression.dataType();
      return type instanceof StringType
          || type instanceof DecimalType
          || type == DataTypes.BinaryType
          || type == DataTypes.LongType;
    } catch (Exception e) {
      // As above.
      return false;
    }
  }

  private void add(@Nullable String text, boolean harmless) {
    if (text != null) {
      numbers.add(text);
      if (!harmless) {
        names.add(text);
      }
    }
  }

  /** A literal of another text, as of EXECUTE IMMEDIATE, has its place there. */
  private void place(Literal literal) {
    Option<?> start = literal.origin().startIndex();
    Option<String> text = literal.origin().sqlText();
    if (start.isDefined()
        && start.get() instanceof Integer index
        && text.isDefined()
        && text.get().equals(sql)) {
      plain.add(index);
    }
  }

  /** A condition itself, not what joins conditions. */
  private static boolean isPredicate(Expression expression) {
    return expression.resolved()
        && isBoolean(expression)
        && !expression.children().isEmpty()
        && !(expression instanceof And || expression instanceof Or || expression instanceof Not);
  }

  private static boolean isBoolean(Expression expression) {
    try {
      return expression.dataType() == BooleanType$.MODULE$;
    } catch (Exception e) {
      // What is no value, as the rows of a window, throws instead of having no type.
      return false;
    }
  }

  private boolean isHarmless(Expression predicate) {
    boolean[] some = {false};
    boolean all =
        Plans.all(
            predicate,
            each -> {
              if (!(each instanceof Attribute attribute)) {
                return true;
              }
              some[0] = true;
              return grades.getOrDefault(attribute.exprId(), PERSONAL) < PERSONAL;
            });
    return some[0] && all;
  }
}
