package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.engine.Wanted;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I3: what no statement may make Spark do before its first row, nor within one. */
class TestGateBoundsSpark {
  private static final Caller OPEN = caller("open");
  private static final String PATTERN = "'^(a+)+\\\\1c$'";
  private static final String TEXT = "repeat('a', 40) || 'b'";
  private static GateFixture gate;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    gate =
        new GateFixture(
            GateLake.release(7, GateLake.PERSON, GateLake.STREET), ReleasedStates.none());
    gate.policies = policies(role("open", List.of(whole()), List.of(), List.of()));
  }

  static List<String> tooLarge() {
    String ids =
        IntStream.range(0, 140_000).mapToObj(i -> "'p" + i + "'").collect(Collectors.joining(","));
    StringBuilder doubling = new StringBuilder("WITH c0 AS (SELECT id FROM civic.dwd_person)");
    StringBuilder formula =
        new StringBuilder("SELECT a0 FROM (SELECT visits AS a0 FROM civic.dwd_person)");
    for (int i = 1; i <= 20; i++) {
      doubling.append(
          ", c%d AS (SELECT x.id FROM c%d x JOIN c%d y ON x.id = y.id)".formatted(i, i - 1, i - 1));
      formula.insert(0, "SELECT a%d + a%d AS a%d FROM (".formatted(i - 1, i - 1, i)).append(")");
    }
    return List.of(
        "SELECT id FROM civic.dwd_person WHERE id IN (" + ids + ")",
        "SELECT "
            + "CASE WHEN visits > 1 THEN ".repeat(3_000)
            + "1"
            + " END".repeat(3_000)
            + " FROM civic.dwd_person",
        "SELECT " + "(".repeat(3_000) + "1" + ")".repeat(3_000),
        "SELECT " + "- ".repeat(3_000) + "1",
        "SELECT 1" + " + 1".repeat(3_000),
        "SELECT id" + "[0]".repeat(3_000) + " FROM civic.dwd_person",
        doubling + " SELECT count(*) FROM c20",
        doubling
            + " SELECT count(*) FROM civic.dim_street WHERE street_code IN (SELECT id FROM c20)",
        formula.toString(),
        "SELECT a0 AS a1, "
            + IntStream.range(1, 20)
                .mapToObj(i -> "a%d + a%d AS a%d".formatted(i, i, i + 1))
                .collect(Collectors.joining(", "))
            + " FROM (SELECT visits AS a0 FROM civic.dwd_person)",
        "SELECT 1 " + "UNION ALL SELECT count(*) FROM civic.dim_street ".repeat(300),
        "EXPLAIN " + doubling + " SELECT count(*) FROM c20",
        "SELECT '" + "x".repeat(2_000_000) + "'",
        doubling("`c-%d`", "`c-%d`"),
        doubling("`cı%d`", "ci%d"),
        doubling("c%d", "IDENTIFIER('c%d')"),
        "SELECT "
            + "sum(visits) OVER w, ".repeat(400)
            + "1 FROM civic.dwd_person WINDOW w AS (ORDER BY visits"
            + " + 1".repeat(900)
            + ")",
        nested(8, "SELECT *, *, * FROM (", PERSON),
        "WITH c AS (" + nested(6, "SELECT *, * FROM (", PERSON) + ") SELECT *, * FROM c",
        nested(
            45, "SELECT DISTINCT struct(a, a) a FROM (", "(SELECT visits a FROM civic.dwd_person)"),
        nested(
            45,
            "SELECT named_struct('x', a, 'y', a) a FROM (",
            "(SELECT visits a FROM civic.dwd_person)"),
        nested(
            45,
            "SELECT transform(a, x -> struct(x, x)) a FROM (",
            "(SELECT array(visits) a FROM civic.dwd_person)"),
        nested(45, "SELECT s.*, s.* FROM (SELECT struct(*) s FROM (", PERSON) + ")".repeat(45),
        GROUPED + "CUBE (" + columns(30) + ")",
        GROUPED + columns(30) + " WITH CUBE",
        GROUPED + "GROUPING SETS (CUBE (" + columns(30) + "), (id))",
        GROUPED + "CUBE (" + columns(6) + "), CUBE (" + columns(6) + ")",
        "SELECT * FROM (SELECT id, visits FROM civic.dwd_person) PIVOT ("
            + listed(200, i -> "sum(visits) AS s" + i)
            + " FOR id IN ("
            + listed(200, i -> "'" + i + "'")
            + "))");
  }

  private static final String PERSON = "civic.dwd_person";
  private static final String GROUPED = "SELECT count(*) FROM civic.dwd_person GROUP BY ";

  /** Twenty names of a WITH, each of which is twice the one before. */
  private static String doubling(String name, String use) {
    StringBuilder statement =
        new StringBuilder("WITH " + name.formatted(0) + " AS (SELECT id FROM civic.dwd_person)");
    for (int i = 1; i <= 20; i++) {
      statement.append(
          ", %s AS (SELECT x.id FROM %s x JOIN %s y ON x.id = y.id)"
              .formatted(name.formatted(i), use.formatted(i - 1), use.formatted(i - 1)));
    }
    return statement + " SELECT count(*) FROM " + use.formatted(20);
  }

  private static String nested(int levels, String level, String from) {
    return level.repeat(levels) + "SELECT * FROM " + from + ")".repeat(levels);
  }

  private static String columns(int many) {
    return listed(many, i -> "visits + " + i);
  }

  private static String listed(int many, IntFunction<String> each) {
    return IntStream.range(0, many).mapToObj(each).collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void refusesWhatTakesLongBeforeItsFirstRow(String statement) {
    CityLakeException refused = gate.refusal(OPEN, statement);
    // Spark's own parser gives up two of them.
    assertThat(refused.code()).isIn(ErrorCode.STATEMENT_TOO_LARGE, ErrorCode.SQL_INVALID);
    assertThat(refused).hasMessageStartingWith("Cannot run the statement: ");
  }

  /** What people write is far below the bounds. */
  @Test
  void takesLongListsAndManyConditions() {
    String ids =
        IntStream.range(0, 4_000).mapToObj(i -> "'p" + i + "'").collect(Collectors.joining(","));
    assertThat(gate.lines(OPEN, "SELECT count(*) FROM civic.dwd_person WHERE id IN (" + ids + ")"))
        .containsExactly("[6]");
    assertThat(
            gate.lines(
                OPEN,
                "SELECT count(*) FROM civic.dwd_person WHERE visits < 0"
                    + " OR visits = 20".repeat(400)))
        .containsExactly("[2]");
  }

  @Test
  void takesStarsGroupsAndStructuresThatPeopleWrite() {
    assertThat(
            gate.lines(
                OPEN,
                "WITH p AS (SELECT id, visits FROM civic.dwd_person),"
                    + " a AS (SELECT *, struct(*) s FROM p),"
                    + " b AS (SELECT *, struct(s, visits) t FROM a),"
                    + " c AS (SELECT *, collect_list(t) OVER (PARTITION BY id) l FROM b)"
                    + " SELECT count(*), max(size(c.l)) FROM c JOIN b USING (id)"))
        .containsExactly("[6,1]");
    assertThat(
            gate.lines(
                OPEN,
                "SELECT count(*) FROM (SELECT count(*) FROM"
                    + " (SELECT id, visits FROM civic.dwd_person)"
                    + " GROUP BY CUBE (id, visits, length(id)), ROLLUP (visits + 1))"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT /*+ REPARTITION(100000000) */ id FROM civic.dwd_person",
        "SELECT /*+ REPARTITION(100000000, id) */ id FROM civic.dwd_person",
        "SELECT /*+ REPARTITION_BY_RANGE(100000000, id) */ id FROM civic.dwd_person",
        "SELECT approx_percentile(id, 0.5, 2147483647) FROM range(10)",
        "SELECT histogram_numeric(id, 200000000) FROM range(10)"
      })
  void makesNoPartitionsOrBinsWithoutEnd(String statement) {
    assertThat(refused(statement).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  /** Spark keeps 128 of them, for all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "date_format(current_timestamp(), %s)",
        "from_unixtime(1, %s)",
        "unix_timestamp('1', %s)",
        "to_unix_timestamp('1', %s)",
        "to_timestamp('1', %s)",
        "to_timestamp_ntz('1', %s)",
        "try_to_timestamp('1', %s)",
        "to_date('1', %s)",
        "try_to_date('1', %s)",
        "to_char(current_timestamp(), %s)"
      })
  void readsNoPatternsOfDatesWithoutEnd(String call) {
    String made = "concat(repeat('-', 900), cast(visits AS string))";
    for (String pattern : List.of(made, "'" + "-".repeat(900) + "'")) {
      assertThat(refused("SELECT " + call.formatted(pattern) + " FROM civic.dwd_person").code())
          .isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    }
  }

  @Test
  void readsPatternsOfDatesFromAColumn() {
    assertThat(
            gate.lines(
                OPEN,
                "SELECT date_format(timestamp'2026-01-02 03:04:05', p), to_date('2026-01-02', q),"
                    + " date_format(date'2026-01-02', 'yyyy')"
                    + " FROM VALUES ('yyyy/MM', 'yyyy-MM-dd') AS t(p, q)"))
        .containsExactly("[2026/01,2026-01-02,2026]");
    assertThat(
            refused(
                    "SELECT from_json(id, 'a date', map('dateFormat', '%s')) FROM civic.dwd_person"
                        .formatted("-".repeat(900)))
                .code())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  private static final String HAY =
      " FROM (SELECT concat(b, b, b, b, b, b, b, b, b, b) AS hay, concat(b, b, b, b, b, 'c') AS needle"
          + " FROM (SELECT repeat('a', 1000000) AS b))";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contains(hay, needle)",
        "instr(hay, needle)",
        "locate(needle, hay)",
        "position(needle IN hay)",
        "split_part(substr(hay, 1, 900000), needle, 1)",
        "substring_index(hay, needle, 1)",
        "replace(hay, needle, '')",
        "trim(BOTH needle FROM hay)",
        "ltrim(needle, hay)",
        "rtrim(needle, hay)",
        "btrim(hay, needle)",
        "size(array_distinct(transform(sequence(1, 100000), x -> cast(cast(x AS string) AS binary))))",
        "size(array_union(transform(sequence(1, 100000), x -> cast(x AS string) COLLATE UTF8_LCASE),"
            + " array('a' COLLATE UTF8_LCASE)))"
      })
  void comparesNothingWithoutEnd(String call) {
    assertThat(refused("SELECT " + call + HAY).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  /** Spark makes a search of it where it optimises. */
  @Test
  void searchesNothingWithoutEndThatWasAMatch() {
    String sql =
        "SELECT repeat(id, 400000) LIKE '%" + "p".repeat(3_000) + "%' FROM civic.dwd_person";
    assertThat(refused(sql).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  @Test
  void zipsNoMapsOfKeysThatAreComparedOneByOne() {
    assertThat(
            refused(
                    "SELECT map_zip_with(map(id :: binary, 1), map(id :: binary, 2), (k, x, y) -> x)"
                        + " FROM civic.dwd_person")
                .code())
        .isEqualTo(ErrorCode.SQL_INVALID);
    assertThat(
            gate.lines(
                OPEN, "SELECT map_zip_with(map('a', 1), map('a', 2), (k, x, y) -> x + y)['a']"))
        .containsExactly("[3]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT length(regexp_replace(repeat('x', 1000000), '(?s).+', repeat('$0', 400000)))",
        "SELECT size(regexp_extract_all(repeat('x', 200000), '(?=(.*))', 1))",
        "SELECT size(split(b || b || b, '')) FROM (SELECT repeat('x', 1000000) AS b)",
        "SELECT size(split(b || b || b, '(?=x)')) FROM (SELECT repeat('x', 1000000) AS b)",
        "SELECT split_part(b || b || b, 'x', 1) FROM (SELECT repeat('x', 1000000) AS b)"
      })
  void makesNoPartsWithoutEnd(String statement) {
    assertThat(refused(statement).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "url_encode(%s)",
        "quote(%s)",
        "to_json(struct(%s))",
        "to_csv(struct(%s), map('quoteAll', 'true'))"
      })
  void growsNothingWithinItselfWithoutEnd(String call) {
    String made = "repeat('%\\'\"', 300000)";
    for (int i = 0; i < (call.contains("struct") ? 40 : 90); i++) {
      made = call.replace("%s", made);
    }
    assertThat(refused("SELECT length(" + made + ")").code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT length(repeat('x', 2000000000))",
        "SELECT * FROM VALUES (length(repeat('x', 2000000000))) AS t(a)",
        "SELECT id FROM civic.dwd_person LIMIT length(space(2000000000))",
        "SELECT size(sequence(1, 2000000000))",
        "SELECT length(lpad(id, 2000000000, 'x')) FROM civic.dwd_person",
        "SELECT length(randstr(2000000000))",
        "SELECT size(array_repeat(1, 2000000000))",
        "SELECT length(format_string('%2000000000d', 1))",
        "SELECT aggregate(sequence(1, 2000000000), 0, (a, x) -> 1)",
        "SELECT length(c || c || c || c || c) FROM (SELECT b || b || b || b || b AS c FROM"
            + " (SELECT repeat(id, 400000) AS b FROM civic.dwd_person))",
        "SELECT size(collect_list(repeat(p.id, 400000))) FROM civic.dwd_person p CROSS JOIN range(30)",
        "SELECT length(aggregate(sequence(1, 25), 'a', (a, x) -> a || a))",
        "SELECT size(aggregate(sequence(1, 21), array(1), (a, x) -> concat(a, a)))"
      })
  void makesNothingWithoutEnd(String statement) {
    assertThat(refused(statement).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  /** Spark makes of these what nothing stops, some before there is a plan. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT parse_url('http://a/?b=' || id, 'QUERY', '(b+)+') FROM civic.dwd_person",
        "SELECT try_parse_url('http://a/?b=' || id, 'QUERY', '(b+)+') FROM civic.dwd_person",
        "SELECT parse_url('http://a/?b=1', 'QUERY', id) FROM civic.dwd_person",
        "SELECT round(visits, 401) FROM civic.dwd_person",
        "SELECT bround(visits, -401) FROM civic.dwd_person",
        "SELECT ceil(cast(visits AS decimal(9, 2)), -401) FROM civic.dwd_person",
        "SELECT floor(cast(visits AS decimal(9, 2)), -401) FROM civic.dwd_person",
        "SELECT stack(10001, id) FROM civic.dwd_person",
        "SELECT count(*) FROM range(0, 10, 1, 10001)",
        "SELECT approx_count_distinct(id, 0.005) FROM civic.dwd_person",
        "SELECT from_csv(id, 'a string', map('maxColumns', '90000')) FROM civic.dwd_person",
        "SELECT to_csv(struct(id), map('maxCharsPerColumn', '90000')) FROM civic.dwd_person",
        "SELECT from_json(id, 'a string', map('maxStringLen', '90000')) FROM civic.dwd_person",
        "SELECT schema_of_csv('a', map('inputBufferSize', '90000'))"
      })
  void takesNoArgumentsThatSizeOrCompileSomething(String statement) {
    assertThat(gate.refusal(OPEN, statement).code())
        .isIn(ErrorCode.SQL_INVALID, ErrorCode.LIMIT_EXCEEDED);
  }

  @Test
  void takesTheArgumentsThatPeopleWrite() {
    assertThat(
            gate.lines(
                OPEN,
                "SELECT parse_url('http://a/?b.c=1', 'QUERY', 'b.c'), round(2.345, 2),"
                    + " from_json('{\"a\":1}', 'a int', map('mode', 'PERMISSIVE')).a,"
                    + " to_csv(struct(1, 2), map('sep', ';')), approx_count_distinct(id, 0.02)"
                    + " FROM civic.dwd_person"))
        .containsExactly("[1,2.35,1,1;2,6]");
    assertThat(gate.lines(OPEN, "SELECT count(*) FROM range(0, 10, 1, 2)")).containsExactly("[10]");
  }

  /** By the gate, or of the query by what its tasks raised. */
  private static CityLakeException refused(String statement) {
    GovernedQuery query;
    try {
      query = gate.admit(OPEN, statement);
    } catch (CityLakeException e) {
      return e;
    }
    try {
      throw new AssertionError("it was answered: " + query.toRun().collectAsList());
    } catch (Exception e) {
      // Spark's checked exceptions come unannounced.
      return query.failure(e);
    }
  }

  /** A match that would last for years ends where it is folded, and the lists of functions too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT " + TEXT + " RLIKE " + PATTERN,
        "SELECT regexp_replace(" + TEXT + ", " + PATTERN + ", '')",
        "SELECT regexp_extract(" + TEXT + ", " + PATTERN + ", 0)",
        "SELECT regexp_count(" + TEXT + ", " + PATTERN + ")",
        "SELECT regexp_instr(" + TEXT + ", " + PATTERN + ")",
        "SELECT split(" + TEXT + ", " + PATTERN + ")",
        "SELECT * FROM VALUES (" + TEXT + " RLIKE " + PATTERN + ") AS t(a)",
        "SELECT s RLIKE " + PATTERN + " FROM VALUES (" + TEXT + ") AS t(s)",
        "SELECT repeat('a', 5000) LIKE '%a%a%a%a%a%a%a%a%b'",
        "SELECT id FROM civic.dwd_person WHERE 1 = 1 AND " + TEXT + " REGEXP " + PATTERN,
        "SELECT aggregate(a, 0, (x, y) -> aggregate(a, 0, (z, w) -> aggregate(a, 0, (u, v) -> u + 1)))"
            + " FROM VALUES (sequence(1, 1000000)) AS t(a)"
      })
  void endsWhatIsNotWantedWhileItIsPlanned(String statement) throws Exception {
    AtomicBoolean wanted = new AtomicBoolean(true);
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Wanted.whileIt(
                    () -> {
                      asked.incrementAndGet();
                      return wanted.get();
                    },
                    () -> gate.admit(OPEN, statement).toRun().queryExecution().optimizedPlan());
                end.complete(new AssertionError("it has ended by itself"));
              } catch (Throwable e) {
                end.complete(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    // It is deep in it: nothing before asks that often.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> asked.get() > 2_000 || end.isDone());
    assertThat(end).isNotDone();
    wanted.set(false);
    assertThat(end.get(60, TimeUnit.SECONDS))
        .hasMessageContaining("it was stopped, or took too long");
  }
}
