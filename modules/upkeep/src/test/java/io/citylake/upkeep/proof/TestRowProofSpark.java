package io.citylake.upkeep.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.session.SparkSettings;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that differ have another proof, above all where what differs is what is null. */
class TestRowProofSpark {
  @TempDir private Path home;
  private SparkSession spark;

  @BeforeEach
  void open() {
    spark = LocalLake.session(SparkSettings.of(LocalLake.settings(home)));
  }

  private RowProof proof(String... rows) {
    return RowProof.of(spark.sql("SELECT * FROM VALUES (%s)".formatted(String.join("), (", rows))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'x', CAST(NULL AS STRING); CAST(NULL AS STRING), 'x'",
        "1, CAST(NULL AS DATE); CAST(NULL AS INT), DATE'1970-01-02'",
        "array('x', NULL); array(NULL, 'x')",
        "array('x', NULL); array('x')",
        "array('x'), array('y'); array('x', 'y'), array()",
        "array('x'), CAST(NULL AS STRING); CAST(NULL AS ARRAY<STRING>), 'x'",
        "array(named_struct('a', 'x', 'b', CAST(NULL AS STRING))); array(named_struct('a', CAST(NULL AS STRING), 'b', 'x'))",
        "CAST(NULL AS STRUCT<a: STRING>); named_struct('a', CAST(NULL AS STRING))",
        "map('k', 'x', 'l', NULL); map('k', NULL, 'l', 'x')"
      })
  void tellsRowsApartByWhatIsNull(String one, String other) {
    RowProof proof = proof(one);
    assertThat(proof).isEqualTo(proof(one)).isNotEqualTo(proof(other));
    assertThat(proof(one, other)).isEqualTo(proof(other, one));
    assertThat(proof(one, one)).isNotEqualTo(proof(one, other));
  }
}
