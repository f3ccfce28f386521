package io.citylake.transform.step;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.Tuple3;

/**
 * One query and the tables that it names, found by Spark's own parser; no session is needed. The
 * names can be replaced by others at their places, so that the same text runs over other rows: over
 * those that changed, or over a test's.
 */
public final class QuerySql {
  private static final Pattern POSITION = Pattern.compile("\\(line (\\d+), pos (\\d+)\\)");

  /** The graph, the checks and the run ask for the same queries; parsing one takes milliseconds. */
  private static final Map<String, QuerySql> READ = Collections.synchronizedMap(new LastRead());

  private final String sql;
  private final List<Reference> references;

  /**
   * A name of a table in the text.
   *
   * @param from the first character of it
   * @param until the first after it
   * @param aliased whether the query calls it otherwise
   */
  private record Reference(TableName table, int from, int until, boolean aliased) {}

  private QuerySql(String sql, List<Reference> references) {
    this.sql = sql;
    this.references = references.stream().sorted(Comparator.comparingInt(Reference::from)).toList();
  }

  /**
   * Reads a query.
   *
   * @param file where it stands, for messages
   * @throws CityLakeException CONTRACT_INVALID where it is no single query over tables named {@code
   *     theme.table}
   */
  public static QuerySql parse(String sql, String file) {
    QuerySql known = READ.get(sql);
    if (known != null) {
      return known;
    }
    Finder finder = new Finder(sql, file);
    finder.visit(plan(sql, file), false);
    QuerySql read = new QuerySql(sql, finder.references());
    READ.put(sql, read);
    return read;
  }

  /** Forgets the query that nobody asked for longest. */
  private static final class LastRead extends LinkedHashMap<String, QuerySql> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 2_000;

    LastRead() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, QuerySql> eldest) {
      return size() > MOST;
    }
  }

  private static LogicalPlan plan(String sql, String file) {
    try {
      return CatalystSqlParser$.MODULE$.parsePlan(sql);
    } catch (Exception e) {
      // The parser throws its checked exception unannounced.
      if (e instanceof ParseException invalid) {
        throw invalid(file, mistake(invalid));
      }
      throw e;
    }
  }

  /** The tables that the query reads. */
  public SortedSet<TableName> inputs() {
    SortedSet<TableName> inputs = new TreeSet<>();
    references.forEach(each -> inputs.add(each.table()));
    return inputs;
  }

  /** The same query over other relations. */
  String over(Function<TableName, String> relations) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Reference each : references) {
      out.append(sql, at, each.from()).append(quoted(relations.apply(each.table())));
      if (!each.aliased()) {
        // Columns may be qualified by the table's name.
        out.append(" AS ").append(quoted(each.table().table()));
      }
      at = each.until();
    }
    return out.append(sql, at, sql.length()).toString();
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static QueryMistake mistake(ParseException e) {
    // Spark begins its text with an empty line, and ends it with the query.
    String text = e.getMessage().strip();
    Matcher position = POSITION.matcher(text);
    boolean found = position.find();
    int line = found ? Integer.parseInt(position.group(1)) : 1;
    int column = found ? Integer.parseInt(position.group(2)) + 1 : 1;
    String said = text.split("\\R\\s*(?=\\R|== SQL)", 2)[0];
    String why = POSITION.matcher(said).replaceAll("").replaceAll("\\s*\\R\\s*", " ").strip();
    return new QueryMistake(line, column, why);
  }

  private static CityLakeException invalid(String file, QueryMistake mistake) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID,
        "Cannot read the query in %s: %s".formatted(file, mistake.getMessage()),
        mistake);
  }

  static CityLakeException invalid(String file, String why) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID, "Cannot read the query in %s: %s".formatted(file, why));
  }

  /** Walks a plan that is parsed and not analysed. */
  private static final class Finder {
    private final String sql;
    private final String file;
    private final Set<String> common = new TreeSet<>();
    private final List<UnresolvedRelation> found = new ArrayList<>();
    private final Set<UnresolvedRelation> aliased =
        Collections.newSetFromMap(new java.util.IdentityHashMap<>());

    Finder(String sql, String file) {
      this.sql = sql;
      this.file = file;
    }

    void visit(LogicalPlan plan, boolean underAlias) {
      if (plan instanceof Command || plan instanceof ParsedStatement) {
        throw invalid(file, "it must be one SELECT, and it writes or commands");
      }
      if (plan instanceof ScriptTransformation) {
        throw invalid(file, "TRANSFORM runs a program and isn't allowed");
      }
      if (plan instanceof PlanWithUnresolvedIdentifier) {
        throw invalid(file, "IDENTIFIER(...) hides what is read and isn't allowed");
      }
      if (plan instanceof RelationTimeTravel) {
        throw invalid(
            file, "time travel isn't allowed: the state that is read is chosen by the run");
      }
      if (plan instanceof UnresolvedRelation relation) {
        found.add(relation);
        if (underAlias) {
          aliased.add(relation);
        }
      }
      if (plan instanceof UnresolvedWith with) {
        for (Tuple3<String, SubqueryAlias, ?> each : asJava(with.cteRelations())) {
          common.add(each._1().toLowerCase(Locale.ROOT));
          visit(each._2(), false);
        }
      }
      for (LogicalPlan child : asJava(plan.children())) {
        visit(child, plan instanceof SubqueryAlias);
      }
      asJava(plan.expressions()).forEach(this::visit);
    }

    private void visit(Expression expression) {
      if (expression instanceof PlanExpression<?> subquery) {
        QueryPlan<?> plan = subquery.plan();
        visit((LogicalPlan) plan, false);
      }
      asJava(expression.children()).forEach(this::visit);
    }

    List<Reference> references() {
      List<Reference> references = new ArrayList<>();
      for (UnresolvedRelation relation : found) {
        List<String> parts = asJava(relation.multipartIdentifier());
        boolean ofWith =
            parts.size() == 1 && common.contains(parts.get(0).toLowerCase(Locale.ROOT));
        if (!ofWith) {
          references.add(reference(relation, parts));
        }
      }
      return references;
    }

    private Reference reference(UnresolvedRelation relation, List<String> parts) {
      String written = String.join(".", parts);
      if (parts.size() != 2) {
        throw invalid(file, "tables are named theme.table, not '%s'".formatted(written));
      }
      TableName table;
      try {
        table = new TableName(parts.get(0), parts.get(1));
      } catch (CityLakeException | IllegalArgumentException e) {
        throw invalid(file, "'%s' is no table's name: %s".formatted(written, e.getMessage()));
      }
      // Positions count code points, and a Chinese text may hold characters of two units.
      int from = sql.offsetByCodePoints(0, (int) relation.origin().startIndex().get());
      int until = sql.offsetByCodePoints(0, (int) relation.origin().stopIndex().get() + 1);
      return new Reference(table, from, until, aliased.contains(relation));
    }
  }
}
