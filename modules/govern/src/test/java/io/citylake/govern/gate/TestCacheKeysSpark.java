package io.citylake.govern.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.govern.QueryRequest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an answer is named by beside its tables, which {@link TestGateStatesSpark} has. */
class TestCacheKeysSpark {
  private static final String SQL = "SELECT 1";

  @Test
  void eachPartOfAQuestionNamesAnotherAnswer() {
    List<Optional<String>> keys = new ArrayList<>();
    keys.add(key(SQL, null, "1", "UTC"));
    keys.add(key("SELECT  1", null, "1", "UTC"));
    keys.add(key(SQL, "civic", "1", "UTC"));
    keys.add(key(SQL, null, "2", "UTC"));
    keys.add(key(SQL, null, "1", "Asia/Shanghai"));
    for (List<@Nullable Object> each :
        List.<List<@Nullable Object>>of(
            List.of(1),
            List.of(1L),
            List.of("1"),
            List.of("null"),
            Arrays.asList((Object) null),
            Arrays.asList(null, null),
            List.of("1", "1"),
            List.of((Object) new byte[] {1}),
            List.of((Object) new byte[] {2}))) {
      keys.add(key(SQL, null, "1", "UTC", each.toArray()));
    }
    assertThat(keys).allMatch(Optional::isPresent).doesNotHaveDuplicates();
    assertThat(key(" " + SQL + "\n", null, "1", "UTC")).isEqualTo(keys.get(0));
    assertThat(key(SQL, null, "1", "UTC", (Object) new byte[] {1}))
        .isEqualTo(keys.get(keys.size() - 2));
  }

  private static Optional<String> key(
      String sql,
      @Nullable String theme,
      String policies,
      String zone,
      @Nullable Object... parameters) {
    LogicalPlan plan = ((Dataset<?>) GateLake.session().sql(SQL)).queryExecution().analyzed();
    return CacheKeys.of(
        GateFixture.caller("open").withTheme(theme),
        new QueryRequest(sql, Arrays.asList(parameters), GateLake.release(1)),
        new CacheKeys.Plan(plan, List.of(), policies, ZoneId.of(zone)));
  }
}
