package io.citylake.govern.gate;

import static org.apache.spark.sql.functions.expr;

import io.citylake.contract.policy.Mask.Action;
import io.citylake.govern.policy.Cell;
import io.citylake.govern.state.StateFile;
import io.citylake.govern.state.StateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each mask makes of values, the largest and the smallest among them. */
class TestMaskingSpark {
  private static final String KEY = "thirty-two bytes that all know..";

  /** HMAC-SHA256 of abc, by openssl. */
  private static final String ABC =
      "9654ec2c2daa94a36c2153baf83287b11c766d0e8a404bf49e85ab2dafa47a74";

  /** The first 63 bits of that of 13800001111. */
  private static final String NUMBER = "7853514012440625555";

  private static final List<Case> CASES =
      List.of(
          new Case("'abc'", Action.NONE, 0, "abc"),
          new Case("2.567D", Action.ROUND, 1, "2.6"),
          new Case("-2.567D", Action.ROUND, 0, "-3.0"),
          new Case("1299", Action.ROUND, -2, "1200"),
          new Case("-1299", Action.ROUND, -2, "-1200"),
          new Case("1299", Action.ROUND, -1, "1290"),
          new Case("1299", Action.ROUND, 0, "1299"),
          new Case("2147483647", Action.ROUND, -9, "2000000000"),
          new Case("2147483647", Action.ROUND, -10, "0"),
          new Case("9223372036854775807L", Action.ROUND, -18, "9000000000000000000"),
          new Case("1299L", Action.ROUND, -2, "1200"),
          new Case("1234.56BD", Action.ROUND, 2, "1234.56"),
          new Case("1234.56BD", Action.ROUND, 1, "1234.50"),
          new Case("1234.56BD", Action.ROUND, 0, "1234.00"),
          new Case("-1299.99BD", Action.ROUND, -2, "-1200.00"),
          new Case("1234.56BD", Action.ROUND, -5, "0.00"),
          new Case("'1299'", Action.ROUND, -2, null),
          new Case("date'1980-05-17'", Action.TRUNCATE_TO_MONTH, 0, "1980-05-01"),
          new Case("timestamp_ntz'2026-03-17 10:11:12'", Action.TRUNCATE_TO_MONTH, 0, null),
          new Case("'1980-05-17'", Action.TRUNCATE_TO_MONTH, 0, null),
          new Case("date'1980-05-17'", Action.TRUNCATE_TO_YEAR, 0, "1980-01-01"),
          new Case("1980", Action.TRUNCATE_TO_YEAR, 0, null),
          new Case("'13800001111'", Action.SHOW_LAST_4, 0, "*******1111"),
          new Case("'一二三四五'", Action.SHOW_LAST_4, 0, "*二三四五"),
          new Case("'1111'", Action.SHOW_LAST_4, 0, "****"),
          new Case("''", Action.SHOW_LAST_4, 0, ""),
          new Case("CAST(NULL AS string)", Action.SHOW_LAST_4, 0, null),
          new Case("13800001111L", Action.SHOW_LAST_4, 0, null),
          new Case("'13800001111'", Action.PARTIAL, 0, "*******1111"),
          new Case("date'1980-05-17'", Action.PARTIAL, 0, "1980-01-01"),
          new Case("12", Action.PARTIAL, 0, null),
          new Case("'abc'", Action.SHA_256, 0, ABC),
          new Case("CAST(NULL AS string)", Action.SHA_256, 0, null),
          new Case("13800001111L", Action.SHA_256, 0, NUMBER),
          new Case("CAST(NULL AS bigint)", Action.SHA_256, 0, null),
          new Case("12", Action.SHA_256, 0, null),
          new Case("'abc'", Action.REDACT, 0, "***"),
          new Case("CAST(NULL AS string)", Action.REDACT, 0, null),
          new Case("12.5D", Action.REDACT, 0, null),
          new Case("'abc'", Action.REPLACE_WITH_NULL, 0, null),
          new Case("12", Action.REPLACE_WITH_NULL, 0, null),
          new Case("true", Action.REPLACE_WITH_NULL, 0, null));

  private record Case(String value, Action action, int digits, @Nullable String expected) {
    private Cell cell() {
      return new Cell(List.of(), action, digits);
    }
  }

  @TempDir private Path state;
  private Masking masking;

  @BeforeEach
  void open() {
    new StateFile(state.resolve("mask.key")).replace(KEY.getBytes(StandardCharsets.UTF_8));
    masking = new Masking(MaskKey.open(StateStore.of(state)));
  }

  @Test
  void masksKeepTheTypeAndTellNoMoreThanTheySay() {
    Dataset<Row> values =
        GateLake.session().range(1).select(columns(i -> expr(CASES.get(i).value()).as("v" + i)));
    StructType schema = values.schema();
    Dataset<Row> masked =
        values.select(
            columns(i -> masking.read("v" + i, schema, List.of(CASES.get(i).cell())).as("v" + i)));
    Row row = masked.first();
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < CASES.size(); i++) {
      Case each = CASES.get(i);
      softly
          .assertThat(row.get(i) == null ? null : row.get(i).toString())
          .as("%s", each)
          .isEqualTo(each.expected());
      softly
          .assertThat(masked.schema().apply(i).dataType())
          .as("%s", each)
          .isEqualTo(schema.apply(i).dataType());
    }
    softly.assertAll();
  }

  @Test
  void timesAreCutInTheLakesZone() {
    Dataset<Row> values =
        GateLake.session().range(1).select(expr("timestamp'2026-01-01 00:30:00'").as("v"));
    for (Action action :
        List.of(Action.TRUNCATE_TO_MONTH, Action.TRUNCATE_TO_YEAR, Action.PARTIAL)) {
      Column masked = masking.read("v", values.schema(), List.of(new Cell(List.of(), action, 0)));
      SoftAssertions.assertSoftly(
          softly ->
              softly
                  .assertThat(values.select(masked.cast("string")).first().getString(0))
                  .as("%s", action)
                  .isEqualTo("2026-01-01 00:00:00"));
    }
  }

  private static Column[] columns(java.util.function.IntFunction<Column> column) {
    return java.util.stream.IntStream.range(0, CASES.size())
        .mapToObj(column)
        .toArray(Column[]::new);
  }
}
