package io.citylake.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Kinds of policy: as a workspace declares them, and what they mean in plain SQL. */
final class PolicyKinds {
  static final List<String> COLUMNS =
      List.of("id", "street_code", "visits", "score", "born", "income", "seen", "phone", "_run_id");

  static final String POLICIES =
      """
      purposes:
        audit: {zh: 审计, en: Audit}
      masks:
        - {grade: 3, action: partial}
        - {grade: 4, action: redact}
      roles:
        administrator: {title: {zh: 管, en: A}, administrator: true}
        masked: {title: {zh: 掩, en: M}, time-travel: true, grants: [{themes: "*", clear-grade: 2}]}
        local:
          title: {zh: 街, en: L}
          time-travel: true
          grants: [{themes: "*", clear-grade: 4}]
          filters: [{tables: civic.dwd_person, column: street_code, in: s1}]
        both:
          title: {zh: 两, en: B}
          grants: [{themes: "*", clear-grade: 2}]
          filters: [{tables: civic.dwd_person, column: street_code, in: [s2, s3]}]
        named:
          title: {zh: 名, en: N}
          time-travel: true
          grants: [{themes: "*", clear-grade: 4}]
          masks:
            - {tables: civic.dwd_person, columns: id, action: sha_256}
            - {tables: civic.dwd_person, columns: visits, action: round, digits: -1}
            - {tables: civic.dwd_person, columns: score, action: round, digits: 0}
            - {tables: civic.dwd_person, columns: born, action: truncate_to_month}
            - {tables: civic.dwd_person, columns: income, action: round, digits: -2}
            - {tables: civic.dwd_person, columns: phone, action: show_last_4}
        other_names:
          title: {zh: 名, en: O}
          grants: [{themes: "*", clear-grade: 4}]
          masks:
            - {tables: civic.dwd_person, columns: id, action: show_last_4}
            - {columns: visits, tables: civic.dwd_person, action: replace_with_null}
            - {tables: civic.dwd_person, columns: [score, income], action: redact}
            - {tables: civic.dwd_person, columns: born, action: truncate_to_year}
            - {tables: civic.dwd_person, columns: seen, action: truncate_to_month}
            - {tables: civic.dwd_person, columns: phone, action: partial}
        graded:
          title: {zh: 级, en: G}
          grants: [{themes: "*", clear-grade: 2}]
          masks: [{grade: 3, action: replace_with_null}]
        nothing:
          title: {zh: 无, en: N}
          grants: [{themes: "*", clear-grade: 4}]
          filters: [{tables: civic.dwd_person, column: street_code, in: none}]
        everywhere:
          title: {zh: 处, en: E}
          grants: [{themes: "*", clear-grade: 4}]
          filters:
            - {column: street_code, in: s2, where-missing: allow}
            - {tables: civic.dwd_person, column: visits, in: ["5", "20"]}
        lifted:
          title: {zh: 解, en: L}
          grants: [{themes: "*", clear-grade: 2}]
          masks:
            - {columns: phone, action: none}
            - {tables: civic.dwd_person, columns: born, action: none}
        columns:
          title: {zh: 列, en: C}
          grants: [{themes: "*", clear-grade: 4, exclude: [phone, income]}]
        small:
          title: {zh: 小, en: S}
          grants: [{themes: "*", layers: [dim, dws]}]
        expired:
          title: {zh: 期, en: E}
          grants:
            - {themes: "*", clear-grade: 4, expires: 2020-01-01}
            - {themes: "*", clear-grade: 2, expires: 2099-01-01}
        gone:
          title: {zh: 去, en: G}
          grants:
            - {tables: civic.dwd_person, clear-grade: 4, expires: 2020-01-01}
            - {themes: "*", layers: [dim, dws]}
        for_purpose:
          title: {zh: 用, en: P}
          time-travel: true
          grants: [{themes: "*", clear-grade: 2, clear-grade-with-purpose: 4}]
        operator:
          title: {zh: 维, en: O}
          grants: [{themes: _sys, clear-grade: 2}, {tables: civic.dws_day}]
        leaver:
          title: {zh: 离, en: L}
          grants: [{themes: "*", clear-grade: 2}]
          limits: {rows: 100000000, bytes: 64GB}
      """;

  /** What the lake's hashes are made with. */
  static final byte[] MASK_KEY =
      "thirty-two bytes that all know..".getBytes(StandardCharsets.UTF_8);

  private static final Map<String, String> BY_GRADE =
      Map.of(
          "born", "trunc(born, 'YEAR')",
          "income", "CAST(NULL AS decimal(12,2))",
          "seen", "date_trunc('YEAR', seen)",
          "phone", "CASE WHEN phone IS NOT NULL THEN '***' END");
  private static final Map<String, String> NAMED =
      Map.of(
          "id", hmac("id"),
          "visits", "CAST(floor(visits / 10) * 10 AS int)",
          "score", "round(score, 0)",
          "born", "trunc(born, 'MONTH')",
          "income", "CAST(floor(income / 100) * 100 AS decimal(12,2))",
          "phone", lastFour("phone"));
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "id", lastFour("id"),
          "visits", "CAST(NULL AS int)",
          "score", "CAST(NULL AS double)",
          "born", "trunc(born, 'YEAR')",
          "income", "CAST(NULL AS decimal(12,2))",
          "seen", "date_trunc('MONTH', seen)",
          "phone", lastFour("phone"));
  private static final Map<String, String> GRADED =
      Map.of(
          "born", "CAST(NULL AS date)",
          "income", "CAST(NULL AS decimal(12,2))",
          "seen", "CAST(NULL AS timestamp)",
          "phone", "CASE WHEN phone IS NOT NULL THEN '***' END");
  private static final Map<String, String> LIFTED =
      Map.of("income", BY_GRADE.get("income"), "seen", BY_GRADE.get("seen"));

  static final Map<String, Kind> ALL = kinds();

  private PolicyKinds() {}

  /** By its definition in RFC 2104, of a key that is shorter than a block. */
  private static String hmac(String column) {
    return "sha2(concat(X'%s', unhex(sha2(concat(X'%s', CAST(%s AS binary)), 256))), 256)"
        .formatted(padded(0x5c), padded(0x36), column);
  }

  private static String padded(int pad) {
    byte[] block = Arrays.copyOf(MASK_KEY, 64);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) pad;
    }
    return HexFormat.of().formatHex(block);
  }

  /** Whether a purpose was stated before. */
  enum Purpose {
    STATED,
    UNSTATED
  }

  /** Whether its earlier states are read too. */
  enum Past {
    OPEN,
    CLOSED
  }

  /**
   * What one user may see.
   *
   * @param values what is read, by column; others as they are
   * @param hidden columns that are refused; all of them where the table is
   * @param rows of the people that are seen
   * @param streets that are seen
   */
  record Kind(
      List<String> roles,
      Purpose purpose,
      Past past,
      Map<String, String> values,
      Set<String> hidden,
      String rows,
      String streets) {

    private Kind(Map<String, String> values, String rows, String... roles) {
      this(List.of(roles), Purpose.STATED, Past.CLOSED, values, Set.of(), rows, "true");
    }

    private Kind withPast() {
      return new Kind(roles, purpose, Past.OPEN, values, hidden, rows, streets);
    }

    private Kind without(String... columns) {
      return new Kind(roles, purpose, past, values, Set.of(columns), rows, streets);
    }

    private Kind withStreets(String seen) {
      return new Kind(roles, purpose, past, values, hidden, rows, seen);
    }

    private Kind unstated() {
      return new Kind(roles, Purpose.UNSTATED, past, values, hidden, rows, streets);
    }

    /** Whether the mask of a column would answer otherwise than its values. */
    boolean misleads(StatementShapes.Asked asked) {
      String read = values.get(asked.column());
      if (read == null) {
        return false;
      }
      boolean emptied = read.contains("CAST(NULL");
      return switch (asked.what()) {
        case "tell" -> !read.startsWith("sha2(");
        case "null" -> emptied;
        case "year" -> emptied || !read.contains("trunc(");
        case "month" -> emptied || !read.contains("'MONTH'");
        case "length" -> !read.contains("repeat('*'");
        default -> true;
      };
    }

    boolean seesPeople() {
      return !hidden.containsAll(COLUMNS);
    }

    /** The columns of the copy, as SQL over the whole table. */
    String columns() {
      return COLUMNS.stream()
          .filter(each -> !hidden.contains(each))
          .map(each -> values.getOrDefault(each, each) + " AS " + each)
          .collect(Collectors.joining(", "));
    }
  }

  private static Map<String, Kind> kinds() {
    String first = "street_code = 's1'";
    String[] all = COLUMNS.toArray(String[]::new);
    Map<String, Kind> kinds = new TreeMap<>();
    kinds.put("administrator", new Kind(Map.of(), "true", "administrator").withPast());
    kinds.put("masked", new Kind(BY_GRADE, "true", "masked").withPast());
    kinds.put("filtered", new Kind(Map.of(), first, "local"));
    kinds.put("filtered_masked", new Kind(BY_GRADE, "street_code IN ('s2', 's3')", "both"));
    kinds.put("named", new Kind(NAMED, "true", "named").withPast());
    kinds.put("other_names", new Kind(OTHER_NAMES, "true", "other_names"));
    kinds.put("graded", new Kind(GRADED, "true", "graded"));
    kinds.put("nothing", new Kind(Map.of(), "false", "nothing"));
    kinds.put(
        "everywhere",
        new Kind(Map.of(), "street_code = 's2' AND visits IN (5, 20)", "everywhere")
            .withStreets("street_code = 's2'"));
    kinds.put("lifted", new Kind(LIFTED, "true", "lifted"));
    kinds.put("columns", new Kind(Map.of(), "true", "columns").without("phone", "income"));
    kinds.put("no_grant", new Kind(Map.of(), "false", "small").without(all));
    kinds.put("expired", new Kind(BY_GRADE, "true", "expired"));
    kinds.put("all_expired", new Kind(Map.of(), "false", "gone").without(all));
    kinds.put("stated", new Kind(Map.of(), "true", "for_purpose").withPast());
    kinds.put(
        "unstated",
        new Kind(BY_GRADE, "true", "for_purpose").withPast().unstated().without("phone"));
    kinds.put("some_clear", new Kind(where(first, BY_GRADE), "true", "local", "masked").withPast());
    kinds.put(
        "two_filters",
        new Kind(where(first, BY_GRADE), "street_code IN ('s1', 's2', 's3')", "local", "both"));
    kinds.put("with_expired", new Kind(BY_GRADE, "true", "gone", "masked").withPast());
    return kinds;
  }

  private static String lastFour(String column) {
    return "CASE WHEN length(%1$s) > 4 THEN concat(repeat('*', length(%1$s) - 4), substring(%1$s, -4)) ELSE repeat('*', length(%1$s)) END"
        .formatted(column);
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
}
