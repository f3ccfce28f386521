package io.citylake.govern.gate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no query is refused before Spark analyses it, which may be to run it. */
class TestStatementGuard {
  private static void guard(String statement) {
    StatementGuard.parsed(new SparkSqlParser().parsePlan(statement), true, name -> true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXECUTE IMMEDIATE 'DELETE FROM a.b'",
        "INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT 1",
        "INSERT INTO a.b SELECT 1",
        "DELETE FROM a.b",
        "MERGE INTO a.b USING a.c ON b.x = c.x WHEN MATCHED THEN DELETE",
        "CREATE TABLE a.b AS SELECT 1",
        "SELECT TRANSFORM (x) USING 'cat' AS (y) FROM a.b",
        "EXPLAIN SELECT 1",
        "DECLARE VARIABLE x INT",
        "SET VAR x = 1",
      })
  void refusesWhatIsNoQuery(String statement) {
    assertThatThrownBy(() -> guard(statement)).isInstanceOf(CityLakeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "WITH w AS (SELECT x FROM a.b) SELECT x, count(*) FROM w GROUP BY x HAVING x > 1",
        "SELECT * FROM identifier('a.b') PIVOT (sum(y) FOR x IN (1, 2))",
        "VALUES (1), (2)",
      })
  void passesQueries(String statement) {
    assertThatCode(() -> guard(statement)).doesNotThrowAnyException();
  }
}
