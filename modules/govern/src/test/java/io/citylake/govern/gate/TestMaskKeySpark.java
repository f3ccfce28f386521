package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.state.StateStore;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.execution.QueryExecution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A masked number can't be found by trying all, and the key that sees to it is in no text. */
class TestMaskKeySpark {
  private static final String STATEMENT =
      "SELECT phone, count(*) AS c FROM civic.dwd_person GROUP BY phone";
  @TempDir private Path state;

  @Test
  void hashIsTheSameAfterARestartAndAnotherElsewhere() throws Exception {
    String number = "510107199001011234";
    String hash = MaskKey.open(StateStore.of(state)).task().call(number);
    assertThat(MaskKey.open(StateStore.of(state)).task().call(number)).isEqualTo(hash).hasSize(64);
    assertThat(MaskKey.open(StateStore.of(state.resolve("other"))).task().call(number))
        .isNotEqualTo(hash);
    assertThat(hash).isNotEqualTo(Sha256.hex(number));
    assertThat(MaskKey.open(StateStore.of(state)).task().call(null)).isNull();
  }

  @Test
  void refusesAKeyThatOthersMayReadOrThatIsCutShort() throws IOException {
    MaskKey.open(StateStore.of(state));
    Files.write(state.resolve("mask.key"), new byte[7]);
    assertThatThrownBy(() -> MaskKey.open(StateStore.of(state)))
        .hasMessageContaining("expected 32 bytes, found 7");
  }

  @Test
  void rotatedKeyHashesOtherwiseAndIsItsOwnersOnly() throws Exception {
    MaskKey before = MaskKey.open(StateStore.of(state));
    MaskKey.rotate(StateStore.of(state));
    MaskKey after = MaskKey.open(StateStore.of(state));
    assertThat(after.task().call("110")).hasSize(64).isNotEqualTo(before.task().call("110"));
    assertThat(after.numberTask().call(110L)).isNotEqualTo(before.numberTask().call(110L));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("mask.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void isInNoPlanNoExplanationAndNoCacheKey() throws IOException {
    GateLake.fill("civic");
    GateFixture gate = new GateFixture(GateLake.release(1, GateLake.PERSON), ReleasedStates.none());
    gate.policies =
        policies(
            role(
                "hashed",
                List.of(upTo(4)),
                List.of(),
                List.of(new Mask(null, List.of(), List.of("phone"), Action.SHA_256, 0))));
    var asking = caller("hashed").withPurpose("audit");
    GovernedQuery query = gate.admit(asking, STATEMENT);
    QueryExecution execution = ((Dataset<?>) query.toRun()).queryExecution();
    byte[] key = Files.readAllBytes(GateLake.STATE.resolve("mask.key"));
    assertThat(
            List.of(
                execution.toString(),
                execution.logical().toJSON(),
                execution.executedPlan().toJSON(),
                gate.lines(asking, "EXPLAIN " + STATEMENT).toString(),
                query.cacheKey().orElseThrow(),
                gate.log.toString()))
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContainIgnoringCase(HexFormat.of().formatHex(key))
                    .doesNotContain("%d, %d, %d".formatted(key[0], key[1], key[2])));
    assertThat(execution.executedPlan().toString()).contains("keyed_hash(phone");
    // Equal numbers stay equal: two people have one.
    assertThat(gate.lines(asking, STATEMENT)).hasSize(5).anyMatch(row -> row.endsWith(",2]"));
  }
}
