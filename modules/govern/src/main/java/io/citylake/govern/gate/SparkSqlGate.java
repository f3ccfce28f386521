package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.contract.policy.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.SessionValidity;
import io.citylake.govern.SqlGate;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.policy.CallerRights;
import io.citylake.govern.policy.ReadablePolicies;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.execution.SparkStrategy;

/**
 * The gate on Spark. A caller's text never meets a Spark session with tables in it: it is parsed by
 * Spark's parser and analysed by an analyser of our own that knows one catalog, whose tables can't
 * be read ({@link UnreadableTable}), and the allowed functions. Only then do real tables, filtered
 * and masked, take their places. What this misses cannot run. Safe for threads.
 */
public final class SparkSqlGate implements SqlGate {
  private static final int MOST_DECISIONS = 1_000;
  private static final int LONGEST_KEPT = 10_000;

  private final SparkSession session;
  private final SparkSession small;
  private final SessionCatalog functions;
  private final PinnedTables tables;
  private final Masking masking;
  private final GateSettings settings;
  private final ReadablePolicies policies;
  private final AccessLog log;
  private final TurnedAway away;

  /** A screen asks the same again and again, and analysing it takes longer than what is left. */
  private final Cache<Asked, Decision> decisions =
      Caffeine.newBuilder().maximumSize(MOST_DECISIONS).build();

  /** All that a decision follows from. */
  private record Asked(
      Caller caller, QueryRequest question, String policyVersion, LocalDate today) {}

  /** By identity, because comparing policies costs as much as a digest of them. */
  private final Cache<Policies, String> versions = Caffeine.newBuilder().weakKeys().build();

  /**
   * A gate over a lake.
   *
   * @param spark whose catalog {@code lake} holds the tables
   * @param small on the same Spark, set up for queries that read little; the gate's own from now on
   */
  public SparkSqlGate(
      org.apache.spark.sql.SparkSession spark,
      org.apache.spark.sql.SparkSession small,
      GateSettings settings,
      AccessLog log) {
    SparkSession base = (SparkSession) spark;
    this.session = prepared(base.newSession(), settings);
    this.small = prepared((SparkSession) small, settings);
    this.functions =
        session.withActive(() -> AllowedFunctions.catalog(session.sessionState().conf()));
    this.tables =
        new PinnedTables(
            (TableCatalog) base.sessionState().catalogManager().catalog(ReleaseCatalog.NAME));
    this.masking = new Masking(settings.maskKey());
    this.settings = settings;
    this.policies = new ReadablePolicies(settings.policies());
    this.log = log;
    this.away = new TurnedAway(log);
  }

  /** A session of the gate's own: what others set in theirs doesn't count here. */
  private static SparkSession prepared(SparkSession session, GateSettings settings) {
    session.conf().set("spark.sql.session.timeZone", settings.zone().getId());
    session.conf().set("spark.sql.ansi.enabled", "true");
    session.conf().set("spark.sql.caseSensitive", "false");
    session.conf().set("spark.sql.runSQLOnFiles", "false");
    // Else ${env:HOME} in a statement would tell about this process.
    session.conf().set("spark.sql.variable.substitute", "false");
    List<SparkStrategy> strategies =
        new ArrayList<>(asJava(session.experimental().extraStrategies()));
    strategies.add(new BarrierStrategy());
    session.experimental().extraStrategies_$eq(asScala(strategies).toSeq());
    return session;
  }

  @Override
  public GovernedQuery admit(Caller caller, QueryRequest question) {
    AccessRecorder recorder = new AccessRecorder(log, settings.clock(), caller, question);
    try {
      GovernedQuery query = session.withActive(() -> decided(caller, question, recorder));
      recorder.record("allowed", "", 0);
      return query;
    } catch (Exception e) {
      // Scala's checked exceptions come unannounced.
      CityLakeException said = e instanceof CityLakeException known ? known : Sentences.invalid(e);
      recorder.record("refused", said.getMessage(), 0);
      throw said;
    } catch (StackOverflowError e) {
      CityLakeException said = tooDeep();
      recorder.record("refused", said.getMessage(), 0);
      throw said;
    }
  }

  @Override
  public void turnedAway(Caller caller, QueryRequest question, String why) {
    away.record(
        new AccessRecorder(log, settings.clock(), caller, question).entry("refused", why, 0));
  }

  @Override
  public void settle() {
    away.settle();
  }

  private GovernedQuery decided(Caller caller, QueryRequest question, AccessRecorder recorder) {
    Authorizer.requireStanding(caller);
    Policies now = policies.get();
    String version = versions.get(now, Policies::version);
    recorder.decidedBy(version);
    LocalDate today = today();
    Authorizer admission =
        new Authorizer(
            new Authorizer.Parts(session, small, functions, tables, masking, settings, recorder),
            new CallerRights(now, caller, today),
            () -> rightsOfNow(caller, recorder),
            caller,
            question);
    // Who logs in again is answered from the same decision.
    Asked asked = new Asked(caller.withStanding(SessionValidity.ALWAYS), question, version, today);
    Decision before = decisions.getIfPresent(asked);
    if (before != null) {
      return admission.admit(before);
    }
    AdmittedQuery query = admission.admit();
    if (query.decision().holds() && isShort(question)) {
      decisions.put(asked, query.decision());
    }
    return query;
  }

  /** What is kept is bounded in number, so each must be in size. */
  private static boolean isShort(QueryRequest question) {
    return question.sql().length() + question.parameters().toString().length() <= LONGEST_KEPT;
  }

  private static CityLakeException tooDeep() {
    return new CityLakeException(
        ErrorCode.STATEMENT_TOO_LARGE,
        "Cannot run the statement: it is nested too deeply; write it flatter");
  }

  private CallerRights rightsOfNow(Caller caller, AccessRecorder recorder) {
    Policies now = policies.get();
    recorder.decidedBy(versions.get(now, Policies::version));
    return new CallerRights(now, caller, today());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(settings.clock().instant(), settings.zone());
  }
}
