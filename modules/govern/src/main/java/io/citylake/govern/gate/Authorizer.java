package io.citylake.govern.gate;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.engine.BoundSql;
import io.citylake.engine.Wanted;
import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.access.Constants;
import io.citylake.govern.access.TableAccess;
import io.citylake.govern.bounds.AnalysedPlan;
import io.citylake.govern.bounds.BoundedFunctions;
import io.citylake.govern.bounds.ParsedPlan;
import io.citylake.govern.bounds.StatementText;
import io.citylake.govern.gate.ReleaseCatalog.TableSource;
import io.citylake.govern.masked.MaskedUse;
import io.citylake.govern.policy.CallerRights;
import io.citylake.govern.policy.CallerRights.Verdict;
import io.citylake.govern.policy.TableColumns;
import io.citylake.govern.policy.TableDecision;
import io.citylake.lake.system.SystemTable;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.RelationCache$;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.CurrentCatalog;
import org.apache.spark.sql.catalyst.expressions.CurrentDatabase;
import org.apache.spark.sql.catalyst.expressions.CurrentUser;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.jspecify.annotations.Nullable;

/** The way of one statement through the gate. */
final class Authorizer implements TableSource {
  private final Parts parts;
  private final Supplier<CallerRights> rightsOfNow;
  private final CallerRights rights;
  private final Caller caller;
  private final QueryRequest question;
  private final Map<TableName, TableAccess> named = new TreeMap<>();
  private @Nullable LogicalPlan parsed;
  private final List<PinnedTable> loaded = new ArrayList<>();

  /** What the gate lends to each. */
  record Parts(
      SparkSession session,
      SparkSession small,
      SessionCatalog functions,
      PinnedTables tables,
      Masking masking,
      GateSettings settings,
      AccessRecorder recorder) {}

  /**
   * @param rights the caller's when the query came
   * @param rightsOfNow the caller's, by the policies and on the day on which it is asked
   */
  Authorizer(
      Parts parts,
      CallerRights rights,
      Supplier<CallerRights> rightsOfNow,
      Caller caller,
      QueryRequest question) {
    this.parts = parts;
    this.rightsOfNow = rightsOfNow;
    this.rights = rights;
    this.caller = caller;
    this.question = question;
  }

  AdmittedQuery admit() {
    requireTravel(question.isOfEarlierState(), rights);
    StatementText.require(question.sql());
    LogicalPlan statement = new SparkSqlParser().parsePlan(question.sql());
    Wanted.check();
    Optional<Statements.Answer> answer = new Statements(this).find(statement);
    return answer.isPresent()
        ? admitted(Decision.told(answer.get().rows()), answer.get().callerAfter())
        : admitted(decide(statement), null);
  }

  /** A query that was decided before; it goes into the access log as the first one did. */
  AdmittedQuery admit(Decision before) {
    parts.recorder().says(before.constants());
    parts.recorder().reads(before.references().stream().map(Reference::access).toList());
    return admitted(before, null);
  }

  private AdmittedQuery admitted(Decision made, @Nullable Caller callerAfter) {
    return new AdmittedQuery(
        made, zone(), callerAfter, () -> recheck(made.references()), parts.recorder());
  }

  private String zone() {
    return parts.settings().zone().getId();
  }

  private Decision decide(LogicalPlan query) {
    if (caller.purpose() != null) {
      requirePurpose(caller.purpose());
    }
    Checked checked = check(query);
    Enforcement enforcement = new Enforcement(parts.session(), parts.masking());
    LogicalPlan governed =
        Plans.replaceExpressions(
            Plans.replaceExpressions(
                enforcement.apply(checked.analysed(), checked.references()), this::ofCaller),
            BoundedFunctions::stoppable);
    CacheKeys.Plan plan =
        new CacheKeys.Plan(
            checked.analysed(),
            checked.references(),
            parts.recorder().policyVersion(),
            parts.settings().zone());
    boolean small = SmallInput.suits(checked.analysed(), checked.references());
    return Decision.of(
        small ? parts.small() : parts.session(),
        governed,
        checked.references(),
        checked.constants(),
        // What is told of tables differs by who asks, and no reference says so.
        checked.tellsOfTables() || isOfNow(checked.references())
            ? null
            : CacheKeys.of(caller, question, plan).orElse(null));
  }

  /** The platform's own rows change without a release. */
  private static boolean isOfNow(List<Reference> references) {
    return references.stream().anyMatch(each -> each.table().name().isSystem());
  }

  private void recheck(List<Reference> references) {
    requireStanding(caller);
    CallerRights now = rightsOfNow.get();
    requireTravel(
        question.isOfEarlierState() || references.stream().anyMatch(Reference::isOfNamedState),
        now);
    for (Reference each : references) {
      Verdict verdict = now.decide(columns(each.table()), each.read());
      if (!verdict.equals(new Verdict.Allowed(each.decision()))
          || (each.table().table() instanceof SystemTable system
              && !system.visible().equals(visible(now)))) {
        throw denied(
            each.table().name(), "what you may see of it has changed meanwhile; ask again");
      }
    }
  }

  static void requireStanding(Caller caller) {
    if (!caller.standing().holds()) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot answer: you are shut out, have other roles or another password, or your token"
              + " has run out meanwhile; log in and ask again");
    }
  }

  void requirePurpose(String purpose) {
    SortedSet<String> allowed = rights.purposes();
    if (!allowed.contains(purpose)) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot state this purpose: no role of yours may (one of %s)".formatted(allowed));
    }
  }

  private static void requireTravel(boolean earlier, CallerRights rights) {
    if (earlier && !rights.mayTravel()) {
      throw StatementGuard.noTravel();
    }
  }

  /** A query that may run. */
  record Checked(
      LogicalPlan analysed,
      List<Reference> references,
      Constants constants,
      boolean tellsOfTables) {}

  /** Analyses a query and decides on all that it reads. */
  Checked check(LogicalPlan written) {
    LogicalPlan query = ParsedPlan.bounded(written);
    parsed = query;
    StatementGuard.parsed(
        query,
        rights.mayTravel(),
        name -> parts.functions().isRegisteredFunction(new FunctionIdentifier(name)));
    GateCatalogs catalogs =
        new GateCatalogs(new ReleaseCatalog(this), parts.functions(), caller.theme());
    LogicalPlan resolved = analysed(catalogs, query);
    boolean tellsOfTables = !Plans.all(resolved, each -> information(each) == null);
    LogicalPlan analysed = tellsOfTables ? Plans.replace(resolved, this::information) : resolved;
    StatementGuard.analysed(analysed);
    AnalysedPlan.require(analysed);
    Constants constants = noted(analysed);
    List<Reference> references = new ArrayList<>();
    ColumnUse.of(analysed).forEach((relation, read) -> references.add(reference(relation, read)));
    references.sort(
        Comparator.comparing((Reference each) -> each.table().name())
            .thenComparing(each -> each.read().toString())
            .thenComparing(each -> each.table().snapshot().snapshotId()));
    parts.recorder().reads(references.stream().map(Reference::access).toList());
    MaskedUse.require(analysed, asRead(references));
    return new Checked(analysed, references, constants, tellsOfTables);
  }

  private static Map<DataSourceV2Relation, MaskedUse.Table> asRead(List<Reference> references) {
    Map<DataSourceV2Relation, MaskedUse.Table> tables = new HashMap<>();
    references.forEach(
        each ->
            tables.put(each.relation(), new MaskedUse.Table(each.table().name(), each.decision())));
    return tables;
  }

  /** What the log is told before anything is decided: a refusal has it too. */
  private Constants noted(LogicalPlan analysed) {
    Map<TableName, SortedMap<String, Integer>> grades = new TreeMap<>();
    PlanReads reads =
        PlanReads.of(
            analysed,
            question.sql(),
            relation -> pinned(relation).name(),
            (name, columns) -> grades.computeIfAbsent(name, each -> grades(each, columns)),
            relation -> pinned(relation).snapshot().snapshotId());
    parts.recorder().reads(reads.tables());
    parts.recorder().says(reads.constants());
    return reads.constants();
  }

  private SortedMap<String, Integer> grades(TableName name, List<String> columns) {
    DatasetContract dataset = parts.settings().datasets().get(name);
    return dataset == null ? new TreeMap<>() : TableColumns.of(dataset, columns).grades();
  }

  private static PinnedTable pinned(DataSourceV2Relation relation) {
    return ((UnreadableTable) relation.table()).pinned();
  }

  private LogicalPlan analysed(GateCatalogs catalogs, LogicalPlan parsed) {
    try {
      return new Analyzer(catalogs, RelationCache$.MODULE$.empty())
          .executeAndCheck(BoundSql.bind(parsed, question.parameters()), Wanted.tracker());
    } catch (Exception e) {
      // Scala's checked exceptions come unannounced.
      throw e instanceof CityLakeException known
          ? known
          : Sentences.unanalysed(e, question.sql(), hidden());
    }
  }

  /** The columns of what the statement names that its caller is told nothing of. */
  private SortedSet<String> hidden() {
    SortedSet<String> hidden = new TreeSet<>();
    if (!rights.isAdministrator()) {
      for (PinnedTable each : loaded) {
        Set<String> readable = rights.readable(columns(each)).keySet();
        for (String column : each.columns()) {
          if (!readable.contains(column)) {
            hidden.add(column);
          }
        }
      }
    }
    return hidden;
  }

  private @Nullable LogicalPlan information(LogicalPlan node) {
    return node instanceof DataSourceV2Relation relation
            && relation.table() instanceof InformationTable table
        ? InformationTable.told(relation, table)
        : null;
  }

  private Reference reference(DataSourceV2Relation relation, SortedSet<String> read) {
    if (!relation.options().isEmpty()) {
      throw StatementGuard.withOptions(relation.table().name());
    }
    UnreadableTable named = (UnreadableTable) relation.table();
    PinnedTable table = named.pinned();
    Verdict verdict = rights.decide(columns(table), read);
    if (verdict instanceof Verdict.Refused refused) {
      throw denied(table.name(), reason(refused));
    }
    TableDecision decision = ((Verdict.Allowed) verdict).decision();
    boolean earlier = named.isOfNamedState() || question.isOfEarlierState();
    if (earlier) {
      requireStates(table.name());
    }
    if (earlier && decision.isFiltered()) {
      throw denied(table.name(), "you see some of its rows only, and so no earlier states");
    }
    return new Reference(relation, table, read, decision, named.isOfNamedState());
  }

  /** With those of the missing columns that the caller has written himself. */
  private String reason(Verdict.Refused refused) {
    List<String> written =
        refused.missing().stream().filter(each -> Sentences.isNamed(each, question.sql())).toList();
    return refused.missing().isEmpty()
        ? refused.reason()
        : "no role of yours grants %s; %s"
            .formatted(
                written.isEmpty() ? "all the columns that this reads" : written, refused.reason());
  }

  private TableColumns columns(PinnedTable table) {
    DatasetContract dataset = parts.settings().datasets().get(table.name());
    return dataset == null
        ? new TableColumns(table.name(), "", new TreeMap<>())
        : TableColumns.of(dataset, table.known());
  }

  private @Nullable Expression ofCaller(Expression each) {
    if (each instanceof CurrentUser) {
      return Literal$.MODULE$.apply(caller.user());
    }
    if (each instanceof CurrentCatalog) {
      return Literal$.MODULE$.apply(ReleaseCatalog.NAME);
    }
    if (each instanceof CurrentDatabase) {
      return Literal$.MODULE$.apply(caller.theme() == null ? "" : caller.theme());
    }
    return null;
  }

  @Override
  public Optional<UnreadableTable> find(TableName name) {
    requireReadable(name);
    if (name.isSystem()) {
      return parts.tables().findSystem(name).map(table -> standIn(name, table));
    }
    return Optional.ofNullable(question.release().tables().get(name))
        .map(snapshot -> standIn(name, snapshot, false));
  }

  /** Its rows about tables that the caller may not read are not there. */
  private UnreadableTable standIn(TableName name, SystemTable table) {
    note(name, new TableAccess(name, List.of(), 0, 0));
    PinnedTable pinned = PinnedTable.of(name, visible(rights).map(table::visible).orElse(table));
    loaded.add(pinned);
    return new UnreadableTable(pinned, false);
  }

  /** The tables that the platform's own may tell the caller of; empty for all. */
  private Optional<SortedSet<TableName>> visible(CallerRights of) {
    return of.tables(parts.settings().datasets());
  }

  @Override
  public Optional<InformationTable> findInformation(String name) {
    return new InformationSchema(this).find(name);
  }

  /** The tables of the release that the caller may be told of. */
  List<TableName> readable() {
    List<TableName> all = new ArrayList<>();
    parts.settings().datasets().keySet().stream().filter(TableName::isSystem).forEach(all::add);
    all.addAll(question.release().tables().keySet());
    return all.stream().filter(this::isReadable).toList();
  }

  @Override
  public Optional<UnreadableTable> find(TableName name, String version) {
    requireTravel(true, rights);
    requireReadable(name);
    requireStates(name);
    long snapshot;
    try {
      snapshot = Long.parseLong(version);
    } catch (NumberFormatException e) {
      throw denied(name, "a state is named by its snapshot's number, not by a branch or tag");
    }
    return Optional.of(
        standIn(name, released(name, parts.settings().states().find(name, snapshot)), true));
  }

  @Override
  public Optional<UnreadableTable> find(TableName name, long microseconds) {
    requireTravel(true, rights);
    requireReadable(name);
    requireStates(name);
    Instant at = Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS);
    return Optional.of(
        standIn(name, released(name, parts.settings().states().find(name, at)), true));
  }

  private static void requireStates(TableName name) {
    if (name.isSystem()) {
      throw denied(name, "it has no earlier states: it is as of when it is read");
    }
  }

  private static TableSnapshot released(TableName name, Optional<TableSnapshot> state) {
    return state.orElseThrow(() -> denied(name, "no release served that state"));
  }

  private UnreadableTable standIn(TableName name, TableSnapshot snapshot, boolean ofNamedState) {
    note(name, new TableAccess(name, List.of(), 0, snapshot.snapshotId()));
    PinnedTable pinned = parts.tables().load(name, snapshot);
    loaded.add(pinned);
    return new UnreadableTable(pinned, ofNamedState);
  }

  private void note(TableName name, TableAccess access) {
    named.put(name, access);
    parts.recorder().reads(List.copyOf(named.values()));
  }

  /** What is asked of a table that its caller may not read, for the log. */
  private TableAccess meant(TableName name, TableSnapshot snapshot) {
    DatasetContract dataset = parts.settings().datasets().get(name);
    LogicalPlan statement = parsed;
    List<ColumnContract> columns =
        dataset == null || statement == null ? List.of() : NamedColumns.of(statement, dataset);
    return new TableAccess(
        name,
        columns.stream().map(ColumnContract::name).toList(),
        columns.stream().mapToInt(ColumnContract::grade).max().orElse(0),
        snapshot.snapshotId());
  }

  /**
   * Before anything of it is told, its columns' names and whether it is there included: of a table
   * that isn't, as of another's quarantine, the same is said.
   */
  void requireReadable(TableName name) {
    if (!isReadable(name)) {
      TableSnapshot served = question.release().tables().get(name);
      note(name, served == null ? new TableAccess(name, List.of(), 0, 0) : meant(name, served));
      throw denied(
          name,
          "no role of yours grants it, or there is no such table (roles=%s)"
              .formatted(caller.roles()));
    }
  }

  boolean isReadable(TableName name) {
    DatasetContract dataset = parts.settings().datasets().get(name);
    return dataset == null ? rights.isAdministrator() : rights.mayRead(dataset);
  }

  static CityLakeException denied(TableName name, String why) {
    return new CityLakeException(
        ErrorCode.ACCESS_DENIED, "Cannot read %s: %s".formatted(name, why));
  }

  Parts parts() {
    return parts;
  }

  CallerRights rights() {
    return rights;
  }

  Caller caller() {
    return caller;
  }

  QueryRequest question() {
    return question;
  }
}
