package io.citylake.govern.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.testkit.LocalLake;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.debug.package$;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/**
 * CVE-2023-33546: of what a caller writes nothing but strings, and those whole, stands in the code
 * that Janino compiles; so a statement nests it no deeper than its own plan.
 */
class TestGeneratedCodeSpark {
  private static final String MARK = "zqxmark";

  /** Ends a string, an expression and a comment of Java where it isn't quoted; a good pattern. */
  private static final String HOSTILE = MARK + "\" + (1) + \"; \\u0022 */ // \\\\";

  private static final String LITERAL = "'" + HOSTILE.replace("\\", "\\\\") + "'";
  private static final Pattern STRING = Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"");
  private static final String FACTORY = "spark.sql.codegen.factoryMode";

  private static SparkSession spark;

  @BeforeAll
  static void open() {
    spark = (SparkSession) LocalLake.session(Map.of("spark.ui.enabled", "false"));
    // Whatever another test's context says, and planned at once.
    spark.conf().set("spark.sql.codegen.wholeStage", "true");
    spark.conf().set("spark.sql.adaptive.enabled", "false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select concat(s, TEXT) from ROWS",
        "select id as `NAME`, s as `b NAME` from ROWS",
        "select count(1) as `NAME` from ROWS group by concat(s, TEXT)",
        "select s = TEXT, s in (TEXT, 'x', s), s < TEXT from ROWS",
        "select s like TEXT escape '!', s like concat('%', s, TEXT, '_a%') escape '!' from ROWS",
        "select s rlike TEXT, regexp_replace(s, TEXT, TEXT), split(s, TEXT) from ROWS",
        "select replace(s, TEXT, 'a'), translate(s, TEXT, 'b'), lpad(s, 60, TEXT) from ROWS",
        "select get_json_object(s, TEXT), instr(s, TEXT), substring_index(s, TEXT, 1) from ROWS",
        "select named_struct(TEXT, id, 'a', s), map(TEXT, s)[s] from ROWS",
        "select case when s = TEXT then TEXT else concat(TEXT, s) end from ROWS where s <> TEXT"
      })
  void holdsTextsOfStatementsAsStringsOnly(String statement) {
    String sql =
        statement
            .replace("TEXT", LITERAL)
            .replace("NAME", HOSTILE)
            .replace("ROWS", "(select id, cast(id as string) as s from range(3))");
    List<Row> interpreted = answer(sql, "NO_CODEGEN");
    assertThat(answer(sql, "CODEGEN_ONLY")).containsExactlyInAnyOrderElementsOf(interpreted);
    assertThat(code(sql)).isNotEmpty().noneMatch(each -> withoutStrings(each).contains(MARK));
  }

  @Test
  void seesATextThatIsNoString() {
    assertThat(withoutStrings("a = \"" + MARK + "\\\"\" + b;")).doesNotContain(MARK);
    assertThat(withoutStrings("a = \"x\" + " + MARK + ";")).contains(MARK);
  }

  private static String withoutStrings(String code) {
    return STRING.matcher(code).replaceAll("\"\"");
  }

  private static List<Row> answer(String sql, String factory) {
    spark.conf().set(FACTORY, factory);
    try {
      return spark.sql(sql).collectAsList();
    } finally {
      spark.conf().unset(FACTORY);
    }
  }

  private static List<String> code(String sql) {
    Dataset<Row> query = spark.sql(sql);
    SparkPlan plan = query.queryExecution().executedPlan();
    return CollectionConverters.asJava(package$.MODULE$.codegenStringSeq(plan)).stream()
        .map(each -> each._2())
        .toList();
  }
}
