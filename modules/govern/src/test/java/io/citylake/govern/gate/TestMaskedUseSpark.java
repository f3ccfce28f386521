package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.streets;
import static io.citylake.govern.gate.GateFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is read masked may be shown, and is asked no question that it would answer wrongly. The
 * column {@code phone} is of several forms: its last four characters, stars, nothing, a keyed hash,
 * clear in some rows.
 */
class TestMaskedUseSpark {
  private static final List<String> PARTIAL = List.of("last_four", "starred", "none", "some");
  private static GateFixture gate;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    gate =
        new GateFixture(
            GateLake.release(7, GateLake.PERSON, GateLake.STREET, GateLake.DAY),
            ReleasedStates.none());
    gate.policies =
        policies(
            role("last_four", List.of(upTo(4)), List.of(), List.of(phone(Action.SHOW_LAST_4))),
            role("starred", List.of(upTo(4)), List.of(), List.of(phone(Action.REDACT))),
            role("none", List.of(upTo(4)), List.of(), List.of(phone(Action.REPLACE_WITH_NULL))),
            role("hashed", List.of(upTo(4)), List.of(), List.of(phone(Action.SHA_256))),
            role("clear", List.of(upTo(4)), List.of(streets("s1")), List.of()),
            role("graded", List.of(upTo(2)), List.of(), List.of()));
  }

  private static Mask phone(Action action) {
    return new Mask(null, List.of(), List.of("phone"), action, 0);
  }

  /** Two roles for {@code some}: clear in one street, the last four elsewhere. */
  private static Caller reading(String form) {
    Caller caller = form.equals("some") ? caller("clear", "last_four") : caller(form);
    return caller.withPurpose("audit");
  }

  private static void assertMisleads(String form, String statement) {
    CityLakeException refusal = gate.refusal(reading(form), statement);
    assertThat(refusal.code())
        .as("%s: %s: %s", form, statement, refusal.getMessage())
        .isEqualTo(ErrorCode.MASK_MISLEADS);
    assertThat(refusal)
        .hasMessageStartingWith("Cannot use civic.dwd_person.phone in ")
        .hasMessageContaining("ask for a purpose or a role that reads its keyed hash");
    assertThat(refusal.getMessage()).doesNotContain("1111");
  }

  /** F8. Equal values are put together, whatever hides the column on its way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT DISTINCT phone FROM civic.dwd_person",
        "SELECT DISTINCT id, phone FROM civic.dwd_person",
        "SELECT count(DISTINCT phone) FROM civic.dwd_person",
        "SELECT count(DISTINCT id, phone) FROM civic.dwd_person",
        "SELECT count(DISTINCT struct(phone, id)) FROM civic.dwd_person",
        "SELECT approx_count_distinct(phone) FROM civic.dwd_person",
        "SELECT collect_set(phone) FROM civic.dwd_person",
        "SELECT mode(phone) FROM civic.dwd_person",
        "SELECT phone, count(*) FROM civic.dwd_person GROUP BY phone",
        "SELECT count(*) FROM civic.dwd_person GROUP BY phone",
        "SELECT phone, street_code, count(*) FROM civic.dwd_person GROUP BY ROLLUP (phone,"
            + " street_code)",
        "SELECT a.id FROM civic.dwd_person a JOIN civic.dwd_person b ON a.phone = b.phone",
        "SELECT a.id FROM civic.dwd_person a JOIN civic.dwd_person b USING (phone)",
        "SELECT a.id FROM civic.dwd_person a FULL OUTER JOIN civic.dwd_person b USING (phone)",
        "SELECT a.id FROM civic.dwd_person a LEFT SEMI JOIN civic.dwd_person b ON a.phone <=>"
            + " b.phone",
        "SELECT phone FROM civic.dwd_person UNION SELECT phone FROM civic.dwd_person",
        "SELECT phone FROM civic.dwd_person INTERSECT SELECT phone FROM civic.dwd_person",
        "SELECT phone FROM civic.dwd_person EXCEPT ALL SELECT phone FROM civic.dwd_person",
        "SELECT id FROM civic.dwd_person WHERE phone IN (SELECT phone FROM civic.dwd_person)",
        "SELECT id FROM civic.dwd_person WHERE (phone, id) IN (SELECT phone, id FROM"
            + " civic.dwd_person)",
        "SELECT id FROM civic.dwd_person a WHERE EXISTS (SELECT 1 FROM civic.dwd_person b WHERE"
            + " a.phone = b.phone AND a.id <> b.id)",
        "SELECT row_number() OVER (PARTITION BY phone ORDER BY id) FROM civic.dwd_person",
        "SELECT id, count(*) OVER w FROM civic.dwd_person WINDOW w AS (PARTITION BY phone)",
        "WITH w AS (SELECT phone AS p FROM civic.dwd_person) SELECT DISTINCT p FROM w",
        "SELECT q, count(*) FROM (SELECT phone AS q FROM civic.dwd_person) GROUP BY q",
        "SELECT DISTINCT v FROM (SELECT phone AS v FROM civic.dwd_person UNION ALL SELECT phone"
            + " FROM civic.dwd_person)",
        "SELECT DISTINCT x.p FROM civic.dim_street s, LATERAL (SELECT phone AS p FROM"
            + " civic.dwd_person d WHERE d.street_code = s.street_code) x",
        "SELECT DISTINCT (SELECT first(phone) FROM civic.dwd_person p WHERE p.street_code ="
            + " s.street_code) FROM civic.dim_street s",
        "FROM civic.dwd_person |> AGGREGATE count(*) GROUP BY phone",
        "SELECT * FROM (SELECT phone, street_code, visits FROM civic.dwd_person) PIVOT (sum(visits)"
            + " FOR street_code IN ('s1', 's2'))"
      })
  void aPartialMaskTellsNoValuesApart(String statement) {
    for (String form : PARTIAL) {
      assertMisleads(form, statement);
    }
  }

  /** What became of a value tells as little as the value, and so does a hash of a hash. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT DISTINCT upper(phone) FROM civic.dwd_person",
        "SELECT DISTINCT sha2(phone, 256) FROM civic.dwd_person",
        "SELECT count(DISTINCT concat(phone, id)) FROM civic.dwd_person",
        "SELECT hash(phone), count(*) FROM civic.dwd_person GROUP BY 1",
        "SELECT DISTINCT v FROM civic.dwd_person LATERAL VIEW explode(array(phone)) t AS v",
        "SELECT DISTINCT v FROM (SELECT id, phone, street_code FROM civic.dwd_person) UNPIVOT (v"
            + " FOR k IN (phone, street_code))",
        "SELECT DISTINCT c FROM (SELECT CASE WHEN visits > 3 THEN phone ELSE id END AS c FROM"
            + " civic.dwd_person)",
        "SELECT DISTINCT v FROM (SELECT phone AS v FROM civic.dwd_person UNION ALL SELECT id FROM"
            + " civic.dwd_person)",
        "WITH RECURSIVE r(n, v) AS (SELECT 1, id FROM civic.dwd_person UNION ALL SELECT n + 1, x.v"
            + " FROM r JOIN (SELECT phone AS v FROM civic.dwd_person) x ON n < 2) SELECT DISTINCT v"
            + " FROM r"
      })
  void whatIsMadeOfAMaskIsNoBetter(String statement) {
    for (String form : List.of("last_four", "starred", "none", "some", "hashed")) {
      assertMisleads(form, statement);
    }
  }

  /** Ways to read a value that isn't shown, by asking about it again and again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM civic.dwd_person ORDER BY phone",
        "SELECT id FROM civic.dwd_person ORDER BY (phone, id)",
        "SELECT id FROM (SELECT id, phone FROM civic.dwd_person) SORT BY phone",
        "SELECT id, rank() OVER (ORDER BY phone) FROM civic.dwd_person",
        "SELECT id, ntile(2) OVER (ORDER BY phone) FROM civic.dwd_person",
        "SELECT max(phone) FROM civic.dwd_person",
        "SELECT max_by(id, phone) FROM civic.dwd_person",
        "SELECT greatest(phone, '13800000000') FROM civic.dwd_person",
        "SELECT sort_array(collect_list(phone)) FROM civic.dwd_person",
        "SELECT array_sort(collect_list(phone)) FROM civic.dwd_person",
        "SELECT id FROM civic.dwd_person WHERE phone > '13800001110'",
        "SELECT id FROM civic.dwd_person WHERE phone BETWEEN '13800000000' AND '13800001112'",
        "SELECT id, phone < '13800001112' FROM civic.dwd_person",
        "SELECT id FROM civic.dwd_person WHERE phone = '13800001111'",
        "SELECT id FROM civic.dwd_person WHERE phone IN ('13800001111', '110')",
        "SELECT id FROM civic.dwd_person p JOIN VALUES ('13800001111') AS v(n) ON p.phone = v.n",
        "SELECT id FROM civic.dwd_person p JOIN (SELECT concat('1380000', n) AS n FROM VALUES"
            + " ('1111') AS v(n)) v ON p.phone = v.n",
        "SELECT id FROM civic.dwd_person WHERE phone LIKE '138%'",
        "SELECT id FROM civic.dwd_person WHERE phone ILIKE '%1111'",
        "SELECT id FROM civic.dwd_person WHERE phone LIKE ANY ('138%', '139%')",
        "SELECT id FROM civic.dwd_person WHERE phone RLIKE '^138'",
        "SELECT id FROM civic.dwd_person WHERE startswith(phone, '138')",
        "SELECT id FROM civic.dwd_person WHERE contains(phone, '1111')",
        "SELECT id FROM civic.dwd_person WHERE regexp_like(phone, '1{4}')",
        "SELECT id, regexp_extract(phone, '(1{4})', 1) FROM civic.dwd_person",
        "SELECT id, regexp_count(phone, '1') FROM civic.dwd_person",
        "SELECT id, instr(phone, '1111') FROM civic.dwd_person",
        "SELECT id, locate('1111', phone) FROM civic.dwd_person",
        "SELECT id, find_in_set(phone, '110,13800001111') FROM civic.dwd_person",
        "SELECT id, levenshtein(phone, '13800001111') FROM civic.dwd_person",
        "SELECT id, nullif(phone, '13800001111') FROM civic.dwd_person",
        "SELECT id, decode(phone, '13800001111', 'found') FROM civic.dwd_person",
        "SELECT id, CASE phone WHEN '13800001111' THEN 1 ELSE 0 END FROM civic.dwd_person",
        "SELECT id, CASE WHEN substring(phone, 1, 3) = '138' THEN 1 END FROM civic.dwd_person",
        "SELECT id, if(phone LIKE '138%', 1, 0) FROM civic.dwd_person",
        "SELECT id, map('13800001111', 'found')[phone] FROM civic.dwd_person",
        "SELECT id, element_at(map('13800001111', 'found'), phone) FROM civic.dwd_person",
        "SELECT id, array_position(array(phone), '13800001111') FROM civic.dwd_person",
        "SELECT id, array_contains(array('13800001111'), phone) FROM civic.dwd_person",
        "SELECT id, exists(array(phone), x -> x = '13800001111') FROM civic.dwd_person",
        "SELECT id, filter(array(phone), x -> x LIKE '138%') FROM civic.dwd_person",
        "SELECT id, transform(array(phone), x -> if(x > '138', 1, 0)) FROM civic.dwd_person",
        "SELECT id FROM civic.dwd_person WHERE sha2(phone, 256) = sha2('13800001111', 256)",
        "SELECT id FROM civic.dwd_person WHERE hash(phone) = hash('13800001111')",
        "SELECT id FROM civic.dwd_person WHERE phone = sha2('13800001111', 256)",
        "SELECT id FROM civic.dwd_person WHERE CAST(phone AS BIGINT) % 2 = 1",
        "SELECT id FROM civic.dwd_person WHERE concat(phone, '') = '13800001111'",
        "SELECT count(*) FILTER (WHERE phone = '13800001111') FROM civic.dwd_person",
        "SELECT count_if(phone = '13800001111') FROM civic.dwd_person",
        "SELECT bool_or(phone LIKE '138%') FROM civic.dwd_person",
        "SELECT street_code FROM civic.dwd_person GROUP BY street_code HAVING max(phone) > '138'",
        "SELECT s.name FROM civic.dim_street s WHERE '13800001111' IN (SELECT phone FROM"
            + " civic.dwd_person p WHERE p.street_code = s.street_code)",
        "SELECT s.name FROM civic.dim_street s WHERE '13800001111' = (SELECT first(phone) FROM"
            + " civic.dwd_person p WHERE p.street_code = s.street_code)",
        "SELECT s.name FROM civic.dim_street s WHERE EXISTS (SELECT 1 FROM civic.dwd_person p WHERE"
            + " p.phone LIKE '138%' AND p.street_code = s.street_code)",
        "SELECT id, lag(phone) OVER (ORDER BY id) = phone FROM civic.dwd_person",
        "SELECT sum(CAST(phone AS BIGINT)) FROM civic.dwd_person"
      })
  void noQuestionIsAskedOfAMask(String statement) {
    for (String form : List.of("last_four", "starred", "none", "some", "hashed")) {
      assertMisleads(form, statement);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TEMPORARY FUNCTION f(x STRING) RETURNS INT RETURN if(x = '138', 1, 0)",
        "SELECT java_method('java.lang.String', 'valueOf', phone) FROM civic.dwd_person",
        "SELECT assert_true(phone = '13800001111') FROM civic.dwd_person",
        "SELECT raise_error(phone) FROM civic.dwd_person",
        "SELECT TRANSFORM (phone) USING 'cat' AS (x) FROM civic.dwd_person"
      })
  void noFunctionOfTheCallersReadsIt(String statement) {
    assertThat(gate.refusal(reading("last_four"), statement).code())
        .isIn(ErrorCode.ACCESS_DENIED, ErrorCode.SQL_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, phone FROM civic.dwd_person",
        "SELECT * FROM civic.dwd_person ORDER BY id LIMIT 2",
        "SELECT upper(phone), concat('+86 ', phone), substring(phone, -4) FROM civic.dwd_person",
        "SELECT p.phone, s.name FROM civic.dwd_person p JOIN civic.dim_street s USING"
            + " (street_code)",
        "SELECT phone FROM civic.dwd_person UNION ALL SELECT phone FROM civic.dwd_person",
        "SELECT street_code, collect_list(phone), first(phone), any_value(phone) FROM"
            + " civic.dwd_person GROUP BY street_code",
        "SELECT max_by(phone, visits) FROM civic.dwd_person",
        "SELECT id, lag(phone) OVER (PARTITION BY street_code ORDER BY id) FROM civic.dwd_person",
        "SELECT v FROM civic.dwd_person LATERAL VIEW explode(array(phone, id)) t AS v",
        "SELECT x.phone FROM civic.dim_street s, LATERAL (SELECT phone FROM civic.dwd_person p"
            + " WHERE p.street_code = s.street_code) x",
        "SELECT CASE WHEN visits > 3 THEN phone ELSE id END FROM civic.dwd_person",
        "SELECT DISTINCT street_code FROM (SELECT phone, street_code FROM civic.dwd_person)",
        "SELECT count(*), sum(visits) FROM civic.dwd_person WHERE visits > 3",
        "SELECT id FROM civic.dwd_person WHERE typeof(phone) = 'string'",
        "SELECT transform(array(phone), x -> concat(x, '!')) FROM civic.dwd_person"
      })
  void whatIsOnlyShownIsAnswered(String statement) {
    for (String form : List.of("last_four", "starred", "none", "some", "hashed")) {
      assertThat(gate.ask(reading(form), statement)).as(form).isNotEmpty();
    }
  }

  /** So stand the counts of few persons behind what is published: of a grade that is masked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sum(income) FROM civic.dwd_person",
        "SELECT sum(CASE WHEN id = 'p1' THEN income END) FROM civic.dwd_person",
        "SELECT sum(income) FILTER (WHERE id = 'p1') FROM civic.dwd_person",
        "SELECT sum(income) - sum(income) FILTER (WHERE id <> 'p1') FROM civic.dwd_person",
        "SELECT id, street_code, sum(income) FROM (SELECT id, street_code, income FROM"
            + " civic.dwd_person) GROUP BY CUBE (id, street_code)",
        "SELECT id, street_code, sum(income) FROM (SELECT id, street_code, income FROM"
            + " civic.dwd_person) GROUP BY GROUPING SETS ((id, street_code), (street_code), ())",
        "SELECT street_code, sum(n) FROM (SELECT street_code, id, sum(income) AS n FROM"
            + " civic.dwd_person GROUP BY street_code, id) GROUP BY street_code WITH ROLLUP",
        "SELECT aggregate(collect_list(income), cast(0 AS decimal(20, 2)), (a, x) -> cast(a + x AS"
            + " decimal(20, 2))) FROM civic.dwd_person",
        "SELECT transform(collect_list(income), x -> x + 1) FROM civic.dwd_person",
        "SELECT filter(collect_list(struct(id, income)), x -> x.id = 'p1') FROM civic.dwd_person",
        "SELECT size(filter(collect_list(income), x -> x > 100)) FROM civic.dwd_person",
        "SELECT map_values(transform_values(map_from_entries(collect_list(struct(id, income))),"
            + " (k, v) -> v)) FROM civic.dwd_person",
        "SELECT sum(s.deep.n) FROM (SELECT named_struct('deep', named_struct('n', income)) AS s"
            + " FROM civic.dwd_person)",
        "SELECT sum(v) FROM (SELECT array(income) AS l FROM civic.dwd_person) LATERAL VIEW"
            + " explode(l) t AS v",
        "SELECT id, sum(income) OVER (PARTITION BY id) FROM civic.dwd_person",
        "SELECT to_json(collect_list(struct(id, income))) FROM civic.dwd_person",
        "SELECT * FROM (SELECT id, income FROM civic.dwd_person) PIVOT (sum(income) FOR id IN"
            + " ('p1', 'p2'))"
      })
  void whatAMaskHidesComesBackByNoSumListOrStructure(String statement) {
    List<String> clear = gate.lines(reading("last_four"), statement);
    List<String> answered;
    try {
      answered = gate.lines(caller("graded"), statement);
    } catch (CityLakeException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.MASK_MISLEADS);
      return;
    }
    assertThat(clear).hasSameSizeAs(answered);
    // A line without any value of it, as one of a person without income, is the same line.
    for (int i = 0; i < clear.size(); i++) {
      assertThat(answered.get(i).matches(".*\\d{3}.*")).as(answered.get(i)).isFalse();
    }
    assertThat(answered).isNotEqualTo(clear);
  }

  /** Of a stored null all masks but the last say so; nothing else is asked. */
  @Test
  void nullsAreCountedWhereTheMaskKeepsThem() {
    String statement =
        "SELECT count(phone), count_if(phone IS NULL), count(coalesce(phone, id)) FROM"
            + " civic.dwd_person";
    for (String form : List.of("last_four", "starred", "hashed", "some")) {
      assertThat(gate.lines(reading(form), "SELECT count(phone) FROM civic.dwd_person"))
          .containsExactly("[5]");
      assertThat(
              gate.lines(
                  reading(form),
                  "SELECT id, coalesce(phone, '-') FROM civic.dwd_person WHERE phone IS NULL"))
          .containsExactly("[p4,-]");
    }
    for (String asked :
        List.of(
            statement,
            "SELECT count(phone) FROM civic.dwd_person",
            "SELECT id FROM civic.dwd_person WHERE phone IS NOT NULL",
            "SELECT coalesce(phone, 'none') FROM civic.dwd_person")) {
      assertMisleads("none", asked);
    }
  }

  /** F8: the keyed hash answers what the values would. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT count(DISTINCT phone) FROM civic.dwd_person | [4]",
        "SELECT count(*) FROM (SELECT DISTINCT phone FROM civic.dwd_person) | [5]",
        "SELECT count(*) FROM (SELECT phone FROM civic.dwd_person GROUP BY phone HAVING count(*) >"
            + " 1) | [1]",
        "SELECT count(*) FROM civic.dwd_person a JOIN civic.dwd_person b ON a.phone = b.phone |"
            + " [7]",
        "SELECT count(*) FROM civic.dwd_person a JOIN civic.dwd_person b USING (phone) | [7]",
        "SELECT count(*) FROM (SELECT phone FROM civic.dwd_person INTERSECT SELECT phone FROM"
            + " civic.dwd_person) | [5]",
        "SELECT count(*) FROM civic.dwd_person a WHERE EXISTS (SELECT 1 FROM civic.dwd_person b"
            + " WHERE a.phone = b.phone AND a.id <> b.id) | [2]",
        "SELECT count(*) FROM civic.dwd_person WHERE phone IN (SELECT phone FROM civic.dwd_person"
            + " WHERE id = 'p1') | [2]",
        "SELECT max(n) FROM (SELECT count(*) OVER (PARTITION BY phone) AS n FROM civic.dwd_person)"
            + " | [2]",
        "SELECT count(DISTINCT v) FROM (SELECT phone AS v FROM civic.dwd_person UNION ALL SELECT"
            + " phone FROM civic.dwd_person) | [4]",
        "SELECT count(*) FROM (SELECT phone, street_code, count(*) FROM civic.dwd_person GROUP BY"
            + " ROLLUP (phone, street_code)) | [12]",
        "SELECT count(DISTINCT struct(phone, street_code)) FROM civic.dwd_person | [6]"
      })
  void theKeyedHashTellsValuesApart(String statement, String expected) {
    assertThat(gate.lines(reading("hashed"), statement.strip())).containsExactly(expected.strip());
  }

  @Test
  void theKeyedHashIsFoundAgainByItself() {
    String hash =
        gate.ask(reading("hashed"), "SELECT phone FROM civic.dwd_person WHERE id = 'p1'")
            .get(0)
            .getString(0);
    assertThat(
            gate.lines(reading("hashed"), "SELECT id FROM civic.dwd_person WHERE phone = ?", hash))
        .containsExactly("[p1]", "[p6]");
    assertThat(
            gate.lines(
                reading("hashed"),
                "SELECT id FROM civic.dwd_person WHERE phone IN ('%s')".formatted(hash)))
        .containsExactly("[p1]", "[p6]");
    assertThat(
            gate.refusal(
                reading("hashed"),
                "SELECT id FROM civic.dwd_person WHERE phone = ?",
                "13800001111"))
        .hasMessage(
            "Cannot use civic.dwd_person.phone in a comparison (=): you read it masked (sha_256),"
                + " and a keyed hash equals nothing but a keyed hash, as the answers show it, so"
                + " that the answer would be wrong; show it as it is, or ask for a purpose or a"
                + " role that reads its keyed hash (sha_256) or the value itself");
    assertThat(gate.refusal(reading("hashed"), "SELECT id FROM civic.dwd_person ORDER BY phone"))
        .hasMessageContaining("a keyed hash keeps no order");
  }

  /** A day that is cut to its year still has its year. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT count(*) FROM civic.dwd_person WHERE year(born) = 1980 | [2]",
        "SELECT count(DISTINCT year(born)) FROM civic.dwd_person | [4]",
        "SELECT count(*) FROM civic.dwd_person WHERE extract(YEAR FROM seen) = 2026 | [4]",
        "SELECT count(*) FROM (SELECT trunc(born, 'YEAR') FROM civic.dwd_person GROUP BY 1) | [5]",
        "SELECT count(*) FROM civic.dwd_person WHERE born IS NULL | [1]"
      })
  void whatAMaskKeepsMayBeAsked(String statement, String expected) {
    assertThat(gate.lines(caller("graded"), statement.strip())).containsExactly(expected.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM civic.dwd_person WHERE month(born) = 5",
        "SELECT count(*) FROM civic.dwd_person WHERE born < date'1995-01-01'",
        "SELECT trunc(born, 'MONTH') FROM civic.dwd_person GROUP BY 1",
        "SELECT max(born) FROM civic.dwd_person",
        "SELECT sum(income) FROM civic.dwd_person",
        "SELECT avg(income) FROM civic.dwd_person",
        "SELECT count(income) FROM civic.dwd_person",
        "SELECT percentile(income, 0.5) FROM civic.dwd_person",
        "SELECT id FROM civic.dwd_person WHERE income > 100",
        "SELECT stddev(income) OVER () FROM civic.dwd_person"
      })
  void whatAMaskTakesAwayIsAskedOfNobody(String statement) {
    assertThat(gate.refusal(caller("graded"), statement).code()).isEqualTo(ErrorCode.MASK_MISLEADS);
  }
}
