package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.streets;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Grant;
import io.citylake.contract.Mask;
import io.citylake.contract.Mask.Action;
import io.citylake.contract.Role;
import io.citylake.contract.RowFilter;
import io.citylake.contract.RowFilter.WhereMissing;
import io.citylake.govern.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shape of statement under every kind of policy answers what plain Spark answers over a copy
 * that was filtered and masked beforehand, by SQL that is written out here.
 */
class TestPolicyMatrixSpark {
  private static final long SEED = Long.getLong("citylake.seed", 20260303L);
  private static final List<String> COLUMNS =
      List.of("id", "street_code", "visits", "score", "born", "income", "seen", "phone", "_run_id");
  private static final Map<String, String> BY_GRADE =
      Map.of(
          "born", "trunc(born, 'YEAR')",
          "income", "CAST(NULL AS decimal(12,2))",
          "seen", "date_trunc('YEAR', seen)",
          "phone", "CASE WHEN phone IS NOT NULL THEN '***' END");
  private static final Map<String, String> BY_COLUMN =
      Map.of(
          "id", hmac("id"),
          "visits", "CAST(floor(visits / 10) * 10 AS int)",
          "score", "round(score, 0)",
          "born", "trunc(born, 'MONTH')",
          "income", "CAST(floor(income / 100) * 100 AS decimal(12,2))",
          "phone",
              "CASE WHEN length(phone) > 4 THEN concat(repeat('*', length(phone) - 4), substring(phone, -4)) ELSE repeat('*', length(phone)) END");

  private static GateFixture gate;

  /** By its definition in RFC 2104, of a key that is shorter than a block. */
  private static String hmac(String column) {
    byte[] key;
    try {
      key = Files.readAllBytes(GateLake.STATE.resolve("mask.key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "sha2(concat(X'%s', unhex(sha2(concat(X'%s', CAST(%s AS binary)), 256))), 256)"
        .formatted(padded(key, 0x5c), padded(key, 0x36), column);
  }

  private static String padded(byte[] key, int pad) {
    byte[] block = Arrays.copyOf(key, 64);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) pad;
    }
    return HexFormat.of().formatHex(block);
  }

  /**
   * A kind of policy and what it means.
   *
   * @param values what is read, by column; others as they are
   * @param rows of the people that are seen
   * @param streets that are seen
   */
  private record Kind(Role[] roles, Map<String, String> values, String rows, String streets) {}

  private static final Map<String, Kind> KINDS = kinds();

  private static Map<String, Kind> kinds() {
    Role masked = role("masked", List.of(upTo(2)), List.of(), List.of());
    Role local = role("local", List.of(upTo(4)), List.of(streets("s1")), List.of());
    Role both = role("both", List.of(upTo(2)), List.of(streets("s2", "s3")), List.of());
    Role named =
        role(
            "named",
            List.of(upTo(4)),
            List.of(),
            List.of(
                mask(Action.SHA_256, 0, "id"),
                mask(Action.ROUND, -1, "visits"),
                mask(Action.ROUND, 0, "score"),
                mask(Action.TRUNCATE_TO_MONTH, 0, "born"),
                mask(Action.ROUND, -2, "income"),
                mask(Action.SHOW_LAST_4, 0, "phone")));
    Role nothing = role("nothing", List.of(upTo(4)), List.of(streets("none")), List.of());
    Role everywhere =
        role(
            "everywhere",
            List.of(upTo(4)),
            List.of(
                new RowFilter(List.of(), "street_code", List.of("s2"), WhereMissing.ALLOW),
                new RowFilter(
                    List.of(GateLake.PERSON), "visits", List.of("5", "20"), WhereMissing.REFUSE)),
            List.of());
    Map<String, Kind> kinds = new TreeMap<>();
    kinds.put("masked", kind(BY_GRADE, "true", masked));
    kinds.put("filtered", kind(Map.of(), "street_code = 's1'", local));
    kinds.put("filtered_masked", kind(BY_GRADE, "street_code IN ('s2', 's3')", both));
    kinds.put("named", kind(BY_COLUMN, "true", named));
    kinds.put("nothing", kind(Map.of(), "false", nothing));
    kinds.put(
        "everywhere",
        new Kind(
            new Role[] {everywhere},
            Map.of(),
            "street_code = 's2' AND visits IN (5, 20)",
            "street_code = 's2'"));
    kinds.put("some_clear", kind(where("street_code = 's1'", BY_GRADE), "true", local, masked));
    kinds.put(
        "two_filters",
        kind(
            where("street_code = 's1'", BY_GRADE),
            "street_code IN ('s1', 's2', 's3')",
            local,
            both));
    return kinds;
  }

  private static Kind kind(Map<String, String> values, String rows, Role... roles) {
    return new Kind(roles, values, rows, "true");
  }

  private static Map<String, String> where(String clear, Map<String, String> otherwise) {
    return otherwise.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each ->
                    "CASE WHEN %s THEN %s ELSE %s END"
                        .formatted(clear, each.getKey(), each.getValue())));
  }

  private static Grant upTo(int grade) {
    return new Grant(List.of("*"), List.of(), List.of(), List.of(), List.of(), grade, grade, null);
  }

  private static Mask mask(Action action, int digits, String column) {
    return new Mask(null, List.of(GateLake.PERSON), List.of(column), action, digits);
  }

  @BeforeAll
  static void copyWhatEachMaySee() {
    GateLake.fill("civic");
    SparkSession spark = GateLake.session();
    KINDS.forEach(
        (name, kind) -> {
          GateLake.drop(name);
          copy(
              spark,
              name,
              "dwd_person",
              columns(kind) + " FROM lake.civic.dwd_person WHERE " + kind.rows());
          copy(spark, name, "dim_street", "* FROM lake.civic.dim_street WHERE " + kind.streets());
          copy(spark, name, "dws_day", "* FROM lake.civic.dws_day");
        });
    gate =
        new GateFixture(
            GateLake.release(1, GateLake.PERSON, GateLake.STREET, GateLake.DAY),
            ReleasedStates.none());
  }

  private static void copy(SparkSession spark, String theme, String table, String select) {
    spark.sql("CREATE TABLE lake." + theme + "." + table + " AS SELECT " + select);
  }

  private static String columns(Kind kind) {
    return COLUMNS.stream()
        .map(each -> kind.values().getOrDefault(each, each) + " AS " + each)
        .collect(Collectors.joining(", "));
  }

  /** Two thirds of all pairs, drawn by the seed: another seed draws others. */
  static Stream<Arguments> cases() {
    Random draw = new Random(SEED);
    return KINDS.keySet().stream()
        .flatMap(
            kind ->
                StatementShapes.ALL.keySet().stream()
                    .filter(shape -> draw.nextInt(3) > 0)
                    .map(shape -> Arguments.of(kind, shape, draw.nextLong())));
  }

  @ParameterizedTest(name = "{0}, {1}, seed {2}")
  @MethodSource("cases")
  void answersAsOverACopyFilteredAndMaskedBefore(String name, String shape, long seed) {
    Kind kind = KINDS.get(name);
    gate.policies = policies(kind.roles());
    String statement = StatementShapes.draw(StatementShapes.ALL.get(shape), new Random(seed));
    Caller caller =
        GateFixture.caller(Arrays.stream(kind.roles()).map(Role::name).toArray(String[]::new))
            .withPurpose("audit");
    String overCopy =
        statement
            .replaceAll("(?i)(lake\\.)?civic\\.", "lake." + name + ".")
            .replaceAll("(?i)dwd_person", "dwd_person");
    assertThat(gate.lines(caller, statement))
        .as("kind %s, seed %d: %s", name, seed, statement)
        .isEqualTo(GateFixture.lines(GateLake.session().sql(overCopy).collectAsList()));
  }
}
