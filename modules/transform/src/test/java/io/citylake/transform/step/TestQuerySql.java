package io.citylake.transform.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tables a query reads, and the query over others. */
class TestQuerySql {
  private static QuerySql parse(String sql) {
    return QuerySql.parse(sql, "jobs/a/b.sql");
  }

  @Test
  void findsTablesWhereverTheyHide() {
    QuerySql query =
        parse(
            """
            WITH w AS (SELECT * FROM a.in_with), v AS (SELECT * FROM w JOIN a.joined USING (id))
            SELECT (SELECT max(x) FROM a.scalar), x FROM v
            WHERE x IN (SELECT x FROM a.listed) AND EXISTS (SELECT 1 FROM a.existing e WHERE e.x = v.x)
            UNION ALL SELECT 1, y FROM (SELECT y FROM a.nested) LATERAL VIEW explode(array(1)) z
            UNION ALL SELECT * FROM a.outer_one o, LATERAL (SELECT x FROM a.lateral_one l WHERE l.x = o.x)
            """);
    assertThat(query.inputs())
        .extracting(TableName::table)
        .containsExactly(
            "existing",
            "in_with",
            "joined",
            "lateral_one",
            "listed",
            "nested",
            "outer_one",
            "scalar");
  }

  @Test
  void replacesNamesAtTheirPlacesOnly() {
    String sql =
        "SELECT t.x, '😀 a.t' AS `a.t`, `市` FROM a.t /* a.t */ JOIN `a`.`t` AS u ON t.x = u.x WHERE t.y > 0";
    assertThat(parse(sql).over(name -> "view"))
        .isEqualTo(
            "SELECT t.x, '😀 a.t' AS `a.t`, `市` FROM `view` AS `t` /* a.t */ JOIN `view` AS u ON t.x = u.x WHERE t.y > 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "INSERT INTO a.t SELECT 1 | one SELECT",
        "DROP TABLE a.t | one SELECT",
        "FROM a.t INSERT INTO a.u SELECT x INSERT INTO a.v SELECT y | one SELECT",
        "SELECT TRANSFORM (x) USING 'rm -rf' FROM a.t | TRANSFORM",
        "SELECT * FROM IDENTIFIER(concat('a', '.t')) | IDENTIFIER",
        "SELECT * FROM a.t VERSION AS OF 1 | time travel",
        "SELECT * FROM t | theme.table, not 't'",
        "SELECT * FROM lake.a.t.snapshots | theme.table",
        "SELECT * FROM parquet.`/etc/passwd` | no table's name",
        "SELECT (a FROM a.t | line 1",
      })
  void refusesWhatIsNoQueryOverTables(String sql, String reason) {
    assertThatThrownBy(() -> parse(sql))
        .isInstanceOf(CityLakeException.class)
        .hasMessageStartingWith("Cannot read the query in jobs/a/b.sql: ")
        .hasMessageContaining(reason);
  }

  @Test
  void saysTheLineOfAMistake() {
    assertThatThrownBy(() -> parse("\n\n\nSELECT x,\n  (FROM a.t"))
        .hasMessageContaining("line 5, column")
        .hasMessageContaining("Syntax error at or near")
        .hasMessageNotContaining("\n");
  }
}
