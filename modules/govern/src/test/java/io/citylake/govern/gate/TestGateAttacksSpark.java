package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.administrator;
import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.streets;
import static io.citylake.govern.gate.GateFixture.upTo;
import static io.citylake.govern.gate.GateFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.Role;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.access.TableAccess;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** Ways around a policy that other systems had, each refused here. */
class TestGateAttacksSpark {
  private static final Caller LOCAL = caller("local").withPurpose("audit");
  private static final Caller ADMINISTRATOR = caller("administrator");
  private static GateFixture gate;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    gate =
        new GateFixture(
            GateLake.release(7, GateLake.PERSON, GateLake.STREET, GateLake.RAW, GateLake.DAY),
            ReleasedStates.none());
    // In memory, so that no filter of Spark's own stands between.
    Dataset<Row> own =
        GateLake.session().sql("SELECT * FROM lake.civic.dwd_person WHERE street_code = 's1'");
    GateLake.session()
        .createDataFrame(own.collectAsList(), own.schema())
        .createOrReplaceTempView("own_person");
  }

  @BeforeEach
  void policy() {
    gate.policies =
        policies(
            administrator(),
            role("open", List.of(whole()), List.of(), List.of()),
            role("masked", List.of(upTo(2)), List.of(), List.of()),
            role("local", List.of(upTo(4)), List.of(streets("s1")), List.of()));
    gate.log.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO civic.dim_street VALUES ('s9', 'x')",
        "WITH w AS (SELECT 1) INSERT INTO civic.dim_street SELECT 's9', 'x'",
        "FROM civic.dwd_person INSERT INTO civic.dim_street SELECT id, phone",
        "INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT id FROM civic.dwd_person",
        "UPDATE civic.dim_street SET name = 'x'",
        "DELETE FROM civic.dim_street",
        "MERGE INTO civic.dim_street t USING civic.dwd_person s ON t.name = s.id WHEN MATCHED THEN"
            + " DELETE",
        "CREATE TABLE civic.copy AS SELECT id FROM civic.dwd_person",
        "CREATE TABLE t USING jdbc OPTIONS (url 'jdbc:h2:mem:x')",
        "CREATE TEMPORARY VIEW v AS SELECT id FROM civic.dwd_person",
        "CREATE VIEW civic.v AS SELECT id FROM civic.dwd_person",
        "CREATE FUNCTION f AS 'java.lang.Runtime'",
        "CREATE TEMPORARY FUNCTION f(x INT) RETURNS INT RETURN x",
        "DROP TABLE civic.dim_street",
        "TRUNCATE TABLE civic.dim_street",
        "ALTER TABLE civic.dim_street SET TBLPROPERTIES ('write.metadata.path'='/tmp/x')",
        "ALTER TABLE civic.dim_street SET TBLPROPERTIES ('write.data.path'='/tmp/x')",
        "CALL lake.system.rollback_to_snapshot('civic.dim_street', 1)",
        "CACHE TABLE c AS SELECT id FROM civic.dwd_person",
        "CACHE TABLE civic.dwd_person",
        "ANALYZE TABLE civic.dwd_person COMPUTE STATISTICS",
        "REFRESH TABLE civic.dwd_person",
        "ADD JAR '/tmp/x.jar'",
        "ADD FILE '/etc/passwd'",
        "LIST FILES",
        "LOAD DATA INPATH '/etc/passwd' INTO TABLE civic.dim_street",
        "SET",
        "SET -v",
        "SET spark.sql.optimizer.excludedRules = x",
        "SET spark.sql.runSQLOnFiles = true",
        "SET spark.sql.catalog.evil = org.apache.iceberg.spark.SparkCatalog",
        "SET spark.sql.ansi.enabled = false",
        "SET TIME ZONE 'UTC'",
        "SET VAR x = 1",
        "DECLARE VARIABLE x INT",
        "RESET",
        "RESET spark.sql.ansi.enabled",
        "SHOW TBLPROPERTIES civic.dwd_person",
        "SHOW CREATE TABLE civic.dwd_person",
        "SHOW PARTITIONS civic.dwd_person",
        "SHOW TABLE EXTENDED LIKE '*'",
        "SHOW FUNCTIONS LIKE '*'",
        "SHOW CATALOGS LIKE '*'",
        "SHOW VIEWS LIKE '*'",
        "DESCRIBE EXTENDED civic.dwd_person",
        "DESCRIBE FORMATTED civic.dwd_person",
        "DESCRIBE civic.dwd_person phone",
        "DESCRIBE QUERY SELECT 1",
        "DESCRIBE FUNCTION abs",
        "EXECUTE IMMEDIATE 'SELECT 1'",
        "BEGIN SELECT 1; END",
        "SELECT TRANSFORM (id) USING 'cat' AS (x) FROM civic.dwd_person",
        "SELECT * FROM parquet.`/etc/passwd`",
        "SELECT * FROM csv.`/etc/passwd`",
        "SELECT * FROM iceberg.`civic/dwd_person`",
        "SELECT * FROM spark_catalog.default.x",
        "SELECT * FROM global_temp.x",
        "SELECT * FROM civic.dwd_person.files",
        "SELECT * FROM lake.civic.dwd_person.snapshots",
        "SELECT * FROM civic.dwd_person.history",
        "SELECT * FROM civic.`dwd_person.files`",
        "SELECT * FROM civic.`dwd_person$snapshots`",
        "SELECT * FROM civic.dwd_person.branch_main",
        "SELECT id FROM civic.dwd_person VERSION AS OF 'main'",
        "SELECT id FROM civic.dwd_person VERSION AS OF 1",
        "SELECT id FROM civic.dwd_person TIMESTAMP AS OF '2026-01-01'",
        "SELECT id FROM civic.dwd_person TIMESTAMP AS OF (SELECT now())",
        "SELECT id FROM civic.dwd_person WITH ('snapshot-id' = '1')",
        "SELECT id FROM civic.dwd_person WITH ('branch' = 'main')",
        "SELECT id FROM STREAM civic.dwd_person",
        "SELECT _file, _pos FROM civic.dwd_person",
        "SELECT input_file_name() FROM civic.dwd_person",
        "SELECT input_file_block_start() FROM civic.dwd_person",
        "SELECT reflect('java.lang.System', 'getenv', 'PATH')",
        "SELECT java_method('java.lang.System', 'getProperty', 'user.home')",
        "SELECT try_reflect('java.lang.System', 'getenv', 'PATH')",
        "SELECT raise_error(phone) FROM civic.dwd_person",
        "SELECT assert_true(phone IS NULL) FROM civic.dwd_person",
        "SELECT lake.system.bucket(4, id) FROM civic.dwd_person",
        "SELECT spark_catalog.default.reflect('x')",
        "SELECT builtin.reflect('java.lang.System', 'getenv', 'PATH')",
        "SELECT * FROM sql_keywords()",
        "SELECT * FROM collations()",
        "SELECT payload FROM civic.ods_raw",
        "WITH dwd_person AS (SELECT 1) SELECT payload FROM civic.ods_raw",
        "SELECT payload FROM IDENTIFIER('civic.' || 'ods_raw')",
        "SELECT 1 FROM civic.dim_street WHERE EXISTS (SELECT 1 FROM civic.ods_raw)",
        "SELECT 1 FROM civic.dim_street ORDER BY (SELECT max(payload) FROM civic.ods_raw)",
        "SELECT (SELECT count(*) FROM civic.ods_raw)",
        "SELECT count(*) FROM civic.ods_raw",
        "EXPLAIN SELECT payload FROM civic.ods_raw",
        "EXPLAIN EXTENDED SELECT payload FROM civic.ods_raw",
        "DESCRIBE civic.ods_raw",
        "SHOW COLUMNS IN civic.ods_raw",
        "USE unknown",
        "SELECT 1; SELECT 2",
        ""
      })
  void refuses(String statement) {
    CityLakeException refusal = gate.refusal(caller("open"), statement);
    assertThat(refusal.code())
        .isIn(ErrorCode.ACCESS_DENIED, ErrorCode.SQL_INVALID, ErrorCode.TABLE_NOT_FOUND);
    assertThat(refusal.getMessage())
        .startsWith("Cannot ")
        .doesNotContain("13800001111", "/lake", "metadata.json", "at org.apache");
    assertThat(gate.log).hasSize(1);
    assertThat(gate.log.get(0).outcome()).isEqualTo("refused");
    assertThat(gate.log.get(0).reason()).isEqualTo(refusal.getMessage());
  }

  @Test
  void knowsNoFunctionThatIsNotListed() {
    Set<String> listed = new TreeSet<>(AllowedFunctions.read("functions.txt"));
    listed.addAll(AllowedFunctions.read("table-functions.txt"));
    List<String> answered = new ArrayList<>();
    List<FunctionIdentifier> all =
        new ArrayList<>(
            CollectionConverters.asJava(FunctionRegistry$.MODULE$.builtin().listFunction()));
    all.addAll(
        CollectionConverters.asJava(TableFunctionRegistry$.MODULE$.builtin().listFunction()));
    for (FunctionIdentifier each : all) {
      if (!listed.contains(each.funcName())) {
        try {
          gate.admit(ADMINISTRATOR, "SELECT `" + each.funcName() + "`()");
          answered.add(each.funcName());
        } catch (CityLakeException e) {
          assertThat(e).hasMessageContaining("isn't allowed here");
        }
      }
    }
    assertThat(answered).isEmpty();
    assertThat(all.stream().map(FunctionIdentifier::funcName)).containsAll(listed);
  }

  /** cockroach#146952, Materialize#38561: a predicate that fails tells about rows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM civic.dwd_person WHERE 1 / (visits - 20) < 9",
        "SELECT id FROM civic.dwd_person WHERE CAST(concat(street_code, 'x') AS INT) = 1 OR"
            + " street_code = 's1'",
        "SELECT id FROM civic.dwd_person WHERE to_date(if(street_code = 's1', '2026-01-01', phone))"
            + " IS NOT NULL",
        "SELECT id FROM civic.dwd_person WHERE CAST(if(street_code = 's2', phone || 'x', '1') AS"
            + " BIGINT) = 1",
        "SELECT id FROM civic.dwd_person WHERE element_at(array(1, 2, 3, 4), visits + 1) > 0",
        "SELECT id FROM civic.dwd_person WHERE array(1, 2, 3, 4)[visits] > 0",
        "SELECT id FROM civic.dwd_person WHERE parse_json(if(street_code = 's1', '1', phone ||"
            + " '}')) IS NOT NULL",
        "SELECT max(1 / (visits - 20)) FROM civic.dwd_person",
        "SELECT p.id FROM civic.dwd_person p JOIN civic.dim_street s ON p.street_code ="
            + " s.street_code AND 1 / (p.visits - 20) < 9",
        "SELECT count(*) FROM civic.dim_street s WHERE EXISTS (SELECT 1 FROM civic.dwd_person p"
            + " WHERE 1 / (p.visits - 20) < 9 AND p.street_code = s.street_code)",
        // Spark infers the second condition for the phone too, and puts it before all others.
        "SELECT id FROM civic.dwd_person WHERE id = phone AND 1 / (length(id) - 3) < 9",
        "SELECT p.id FROM civic.dwd_person p JOIN civic.dwd_person q ON p.id = q.phone AND q.id ="
            + " q.phone WHERE 1 / (length(p.id) - 3) < 9",
        // What stands twice is computed once, before either condition.
        "SELECT id FROM civic.dwd_person WHERE 1 / (visits - 20) > -9 AND 1 / (visits - 20) < 9",
        "SELECT id FROM civic.dwd_person WHERE 1 / (visits - 20) > -9 OR 1 / (visits - 20) < 9"
      })
  void rowsThatAreHiddenMakeNothingFail(String statement) {
    String overOwn =
        statement
            .replace("FROM civic.dwd_person", "FROM own_person")
            .replace("JOIN civic.dwd_person", "JOIN own_person")
            .replace("civic.dim", "lake.civic.dim");
    List<String> expected;
    try {
      expected = GateFixture.lines(GateLake.session().sql(overOwn).collectAsList());
    } catch (Exception e) {
      expected = List.of();
      assertThatThrownBy(() -> gate.ask(LOCAL, statement)).isInstanceOf(Exception.class);
      return;
    }
    assertThat(gate.lines(LOCAL, statement)).isEqualTo(expected);
  }

  @Test
  void onlyConditionsThatCannotFailMeetRowsThatAreHidden() {
    GovernedQuery query =
        gate.admit(
            LOCAL,
            "SELECT id FROM civic.dwd_person WHERE 1 / (visits - 20) < 9 AND score > 0.1 AND phone"
                + " LIKE '1%'");
    LogicalPlan optimised =
        ((org.apache.spark.sql.classic.Dataset<Row>) query.rows()).queryExecution().optimizedPlan();
    List<PolicyBarrier> barriers = new ArrayList<>();
    Plans.forEach(
        optimised,
        node -> {
          if (node instanceof PolicyBarrier barrier) {
            barriers.add(barrier);
          }
        });
    assertThat(barriers).hasSize(1);
    List<String> below = new ArrayList<>();
    Plans.forEach(
        barriers.get(0),
        node -> {
          if (node instanceof Filter filter) {
            below.add(filter.condition().toString());
          }
          if (node instanceof DataSourceV2ScanRelation scan) {
            below.add(scan.scan().description());
          }
        });
    assertThat(below.toString())
        .contains("street_code", "s1", "score")
        .doesNotContain("visits#", "visits -", "phone L", "StartsWith");
    assertThat(query.rows().collectAsList()).hasSize(2);
  }

  @Test
  void tellsNoValueWhereAStatementFailsOverWhatIsFiltered() {
    GovernedQuery query =
        gate.admit(
            LOCAL, "SELECT id FROM civic.dwd_person WHERE CAST(concat(phone, 'x') AS INT) = 1");
    assertThatThrownBy(() -> query.rows().collectAsList())
        .isInstanceOfSatisfying(
            Exception.class,
            raised -> {
              assertThat(raised).hasMessageContaining("13800001111");
              assertThat(query.failure(raised))
                  .hasMessage(
                      "Cannot answer the statement: it failed while it ran"
                          + " (error=CAST_INVALID_INPUT)")
                  .hasNoCause();
            });
  }

  /** kyuubi#5677, #7568. */
  @Test
  void namesTheColumnThatIsNotGranted() {
    gate.policies =
        policies(
            role(
                "narrow",
                List.of(
                    new Grant(
                        List.of("civic"),
                        List.of("dwd"),
                        List.of(),
                        List.of("id", "visits"),
                        List.of(),
                        4,
                        4,
                        null)),
                List.of(),
                List.of()));
    for (String statement :
        List.of(
            "SELECT * FROM civic.dwd_person",
            "TABLE civic.dwd_person",
            "SELECT typeof(phone), typeof(score), born, seen, income, street_code, _run_id FROM"
                + " civic.dwd_person",
            "SELECT id FROM (SELECT * FROM civic.dwd_person) UNION SELECT id FROM civic.dwd_person",
            "SELECT count(*) FROM (SELECT DISTINCT * FROM civic.dwd_person)",
            "SELECT count(DISTINCT struct(p.*)) FROM civic.dwd_person p")) {
      assertThat(gate.refusal(caller("narrow"), statement))
          .hasMessageStartingWith("Cannot read civic.dwd_person: no role of yours grants ")
          .hasMessageEndingWith("; you may select [id, visits]");
    }
    assertThat(gate.refusal(caller("narrow"), "SELECT id FROM civic.dwd_person ORDER BY phone"))
        .hasMessageContaining("grants [phone]");
    assertThat(gate.lines(caller("narrow"), "SELECT sum(visits) FROM civic.dwd_person"))
        .containsExactly("[55]");
    // Spark has grouping sets repeat every column of what they group.
    String rolled = "SELECT visits, max(id) FROM %s WHERE visits < 5 GROUP BY ROLLUP (visits)";
    assertThat(gate.refusal(caller("narrow"), rolled.formatted("civic.dwd_person")))
        .hasMessageContaining(
            "grants all the columns that this reads; you may select [id, visits]");
    assertThat(
            gate.lines(
                caller("narrow"), rolled.formatted("(SELECT id, visits FROM civic.dwd_person)")))
        .containsExactly("[0,p2]", "[3,p1]", "[null,p2]");
  }

  @Test
  void asksForAPurposeWhereOneIsNeeded() {
    assertThat(gate.refusal(caller("masked"), "SELECT phone FROM civic.dwd_person"))
        .hasMessage(
            "Cannot read civic.dwd_person: [phone] is read for a stated purpose only: SET purpose ="
                + " '...' (one of [audit])");
    Caller stated =
        gate.admit(caller("masked"), "SET purpose = 'audit'").callerAfter().orElseThrow();
    assertThat(gate.lines(stated, "SELECT phone FROM civic.dwd_person WHERE id = 'p3'"))
        .containsExactly("[110]");
    assertThat(gate.refusal(caller("masked"), "SET purpose = 'fun'"))
        .hasMessageContaining("one of [audit]");
    assertThat(
            gate.refusal(caller("masked").withPurpose("fun"), "SELECT phone FROM civic.dwd_person"))
        .hasMessage("Cannot state this purpose: no role of yours may (one of [audit])");
  }

  @Test
  void revokedGrantCountsFromTheNextStatement() {
    assertThat(gate.lines(caller("open"), "SELECT count(*) FROM civic.dwd_person")).hasSize(1);
    gate.policies = policies(administrator());
    assertThat(gate.refusal(caller("open"), "SELECT count(*) FROM civic.dwd_person").code())
        .isEqualTo(ErrorCode.ACCESS_DENIED);
  }

  /** Also where no decision on a table tells of the change. */
  @Test
  void keptAnswerDoesNotOutliveThePolicies() {
    List<GovernedQuery> kept =
        List.of(
            gate.admit(caller("open"), "SELECT id FROM civic.dwd_person"),
            gate.admit(caller("open"), "SHOW TABLES IN civic"));
    kept.forEach(GovernedQuery::recheckKept);
    Policies before = gate.policies;
    List<Role> roles = new ArrayList<>(before.roles().values());
    roles.add(role("stranger", List.of(whole()), List.of(), List.of()));
    gate.policies = policies(roles.toArray(Role[]::new));
    for (GovernedQuery each : kept) {
      each.recheck();
      assertThatThrownBy(each::recheckKept)
          .hasMessageContaining("the policies have changed since")
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.ACCESS_DENIED);
    }
    gate.policies = before;
    kept.forEach(GovernedQuery::recheckKept);
  }

  /** S02: an answer that is handed over little by little. */
  @Test
  void decidesAgainForAnAnswerOnItsWay() {
    GovernedQuery query = gate.admit(caller("open"), "SELECT id, born FROM civic.dwd_person");
    query.recheck();
    gate.policies = policies(role("open", List.of(upTo(4)), List.of(), List.of()));
    query.recheck();
    for (Role changed :
        List.of(
            role("open", List.of(upTo(2)), List.of(), List.of()),
            role("open", List.of(whole()), List.of(streets("s1")), List.of()),
            role("open", List.of(until("2026-03-05")), List.of(), List.of()),
            role("other", List.of(whole()), List.of(), List.of()))) {
      gate.policies = policies(changed);
      assertThatThrownBy(query::recheck)
          .isInstanceOfSatisfying(
              CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED))
          .hasMessage(
              "Cannot read civic.dwd_person: what you may see of it has changed meanwhile; ask"
                  + " again");
    }
  }

  @Test
  void grantEndsOnItsDay() {
    gate.policies = policies(role("temp", List.of(until("2026-03-06")), List.of(), List.of()));
    assertThat(gate.lines(caller("temp"), "SELECT count(*) FROM civic.dwd_person")).hasSize(1);
    gate.policies = policies(role("temp", List.of(until("2026-03-05")), List.of(), List.of()));
    assertThat(gate.refusal(caller("temp"), "SELECT count(*) FROM civic.dwd_person"))
        .hasMessageContaining("no role of yours grants it");
  }

  private static Grant until(String day) {
    return new Grant(
        List.of("civic"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        4,
        4,
        java.time.LocalDate.parse(day));
  }

  /** S17: a name that was dropped and made again is another table. */
  @Test
  void knowsTablesByIdentityAndNotByName() {
    GateFixture old = new GateFixture(GateLake.release(1, GateLake.STREET), ReleasedStates.none());
    old.policies = gate.policies;
    GateLake.session().sql("DROP TABLE lake.civic.dim_street");
    GateLake.session().sql("CREATE TABLE lake.civic.dim_street (street_code string, name string)");
    GateLake.session().sql("INSERT INTO lake.civic.dim_street VALUES ('x', 'other')");
    try {
      assertThat(old.refusal(caller("open"), "SELECT name FROM civic.dim_street").code())
          .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
    } finally {
      fill();
    }
  }

  @Test
  void explainTellsNoFilterPathOrBound() {
    assertThat(
            String.join(
                "\n",
                gate.lines(
                    LOCAL, "EXPLAIN EXTENDED SELECT id FROM civic.dwd_person WHERE visits > 2")))
        .contains("Table civic.dwd_person [id, visits]")
        .doesNotContain("s1", "street_code", "/", "snapshot", "phone");
  }

  @Test
  void tellsOnlyOfWhatIsGranted() {
    assertThat(gate.lines(caller("open"), "SHOW SCHEMAS")).containsExactly("[civic]");
    assertThat(gate.lines(caller("open"), "SHOW TABLES IN civic"))
        .containsExactly("[civic,dim_street]", "[civic,dwd_person]", "[civic,dws_day]");
    assertThat(gate.lines(caller("nobody"), "SHOW TABLES IN civic")).isEmpty();
    assertThat(gate.lines(caller("masked"), "DESCRIBE civic.dwd_person"))
        .contains("[id,string,id / id]", "[born,date,born / born (masked)]");
    assertThat(gate.lines(caller("administrator"), "SHOW COLUMNS IN civic.ods_raw"))
        .containsExactly("[id]", "[payload]");
  }

  @Test
  void useChoosesTheThemeOfShortNames() {
    Caller using = gate.admit(caller("open"), "USE civic").callerAfter().orElseThrow();
    assertThat(gate.lines(using, "SELECT count(*) FROM dim_street")).containsExactly("[3]");
    assertThat(gate.lines(using, "SELECT current_user(), current_schema()"))
        .containsExactly("[wang,civic]");
    assertThat(gate.lines(caller("open"), "WITH ods_raw AS (SELECT 1 AS x) SELECT x FROM ods_raw"))
        .containsExactly("[1]");
  }

  @Test
  void bindsParametersAsValues() {
    String statement =
        "SELECT id FROM civic.dwd_person WHERE phone = ? OR visits = ? ORDER BY id LIMIT ?";
    Caller open = caller("open").withPurpose("audit");
    assertThat(gate.lines(open, statement, "' OR '1'='1", 7, 5)).containsExactly("[p5]");
    assertThat(gate.lines(open, statement, null, 20, 1)).containsExactly("[p3]");
    assertThat(gate.refusal(open, statement, "x")).hasMessageContaining("UNBOUND_SQL_PARAMETER");
  }

  @Test
  void answersProbesWithoutAnyTable() {
    assertThat(gate.lines(caller("nobody"), "SELECT 1")).containsExactly("[1]");
    assertThat(gate.lines(caller("nobody"), "SELECT VERSION()")).hasSize(1);
    assertThat(gate.lines(caller("nobody"), "SELECT '${env:PATH}'"))
        .containsExactly("[${env:PATH}]");
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    for (String deep :
        List.of(
            "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000),
            "SELECT " + "NOT ".repeat(20_000) + "true")) {
      assertThat(gate.refusal(caller("open"), deep))
          .hasMessageStartingWith("Cannot run the statement: it is nested too deeply; ");
    }
  }

  @Test
  void everyStatementLeavesWhoWhatAndUnderWhichPolicy() {
    GovernedQuery query = gate.admit(LOCAL, "SELECT id, phone FROM civic.dwd_person");
    query.answered(2);
    assertThat(gate.log)
        .map(each -> each.outcome() + " " + each.rows())
        .containsExactly("allowed 0", "answered 2");
    assertThat(gate.log.get(1).policyVersion()).isEqualTo(gate.policies.version());
    assertThat(gate.log.get(1).releaseId()).isEqualTo(7);
    assertThat(gate.log.get(1).tables())
        .containsExactly(
            new TableAccess(
                GateLake.PERSON,
                List.of("id", "phone"),
                4,
                GateLake.snapshot(GateLake.PERSON).snapshotId()));
    gate.log.clear();
    gate.refusal(caller("open"), "SELECT payload FROM civic.ods_raw");
    assertThat(gate.log.get(0).tables()).map(each -> each.table()).containsExactly(GateLake.RAW);
  }

  @Test
  void handsOutNothingThatCannotBeLogged() {
    SparkSqlGate silent =
        new SparkSqlGate(
            GateLake.session(),
            GateLake.small(),
            new GateSettings(
                GateLake.datasets(),
                () -> gate.policies,
                ReleasedStates.none(),
                GateLake.MASK_KEY,
                GateLake.ZONE,
                java.time.Clock.systemUTC()),
            entry -> {
              throw new CityLakeException(ErrorCode.STORAGE_FAILED, "Cannot write the access log");
            });
    assertThatThrownBy(
            () ->
                silent.admit(
                    caller("open"),
                    new io.citylake.govern.QueryRequest("SELECT 1", List.of(), gate.release)))
        .hasMessage("Cannot write the access log");
  }

  @Test
  void admitsNobodyWhilePoliciesCannotBeRead() {
    SparkSqlGate broken =
        new SparkSqlGate(
            GateLake.session(),
            GateLake.small(),
            new GateSettings(
                GateLake.datasets(),
                () -> {
                  throw new CityLakeException(ErrorCode.CONTRACT_INVALID, "broken");
                },
                ReleasedStates.none(),
                GateLake.MASK_KEY,
                GateLake.ZONE,
                java.time.Clock.systemUTC()),
            gate.log::add);
    assertThatThrownBy(
            () ->
                broken.admit(
                    ADMINISTRATOR,
                    new io.citylake.govern.QueryRequest("SELECT 1", List.of(), gate.release)))
        .hasMessageContaining("the policies can't be read");
    assertThat(gate.log.get(0).outcome()).isEqualTo("refused");
  }
}
