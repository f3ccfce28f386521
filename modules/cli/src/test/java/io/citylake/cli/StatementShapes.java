package io.citylake.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Statements in every form in which a table can stand, drawn by a seed. {@code $p} is a condition
 * on the table that is called {@code p}, {@code $c} a column of it, {@code $n} a number, {@code $v}
 * the snapshot that the first release served. What stands in braces is asked more of than to be
 * shown, and behind its colon is what: {@code tell} whether values are equal, {@code null}, {@code
 * year}, {@code month} or {@code length}; without, anything.
 */
final class StatementShapes {
  static final Map<String, String> ALL = shapes();

  /** Refused to everybody, administrators among them. */
  static final List<String> NEVER =
      List.of(
          "SELECT * FROM civic.dwd_person.files",
          "SELECT * FROM lake.civic.dwd_person.snapshots",
          "SELECT * FROM civic.dwd_person.position_deletes",
          "WITH w AS (SELECT * FROM civic.dwd_person.partitions) SELECT * FROM w",
          "SELECT d.day FROM civic.dws_day d WHERE EXISTS (SELECT 1 FROM civic.dwd_person.history)",
          "SELECT id FROM civic.dwd_person.branch_main",
          "SELECT id FROM civic.dwd_person VERSION AS OF 'main'",
          "SELECT id, _file FROM civic.dwd_person",
          "SELECT * FROM civic.every_person");

  private static final List<String> COLUMNS =
      List.of("p.street_code", "p.visits", "p.score", "p.born", "p.income", "p.seen", "p.phone");
  private static final List<String> CONDITIONS =
      List.of(
          "{p.visits} > $n",
          "{p.street_code} = 's2'",
          "{p.street_code:null} IS NOT NULL",
          "{p.born} < date'1995-01-01'",
          "{p.income} > 100",
          "{p.income:null} IS NULL",
          "{p.phone} LIKE '138%'",
          "length({p.phone:length}) = 11",
          "{p.score} >= 1 OR p.score IS NULL",
          "{p.id} IN ('p1', 'p4', 'p6')",
          "year({p.born:year}) = 1980",
          "month({p.seen:month}) = 3",
          "try_divide(100, {p.visits}) > $n",
          "typeof(p.phone) = 'string'",
          "coalesce({p.phone}, '110') = '110'");

  private static final Pattern ASKED = Pattern.compile("\\{([a-z_.]+)(?::([a-z]+))?}");

  private StatementShapes() {}

  private static Map<String, String> shapes() {
    Map<String, String> shapes = new TreeMap<>();
    plain(shapes);
    subqueries(shapes);
    sets(shapes);
    earlier(shapes);
    return shapes;
  }

  private static void plain(Map<String, String> shapes) {
    shapes.put("select", "SELECT p.id, $c FROM civic.dwd_person p WHERE $p");
    shapes.put("count", "SELECT count(*) FROM civic.dwd_person p");
    shapes.put("count where", "SELECT count(*) FROM civic.dwd_person p WHERE $p");
    shapes.put("distinct", "SELECT DISTINCT {$c:tell} AS c FROM civic.dwd_person p WHERE $p");
    shapes.put(
        "group by",
        "SELECT $c AS c, count(*), max({p.phone}) FROM civic.dwd_person p GROUP BY {$c:tell}");
    shapes.put(
        "grouping sets",
        "SELECT $c AS c, p.street_code, count(*) FROM civic.dwd_person p GROUP BY GROUPING SETS"
            + " (({$c:tell}), (p.street_code), ())");
    shapes.put(
        "having",
        "SELECT p.street_code FROM civic.dwd_person p GROUP BY p.street_code HAVING max({p.visits})"
            + " > $n");
    shapes.put(
        "rollup",
        "SELECT p.street_code, year({p.born:year}), count(*) FROM civic.dwd_person p GROUP BY"
            + " ROLLUP (p.street_code, year(p.born))");
    shapes.put(
        "order limit",
        "SELECT p.id, {$c} AS c FROM civic.dwd_person p ORDER BY c NULLS LAST, {p.id} LIMIT $n");
    shapes.put(
        "window",
        "SELECT p.id, rank() OVER (PARTITION BY p.street_code ORDER BY {$c}, {p.id}) AS r FROM"
            + " civic.dwd_person p WHERE $p");
    shapes.put(
        "join",
        "SELECT p.id, s.name, $c FROM civic.dwd_person p JOIN civic.dim_street s ON p.street_code ="
            + " s.street_code WHERE $p");
    shapes.put(
        "outer join",
        "SELECT p.id, s.name FROM civic.dwd_person p FULL OUTER JOIN civic.dim_street s ON"
            + " p.street_code = s.street_code AND $p");
    shapes.put(
        "using",
        "SELECT street_code, id, name FROM civic.dwd_person LEFT JOIN civic.dim_street USING"
            + " (street_code)");
    shapes.put(
        "natural",
        "SELECT name, count(*) FROM civic.dwd_person NATURAL JOIN civic.dim_street GROUP BY name");
    shapes.put(
        "self join",
        "SELECT p.id, q.id, $c FROM civic.dwd_person p JOIN civic.dwd_person q ON {p.phone:tell} ="
            + " q.phone AND {p.id:tell} <> q.id");
    shapes.put(
        "semi join",
        "SELECT s.name FROM civic.dim_street s LEFT SEMI JOIN civic.dwd_person p ON p.street_code ="
            + " s.street_code AND $p");
    shapes.put(
        "anti join",
        "SELECT s.name FROM civic.dim_street s LEFT ANTI JOIN civic.dwd_person p ON p.street_code ="
            + " s.street_code AND $p");
    shapes.put(
        "cross join",
        "SELECT p.id, d.day FROM civic.dwd_person p CROSS JOIN civic.dws_day d WHERE {p.visits} >"
            + " d.visits");
    shapes.put("from first", "FROM civic.dwd_person p SELECT p.id, $c WHERE $p");
    shapes.put("pipe", "FROM civic.dwd_person p |> WHERE $p |> SELECT id, phone |> ORDER BY {id}");
    shapes.put(
        "lateral view",
        "SELECT p.id, v FROM civic.dwd_person p LATERAL VIEW explode(array(p.phone, p.id)) t AS v"
            + " WHERE $p");
    shapes.put(
        "pivot",
        "SELECT * FROM (SELECT street_code, {visits}, year({born:year}) AS y FROM civic.dwd_person)"
            + " PIVOT (sum(visits) FOR street_code IN ('s1', 's2', 's3'))");
    shapes.put(
        "unpivot",
        "SELECT * FROM (SELECT id, phone, street_code FROM civic.dwd_person) UNPIVOT INCLUDE NULLS"
            + " (v FOR k IN (phone, street_code))");
    shapes.put(
        "hint",
        "SELECT /*+ BROADCAST(p) */ p.id, s.name FROM civic.dwd_person p JOIN civic.dim_street s ON"
            + " p.street_code = s.street_code WHERE $p");
    shapes.put(
        "collected",
        "SELECT p.street_code, size(collect_set({$c:tell})), count({$c:null}) FROM"
            + " civic.dwd_person p GROUP BY p.street_code");
    shapes.put(
        "distinct totals",
        "SELECT count(DISTINCT {p.phone:tell}), count(DISTINCT {p.id:tell}), sum({p.income}) FROM"
            + " civic.dwd_person p WHERE $p");
    shapes.put(
        "compared in the list",
        "SELECT p.id, {p.phone} > '138', CASE {p.phone} WHEN '110' THEN 1 END FROM"
            + " civic.dwd_person p");
    shapes.put(
        "joined with a list",
        "SELECT p.id, v.n FROM civic.dwd_person p JOIN VALUES ('13800001111'), ('110') AS v(n) ON"
            + " v.n = {p.phone}");
    shapes.put(
        "pattern",
        "SELECT p.id, regexp_extract({p.phone}, '^(138)', 1), {p.phone} RLIKE '1{2}' FROM"
            + " civic.dwd_person p");
    shapes.put(
        "hash of a literal",
        "SELECT p.id FROM civic.dwd_person p WHERE sha2({p.phone}, 256) = sha2('13800001111',"
            + " 256)");
    shapes.put(
        "lambda",
        "SELECT p.id, exists(array(p.phone), x -> x = concat('', {p.phone})) FROM"
            + " civic.dwd_person p");
    shapes.put(
        "window by it",
        "SELECT p.street_code, count(*) OVER (PARTITION BY {$c:tell}) AS n FROM civic.dwd_person"
            + " p");
    shapes.put(
        "case", "SELECT p.id, CASE WHEN $p THEN $c END AS c, typeof($c) FROM civic.dwd_person p");
    shapes.put("three parts", "SELECT id, p.phone FROM lake.civic.dwd_person p WHERE $p");
    shapes.put("any case", "SELECT P.ID, p.Phone FROM CIVIC.Dwd_Person P WHERE $p");
    shapes.put(
        "sorted lists", "SELECT sort_array(collect_list({$c})) FROM civic.dwd_person p WHERE $p");
  }

  private static void subqueries(Map<String, String> shapes) {
    shapes.put(
        "cte",
        "WITH w AS (SELECT * EXCEPT (_run_id) FROM civic.dwd_person p WHERE $p) SELECT p.id, $c"
            + " FROM w p");
    shapes.put(
        "nested cte",
        "WITH a AS (WITH b AS (SELECT id, phone, visits FROM civic.dwd_person) SELECT * FROM b)"
            + " SELECT x.id, y.phone FROM a x JOIN a y ON x.{id:tell} = y.id WHERE x.{visits} >"
            + " $n");
    shapes.put(
        "cte twice",
        "WITH w AS (SELECT p.street_code AS k, count(*) AS n FROM civic.dwd_person p WHERE $p GROUP"
            + " BY 1) SELECT a.k, a.n, b.n FROM w a JOIN w b ON a.n <= b.n");
    shapes.put(
        "recursive cte",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < (SELECT count(*)"
            + " FROM civic.dwd_person p WHERE $p)) SELECT n FROM r");
    shapes.put(
        "in",
        "SELECT s.name FROM civic.dim_street s WHERE s.street_code IN (SELECT p.street_code FROM"
            + " civic.dwd_person p WHERE $p)");
    shapes.put(
        "not in",
        "SELECT s.name FROM civic.dim_street s WHERE s.street_code NOT IN (SELECT p.street_code"
            + " FROM civic.dwd_person p WHERE p.street_code IS NOT NULL AND ($p))");
    shapes.put(
        "tuple in",
        "SELECT p.id FROM civic.dwd_person p WHERE (p.street_code, {p.visits}) IN (SELECT"
            + " q.street_code, max(q.visits) FROM civic.dwd_person q GROUP BY q.street_code)");
    shapes.put(
        "exists",
        "SELECT s.name FROM civic.dim_street s WHERE EXISTS (SELECT 1 FROM civic.dwd_person p WHERE"
            + " p.street_code = s.street_code AND ($p))");
    shapes.put(
        "exists on itself",
        "SELECT p.id FROM civic.dwd_person p WHERE EXISTS (SELECT 1 FROM civic.dwd_person q WHERE"
            + " q.phone = {p.phone:tell} AND q.id <> {p.id:tell})");
    shapes.put(
        "exists or",
        "SELECT s.name FROM civic.dim_street s WHERE s.name = '三街' OR EXISTS (SELECT 1 FROM"
            + " civic.dwd_person p WHERE p.street_code = s.street_code AND ($p))");
    shapes.put(
        "scalar",
        "SELECT d.day, (SELECT max({$c}) FROM civic.dwd_person p WHERE $p) AS m FROM civic.dws_day"
            + " d");
    shapes.put(
        "correlated scalar",
        "SELECT s.name, (SELECT max({$c}) FROM civic.dwd_person p WHERE p.street_code ="
            + " s.street_code) AS m FROM civic.dim_street s");
    shapes.put(
        "scalar in where",
        "SELECT d.day FROM civic.dws_day d WHERE d.visits > (SELECT count(*) FROM civic.dwd_person"
            + " p WHERE $p)");
    shapes.put(
        "in having",
        "SELECT d.day FROM civic.dws_day d GROUP BY d.day HAVING sum(d.visits) > (SELECT"
            + " min({p.visits}) FROM civic.dwd_person p WHERE $p)");
    shapes.put(
        "in order by",
        "SELECT d.day FROM civic.dws_day d ORDER BY (SELECT max({p.visits}) FROM civic.dwd_person"
            + " p), d.day");
    shapes.put(
        "in join condition",
        "SELECT s.name, d.day FROM civic.dim_street s JOIN civic.dws_day d ON d.visits > (SELECT"
            + " min({p.visits}) FROM civic.dwd_person p WHERE $p)");
    shapes.put(
        "in case",
        "SELECT d.day, CASE WHEN EXISTS (SELECT 1 FROM civic.dwd_person p WHERE $p) THEN 1 ELSE 0"
            + " END AS e FROM civic.dws_day d");
    shapes.put(
        "lateral",
        "SELECT s.name, x.id FROM civic.dim_street s, LATERAL (SELECT p.id FROM civic.dwd_person p"
            + " WHERE p.street_code = s.street_code AND ($p)) x");
    shapes.put(
        "values",
        "SELECT v.c1, x.n FROM VALUES (1), (20) AS v(c1) JOIN (SELECT {p.visits} AS n, count(*)"
            + " FROM civic.dwd_person p GROUP BY p.visits) x ON v.c1 <= x.n");
    shapes.put(
        "derived",
        "SELECT x.c FROM (SELECT $c AS c, p.id FROM (SELECT * EXCEPT (_run_id) FROM"
            + " civic.dwd_person) p WHERE $p) x");
    shapes.put(
        "subquery in subquery",
        "SELECT d.day FROM civic.dws_day d WHERE d.visits > (SELECT count(*) FROM civic.dim_street"
            + " s WHERE s.street_code IN (SELECT p.street_code FROM civic.dwd_person p WHERE $p))");
  }

  private static void sets(Map<String, String> shapes) {
    String some = "SELECT p.id, p.phone FROM civic.dwd_person p";
    shapes.put("union all", some + " WHERE $p UNION ALL " + some);
    String told = "SELECT {p.id:tell}, {p.phone:tell} FROM civic.dwd_person p";
    shapes.put(
        "union",
        "SELECT {$c:tell} AS c FROM civic.dwd_person p UNION SELECT $c FROM civic.dwd_person p"
            + " WHERE $p");
    shapes.put("intersect", told + " INTERSECT " + told + " WHERE $p");
    shapes.put("except", told + " EXCEPT " + told + " WHERE $p");
    shapes.put("minus all", told + " EXCEPT ALL " + told + " WHERE $p");
    shapes.put(
        "union of tables",
        "(TABLE civic.dim_street) UNION ALL (SELECT p.id, p.phone FROM civic.dwd_person p)");
  }

  private static void earlier(Map<String, String> shapes) {
    shapes.put("version", "SELECT p.id, $c FROM civic.dwd_person VERSION AS OF $v AS p WHERE $p");
    shapes.put(
        "timestamp",
        "SELECT p.street_code, count(*) FROM civic.dwd_person TIMESTAMP AS OF '2026-01-15' AS p"
            + " WHERE $p GROUP BY 1");
    shapes.put(
        "version in subquery",
        "SELECT p.id, $c FROM civic.dwd_person p WHERE {p.id:tell} NOT IN (SELECT id FROM"
            + " civic.dwd_person VERSION AS OF $v)");
  }

  /**
   * A statement.
   *
   * @param asked columns, with what is asked of them
   */
  record Statement(String sql, Set<Asked> asked) {}

  /**
   * What a statement wants of a column beside showing it.
   *
   * @param what as in the braces; empty for anything
   */
  record Asked(String column, String what) {}

  /** One statement of a shape. */
  static Statement draw(String shape, Random random) {
    String column = COLUMNS.get(random.nextInt(COLUMNS.size()));
    String condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
    String number = Integer.toString(1 + random.nextInt(9));
    String drawn = shape.replace("$p", condition).replace("$c", column).replace("$n", number);
    Set<Asked> asked = new LinkedHashSet<>();
    String sql =
        ASKED
            .matcher(drawn)
            .replaceAll(
                each -> {
                  String name = each.group(1);
                  String what = each.group(2) == null ? "" : each.group(2);
                  asked.add(new Asked(name.substring(name.indexOf('.') + 1), what));
                  return name;
                });
    return new Statement(sql, asked);
  }
}
