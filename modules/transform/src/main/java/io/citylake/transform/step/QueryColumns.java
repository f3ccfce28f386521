package io.citylake.transform.step;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.engine.SparkTypes;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution$;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias$;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.runtime.AbstractPartialFunction;

/**
 * Looks whether the columns that a query names are those of the contracts: Spark's analyser over
 * empty tables, without a session. What else may be wrong shows once it runs.
 */
public final class QueryColumns {
  private static final Logger LOG = LoggerFactory.getLogger(QueryColumns.class);
  private static final Pattern OF_COLUMNS =
      Pattern.compile(
          "(UNRESOLVED_COLUMN|UNRESOLVED_FIELD|FIELD_NOT_FOUND|UNRESOLVED_USING_COLUMN|AMBIGUOUS_REFERENCE).*");

  private final Workspace workspace;
  private final Analyzer analyser;

  public QueryColumns(Workspace workspace) {
    this.workspace = workspace;
    this.analyser =
        new Analyzer(
            new SessionCatalog(
                new InMemoryCatalog(new SparkConf(false), new Configuration(false)),
                FunctionRegistry$.MODULE$.builtin(),
                TableFunctionRegistry$.MODULE$.builtin()));
  }

  /**
   * Looks at a query that can be read and whose tables are declared.
   *
   * @param target whose columns it has to give; null where it may give any
   * @return false where it can't be told, because something else is wrong or only a session knows
   * @throws CityLakeException CONTRACT_INVALID
   */
  public boolean require(String sql, String file, @Nullable DatasetContract target) {
    LogicalPlan plan;
    try {
      plan =
          analyser.executeAndCheck(
              overContracts(
                  CTESubstitution$.MODULE$.apply(CatalystSqlParser$.MODULE$.parsePlan(sql))),
              new QueryPlanningTracker(Option.empty()));
    } catch (Exception e) {
      // Spark throws its checked exception unannounced.
      if (e instanceof AnalysisException invalid
          && OF_COLUMNS.matcher(String.valueOf(invalid.getCondition())).matches()) {
        throw mistake(sql, file, invalid);
      }
      LOG.debug("Cannot analyse {}", file, e);
      return false;
    }
    if (target != null) {
      requireColumns(plan, file, target);
    }
    return true;
  }

  private LogicalPlan overContracts(LogicalPlan plan) {
    return plan.transformUpWithSubqueries(
        new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
          @Override
          public boolean isDefinedAt(LogicalPlan node) {
            return find(node).isPresent();
          }

          @Override
          public LogicalPlan apply(LogicalPlan node) {
            return find(node).map(QueryColumns::empty).orElse(node);
          }
        });
  }

  private Optional<DatasetContract> find(LogicalPlan node) {
    if (!(node instanceof UnresolvedRelation relation)) {
      return Optional.empty();
    }
    List<String> parts = asJava(relation.multipartIdentifier());
    return parts.size() == 2
        ? Optional.ofNullable(workspace.datasets().get(new TableName(parts.get(0), parts.get(1))))
        : Optional.empty();
  }

  private static LogicalPlan empty(DatasetContract dataset) {
    StructType schema =
        SparkTypes.with(SparkTypes.columns(dataset), ServiceColumns.of(dataset.writeMode()));
    LocalRelation rows =
        new LocalRelation(
            asScala(List.<Attribute>copyOf(asJava(DataTypeUtils.toAttributes(schema)))).toSeq(),
            asScala(List.<InternalRow>of()).toSeq(),
            false,
            Option.empty());
    return SubqueryAlias$.MODULE$.apply(
        asScala(List.of("lake", dataset.name().theme(), dataset.name().table())).toSeq(), rows);
  }

  private static void requireColumns(LogicalPlan plan, String file, DatasetContract target) {
    Set<String> missing = new TreeSet<>();
    target.columns().stream().map(ColumnContract::name).forEach(missing::add);
    Set<String> surplus = new TreeSet<>();
    asJava(plan.output())
        .forEach(
            column -> {
              if (!missing.remove(column.name())) {
                surplus.add(column.name());
              }
            });
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      throw QuerySql.invalid(
          file,
          "it must give each column of %s once (missing=%s, unknown=%s)"
              .formatted(target.name(), missing, surplus));
    }
  }

  private static CityLakeException mistake(String sql, String file, AnalysisException e) {
    String why = e.getSimpleMessage().lines().findFirst().orElse("");
    why = why.replaceAll(" SQLSTATE: \\w+", "").replaceAll("; line \\d+ pos \\d+$", "");
    boolean placed = e.line().isDefined() && e.startPosition().isDefined();
    // Spark doesn't say where a column of USING stands.
    int at = placed ? -1 : sql.indexOf(name(why));
    String before = sql.substring(0, Math.max(0, at));
    int line =
        placed ? (Integer) e.line().get() : (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column =
        placed ? (Integer) e.startPosition().get() + 1 : before.length() - before.lastIndexOf('\n');
    QueryMistake mistake = new QueryMistake(line, column, why);
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID,
        "Cannot use the query in %s: %s".formatted(file, mistake.getMessage()),
        mistake);
  }

  /** The first that is quoted. */
  private static String name(String message) {
    String[] parts = message.split("`", 3);
    return parts.length == 3 ? parts[1] : "";
  }
}
