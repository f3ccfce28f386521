package io.citylake.run.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.TableName;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestStatementEffect {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "WITH a AS (SELECT 1 AS x) SELECT * FROM a UNION SELECT 2",
        "FROM water.ods_level SELECT gauge",
        "FROM water.ods_level |> WHERE level > 3",
        "VALUES (1), (2)",
        "SELECT DISTINCT a, count(*) FROM t GROUP BY a WITH ROLLUP HAVING count(*) > 1 ORDER BY a LIMIT 3 OFFSET 1",
        "SELECT * FROM t TABLESAMPLE (10 PERCENT) LATERAL VIEW explode(b) AS x",
        "SELECT * FROM t PIVOT (sum(a) FOR b IN (1, 2))",
        "SELECT * FROM t UNPIVOT (v FOR k IN (a, b))",
        "SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b)",
        "SELECT * FROM range(3) AS r(x) JOIN t USING (x)",
        "SELECT * FROM t, LATERAL (SELECT t.a + 1 AS y)",
        "SELECT /*+ BROADCAST(t) */ * FROM t EXCEPT SELECT * FROM s INTERSECT SELECT * FROM r",
        "SELECT * FROM water.ods_level VERSION AS OF 3",
        "SELECT * FROM IDENTIFIER('water.ods_level') WHERE a IN (SELECT b FROM s)",
        "WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r",
        "SELECT a FROM t DISTRIBUTE BY a SORT BY a",
        "SELECT a FROM t CLUSTER BY a",
        "TABLE water.ods_level",
        "SHOW TABLES IN water",
        "SHOW NAMESPACES",
        "SHOW COLUMNS IN water.ods_level",
        "SHOW CREATE TABLE water.ods_level",
        "SHOW TBLPROPERTIES water.ods_level",
        "SHOW FUNCTIONS",
        "SHOW CATALOGS",
        "SHOW VIEWS",
        "DESCRIBE water.ods_level",
        "DESCRIBE TABLE EXTENDED water.ods_level",
        "DESCRIBE QUERY SELECT 1",
        "DESCRIBE FUNCTION upper",
        "DESCRIBE NAMESPACE water",
        "EXPLAIN SELECT 1",
        "EXPLAIN EXTENDED DELETE FROM water.ods_level",
        "USE water",
        "USE NAMESPACE water",
        "SET spark.sql.shuffle.partitions = 4",
        "SET",
        "RESET",
        "CREATE TEMPORARY VIEW v AS SELECT 1",
        "CREATE OR REPLACE TEMP VIEW v AS SELECT * FROM water.ods_level",
        "CACHE TABLE water.ods_level",
        "REFRESH TABLE water.ods_level",
      })
  void reads(String statement) throws Exception {
    assertThat(effect(statement).writes()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE water.t (a int)",
        "CREATE TABLE water.t AS SELECT 1 AS a",
        "CREATE OR REPLACE TABLE water.t AS SELECT 1 AS a",
        "CREATE VIEW water.v AS SELECT 1 AS a",
        "CREATE GLOBAL TEMPORARY VIEW v AS SELECT 1 AS a",
        "CREATE NAMESPACE water",
        "CREATE FUNCTION f AS 'a.B' USING JAR 'x.jar'",
        "CREATE TEMPORARY FUNCTION f AS 'a.B' USING JAR 'x.jar'",
        "DROP TABLE water.ods_level",
        "DROP NAMESPACE water CASCADE",
        "ALTER TABLE water.ods_level ADD COLUMN x int",
        "ALTER TABLE water.ods_level SET TBLPROPERTIES ('a' = 'b')",
        "TRUNCATE TABLE water.ods_level",
        "COMMENT ON TABLE water.ods_level IS 'x'",
        "CALL lake.system.expire_snapshots('water.ods_level')",
        "SELECT TRANSFORM(a) USING 'cat' AS (b) FROM t",
        "INSERT INTO IDENTIFIER('water.t') SELECT 1",
        "DROP TABLE IDENTIFIER('water.t')",
        "EXECUTE IMMEDIATE 'DROP TABLE water.ods_level'",
        "INSERT OVERWRITE DIRECTORY '/tmp/x' USING parquet SELECT 1",
        "ADD JAR '/tmp/x.jar'",
        "ANALYZE TABLE water.ods_level COMPUTE STATISTICS",
        "FROM water.ods_level INSERT INTO water.a SELECT 1 INSERT INTO water.b SELECT 2",
        "BEGIN DELETE FROM water.ods_level; END",
        "WITH a AS (SELECT 1) INSERT INTO water.t SELECT * FROM a",
      })
  void changesSomething(String statement) throws Exception {
    assertThat(effect(statement).writes()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO water.ods_level VALUES (1)|insert into",
        "INSERT OVERWRITE lake.WATER.ods_level SELECT 1|insert into",
        "WITH a AS (SELECT 1 AS x) INSERT INTO water.ods_level SELECT * FROM a|insert into",
        "DELETE FROM water.ods_level AS t WHERE t.gauge = 'x'|delete from table",
        "UPDATE water.ods_level SET level = 1|update table",
        "MERGE INTO water.ods_level t USING s ON t.a = s.a WHEN MATCHED THEN DELETE|merge into table",
      })
  void namesTheTableWhoseRowsChange(String statement, String kind) throws Exception {
    StatementEffect effect = effect(statement);
    assertThat(effect.writes()).isTrue();
    assertThat(effect.table()).contains(new TableName("water", "ods_level"));
    assertThat(effect.kind()).isEqualTo(kind);
  }

  private static StatementEffect effect(String statement) throws Exception {
    return StatementEffect.of(new SparkSqlParser().parsePlan(statement));
  }
}
