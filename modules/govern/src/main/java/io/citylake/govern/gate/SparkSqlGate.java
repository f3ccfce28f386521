package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.contract.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.Question;
import io.citylake.govern.SqlGate;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.policy.CallerRights;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate on Spark. A caller's text never meets a Spark session with tables in it: it is parsed by
 * Spark's parser and analysed by an analyser of our own that knows one catalog, whose tables can't
 * be read ({@link StandIn}), and the allowed functions. Only then do real tables, filtered and
 * masked, take their places. What this misses cannot run. Safe for threads.
 */
public final class SparkSqlGate implements SqlGate {
  private static final Logger LOG = LoggerFactory.getLogger(SparkSqlGate.class);
  private static final int MOST_CHARACTERS = 1_000_000;

  private final SparkSession session;
  private final SessionCatalog functions;
  private final PinnedTables tables;
  private final Masking masking;
  private final GateSettings settings;
  private final AccessLog log;

  /** By identity, because comparing policies costs as much as a digest of them. */
  private final Cache<Policies, String> versions = Caffeine.newBuilder().weakKeys().build();

  /**
   * A gate over a lake.
   *
   * @param spark whose catalog {@code lake} holds the tables
   */
  public SparkSqlGate(
      org.apache.spark.sql.SparkSession spark, GateSettings settings, AccessLog log) {
    SparkSession base = (SparkSession) spark;
    this.session = session(base, settings);
    this.functions =
        session.withActive(() -> AllowedFunctions.catalog(session.sessionState().conf()));
    this.tables =
        new PinnedTables(
            (TableCatalog) base.sessionState().catalogManager().catalog(ReleaseCatalog.NAME));
    this.masking = new Masking(settings.maskKey());
    this.settings = settings;
    this.log = log;
  }

  /** A session of the gate's own: what others set in theirs doesn't count here. */
  private static SparkSession session(SparkSession base, GateSettings settings) {
    SparkSession session = base.newSession();
    session.conf().set("spark.sql.session.timeZone", settings.zone().getId());
    session.conf().set("spark.sql.ansi.enabled", "true");
    session.conf().set("spark.sql.caseSensitive", "false");
    session.conf().set("spark.sql.runSQLOnFiles", "false");
    // Else ${env:HOME} in a statement would tell about this process.
    session.conf().set("spark.sql.variable.substitute", "false");
    session
        .experimental()
        .extraStrategies_$eq(
            asScala(List.<org.apache.spark.sql.execution.SparkStrategy>of(new BarrierStrategy()))
                .toSeq());
    return session;
  }

  @Override
  public GovernedQuery admit(Caller caller, Question question) {
    AccessRecorder recorder = new AccessRecorder(log, settings.clock(), caller, question);
    try {
      GovernedQuery query = session.withActive(() -> admission(caller, question, recorder).admit());
      recorder.record("allowed", "", 0);
      return query;
    } catch (Exception e) {
      // Scala's checked exceptions come unannounced.
      CityLakeException said = e instanceof CityLakeException known ? known : Sentences.invalid(e);
      recorder.record("refused", said.getMessage(), 0);
      throw said;
    } catch (StackOverflowError e) {
      CityLakeException said =
          new CityLakeException(
              ErrorCode.SQL_INVALID, "Cannot run the statement: it is nested too deeply");
      recorder.record("refused", said.getMessage(), 0);
      throw said;
    }
  }

  private Admission admission(Caller caller, Question question, AccessRecorder recorder) {
    if (question.sql().length() > MOST_CHARACTERS) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "Cannot run the statement: it is too long (characters=%d, most=%d)"
              .formatted(question.sql().length(), MOST_CHARACTERS));
    }
    Policies policies = policies();
    recorder.decidedBy(versions.get(policies, Policies::version));
    CallerRights rights =
        new CallerRights(
            policies, caller, LocalDate.ofInstant(settings.clock().instant(), settings.zone()));
    return new Admission(
        new Admission.Parts(session, functions, tables, masking, settings, recorder),
        rights,
        caller,
        question);
  }

  /** No policies, no access. */
  private Policies policies() {
    try {
      return settings.policies().get();
    } catch (RuntimeException e) {
      LOG.warn("Nobody is admitted, because the policies can't be read", e);
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot admit anybody: the policies can't be read; citylake validate says why",
          e);
    }
  }
}
