package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.govern.Caller;
import io.citylake.govern.policy.TableColumns;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.CurrentNamespace$;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SetCatalogAndNamespace;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.ShowViews;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.apache.spark.sql.execution.command.SetCommand;
import org.apache.spark.sql.execution.command.SetNamespaceCommand;
import org.apache.spark.sql.execution.command.ShowCatalogsCommand;
import org.apache.spark.sql.execution.command.ShowNamespacesCommand;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The statements that are no queries. They are answered from the contract and the release, never by
 * Spark's own commands, and tell only of what is granted.
 */
final class Statements {
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\w+)");

  /** What SET TIME ZONE is to the parser. */
  private static final String ZONE = "spark.sql.session.timeZone";

  private final Authorizer admission;

  /**
   * @param callerAfter null where the caller stays who it is
   */
  record Answer(org.apache.spark.sql.Dataset<Row> rows, @Nullable Caller callerAfter) {}

  Statements(Authorizer admission) {
    this.admission = admission;
  }

  /** Empty where it is something else. */
  Optional<Answer> find(LogicalPlan parsed) {
    if (parsed instanceof ExplainCommand explain) {
      return Optional.of(explain(explain.logicalPlan()));
    }
    if (parsed instanceof ShowNamespacesCommand show) {
      return Optional.of(schemas(show));
    }
    if (parsed instanceof ShowCatalogsCommand show && show.pattern().isEmpty()) {
      return Optional.of(answer(List.of(RowFactory.create(ReleaseCatalog.NAME)), "catalog"));
    }
    if (parsed instanceof ShowFunctions show) {
      return Optional.of(functions(show));
    }
    if (parsed instanceof ShowViews show && show.pattern().isEmpty()) {
      return Optional.of(views(show));
    }
    if (parsed instanceof ShowTables show) {
      return Optional.of(tables(show));
    }
    if (parsed instanceof ShowColumns show && show.namespace().isEmpty()) {
      return Optional.of(columns(table(show.child())));
    }
    if (parsed instanceof DescribeRelation describe && !describe.isExtended()) {
      return Optional.of(describe(table(describe.relation())));
    }
    if (parsed instanceof SetCatalogAndNamespace use
        && use.child() instanceof UnresolvedNamespace namespace) {
      return Optional.of(use(asJava(namespace.multipartIdentifier())));
    }
    if (parsed instanceof SetNamespaceCommand use) {
      return Optional.of(use(asJava(use.namespace())));
    }
    return parsed instanceof SetCommand set ? Optional.of(set(set)) : Optional.empty();
  }

  private Answer answer(List<Row> rows, String... columns) {
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return new Answer(admission.parts().session().createDataFrame(rows, schema), null);
  }

  private Answer schemas(ShowNamespacesCommand show) {
    boolean all =
        show.child() instanceof UnresolvedNamespace namespace
            && asJava(namespace.multipartIdentifier()).stream()
                .allMatch(each -> each.equalsIgnoreCase(ReleaseCatalog.NAME));
    if (!all || show.pattern().isDefined()) {
      throw StatementGuard.refused("SHOW SCHEMAS of something, or with a pattern,");
    }
    return answer(
        new ArrayList<>(themes().stream().map(each -> RowFactory.create(each)).toList()),
        "namespace");
  }

  private SortedSet<String> themes() {
    SortedSet<String> themes = new TreeSet<>();
    readable().forEach(each -> themes.add(each.theme()));
    return themes;
  }

  private List<TableName> readable() {
    return admission.readable();
  }

  private Answer functions(ShowFunctions show) {
    if (show.pattern().isDefined()) {
      throw StatementGuard.refused("SHOW FUNCTIONS of one, or with a pattern,");
    }
    List<Row> rows = new ArrayList<>();
    AllowedFunctions.names().forEach(each -> rows.add(RowFactory.create(each)));
    return answer(rows, "function");
  }

  /** There are none; a theme that the caller may not see is refused all the same. */
  private Answer views(ShowViews show) {
    theme(show.namespace());
    return answer(List.of(), "namespace", "viewName");
  }

  private Answer tables(ShowTables show) {
    String theme = theme(show.namespace());
    if (show.pattern().isDefined()) {
      throw StatementGuard.refused("SHOW TABLES with a pattern");
    }
    List<Row> rows = new ArrayList<>();
    for (TableName each : readable()) {
      if (theme == null || each.theme().equals(theme)) {
        rows.add(RowFactory.create(each.theme(), each.table()));
      }
    }
    return answer(rows, "namespace", "tableName");
  }

  private @Nullable String theme(LogicalPlan namespace) {
    if (namespace == CurrentNamespace$.MODULE$) {
      return admission.caller().theme();
    }
    if (namespace instanceof UnresolvedNamespace named) {
      return theme(asJava(named.multipartIdentifier()));
    }
    throw StatementGuard.refused(namespace.nodeName());
  }

  private static @Nullable String theme(List<String> parts) {
    List<String> within =
        !parts.isEmpty() && parts.get(0).equalsIgnoreCase(ReleaseCatalog.NAME)
            ? parts.subList(1, parts.size())
            : parts;
    return within.isEmpty() ? null : String.join(".", within).toLowerCase(Locale.ROOT);
  }

  private Answer use(List<String> parts) {
    String theme = theme(parts);
    if (theme != null && !themes().contains(theme)) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot use %s: it holds no table that a role of yours grants".formatted(theme));
    }
    return new Answer(answer(List.of()).rows(), admission.caller().withTheme(theme));
  }

  private Answer set(SetCommand set) {
    Option<scala.Tuple2<String, Option<String>>> pair = set.kv();
    if (pair.isDefined() && pair.get()._1().equalsIgnoreCase(ZONE) && pair.get()._2().isDefined()) {
      return setZone(pair.get()._2().get());
    }
    if (pair.isEmpty()
        || !pair.get()._1().equalsIgnoreCase("purpose")
        || pair.get()._2().isEmpty()) {
      throw StatementGuard.refused("SET of anything but purpose");
    }
    Matcher value = QUOTED.matcher(pair.get()._2().get().strip());
    String purpose = value.matches() ? group(value) : "";
    admission.requirePurpose(purpose);
    return new Answer(answer(List.of()).rows(), admission.caller().withPurpose(purpose));
  }

  /** Answers of all clients are in the lake's zone; a tool that sets it learns that it is so. */
  private Answer setZone(String zone) {
    String ours = admission.parts().settings().zone().getId();
    if (!zone.equals(ours)) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "Cannot set the time zone: every answer is in the lake's (%s); use from_utc_timestamp or convert_timezone in the query"
              .formatted(ours));
    }
    return answer(List.of());
  }

  private static String group(Matcher matcher) {
    for (int i = 1; i <= matcher.groupCount(); i++) {
      if (matcher.group(i) != null) {
        return matcher.group(i);
      }
    }
    return "";
  }

  private TableName table(LogicalPlan plan) {
    if (!(plan instanceof UnresolvedTableOrView named)) {
      throw StatementGuard.refused(plan.nodeName());
    }
    List<String> parts = new ArrayList<>(asJava(named.multipartIdentifier()));
    if (parts.size() == 3 && parts.get(0).equalsIgnoreCase(ReleaseCatalog.NAME)) {
      parts.remove(0);
    }
    String theme = admission.caller().theme();
    if (parts.size() == 1 && theme != null) {
      parts.add(0, theme);
    }
    String[] namespace = parts.subList(0, parts.size() - 1).toArray(String[]::new);
    Optional<TableName> name =
        ReleaseCatalog.name(
            org.apache.spark.sql.connector.catalog.Identifier.of(
                namespace, parts.get(parts.size() - 1)));
    name.ifPresent(admission::requireReadable);
    return name.filter(
            each ->
                each.isSystem()
                    ? dataset(each).isPresent()
                    : admission.question().release().tables().containsKey(each))
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Cannot find table %s: the release doesn't hold it"
                        .formatted(String.join(".", parts))));
  }

  /** What may be told of a table that the contract doesn't declare is nothing. */
  private Map<String, Action> granted(Optional<DatasetContract> dataset) {
    if (dataset.isEmpty()) {
      return Map.of();
    }
    List<String> columns = dataset.get().columns().stream().map(ColumnContract::name).toList();
    return admission.rights().readable(TableColumns.of(dataset.get(), columns));
  }

  private Optional<DatasetContract> dataset(TableName name) {
    return Optional.ofNullable(admission.parts().settings().datasets().get(name));
  }

  private Answer columns(TableName name) {
    return answer(
        granted(dataset(name)).keySet().stream().map(RowFactory::create).toList(), "col_name");
  }

  private Answer describe(TableName name) {
    Optional<DatasetContract> dataset = dataset(name);
    Map<String, Action> granted = granted(dataset);
    List<Row> rows = new ArrayList<>();
    for (ColumnContract each : dataset.map(DatasetContract::columns).orElse(List.of())) {
      Action action = granted.get(each.name());
      if (action != null) {
        String masked = action == Action.NONE ? "" : " (masked)";
        rows.add(
            RowFactory.create(
                each.name(),
                each.type().toString(),
                each.title().zh() + " / " + each.title().en() + masked));
      }
    }
    return answer(rows, "col_name", "data_type", "comment");
  }

  /** The shape of the query and what it reads; no policy, no path, no bound, no statistics. */
  private Answer explain(LogicalPlan query) {
    Authorizer.Checked checked = admission.check(query);
    List<Row> lines = new ArrayList<>();
    lines(checked, checked.analysed(), 0, lines);
    return answer(lines, "plan");
  }

  private static void lines(
      Authorizer.Checked checked, LogicalPlan plan, int depth, List<Row> lines) {
    String indent = "  ".repeat(depth);
    if (plan instanceof DataSourceV2Relation relation) {
      checked.references().stream()
          .filter(each -> each.relation().equals(relation))
          .forEach(
              each ->
                  lines.add(
                      RowFactory.create(
                          "%sTable %s %s".formatted(indent, each.table().name(), each.read()))));
      return;
    }
    boolean shown = !(plan instanceof SubqueryAlias);
    if (shown) {
      lines.add(RowFactory.create(indent + plan.nodeName()));
    }
    int below = shown ? depth + 1 : depth;
    asJava(plan.children()).forEach(each -> lines(checked, each, below, lines));
    Plans.expressions(
        plan,
        each -> {
          if (each
              instanceof org.apache.spark.sql.catalyst.expressions.PlanExpression<?> subquery) {
            lines(checked, (LogicalPlan) subquery.plan(), below + 1, lines);
          }
        });
  }
}
