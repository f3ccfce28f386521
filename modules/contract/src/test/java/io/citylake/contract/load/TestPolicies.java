package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Problem;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.Role;
import io.citylake.contract.policy.RowFilter;
import io.citylake.contract.policy.RowFilter.WhereMissing;
import io.citylake.contract.settings.Environment;
import io.citylake.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code conf/policies.yaml}: what it means, and every mistake that can be made in it. */
class TestPolicies {
  private static final Environment ENVIRONMENT = Environment.of(Map.of("PASSWORD", "s3cret"));
  private static final LocalDate DATE = LocalDate.of(2026, 3, 1);
  private static final String GOOD =
      """
      purposes: {audit: {zh: 审计, en: Audit}}
      masks: [{grade: 3, action: redact}]
      roles:
        chief: {title: {zh: 长, en: Chief}, administrator: true}
        reader:
          title: {zh: 读, en: Reader}
          purposes: [audit]
          grants:
            - {themes: [water], layers: [ads], tables: [water.ods_level], exclude: [lat], expires: 2027-01-01}
          filters:
            - {tables: [water.ods_level], column: count, in: [1, 2]}
            - {column: day, in: 2026-01-01, where-missing: allow}
          masks:
            - {columns: [level], action: round, digits: 1}
            - {grade: 4, action: none}
          limits: {time: 5s}
      """;

  @TempDir private Path home;

  @BeforeEach
  void writeGoodWorkspace() throws IOException {
    for (Map.Entry<String, String> each : Mistakes.GOOD.entrySet()) {
      write(each.getKey(), each.getValue());
    }
    String person =
        "title: {zh: 人, en: Person}\nlayer: %s\ngrain: one person\ncolumns:\n"
            + "  - {name: %s, type: string, personal: id_card, grade: 2}\n";
    write("conf/themes/water/ads_person.yaml", person.formatted("ads", "holder"));
    write("conf/themes/water/dwd_person.yaml", person.formatted("dwd", "owner"));
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
  }

  private Policies load(String text) throws IOException {
    write("conf/policies.yaml", text);
    return WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE).policies();
  }

  @Test
  void grantNothingWithoutTheFile() {
    assertThat(WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE).policies())
        .isEqualTo(Policies.none());
    assertThat(Policies.none().roles()).isEmpty();
  }

  @Test
  void sayWhatTheFileSays() throws IOException {
    Policies policies = load(GOOD);
    assertThat(policies.masks()).containsExactly(Mask.ofGrade(3, Action.REDACT));
    assertThat(policies.purposeRequiredFrom()).isEqualTo(4);
    assertThat(policies.roles().get("chief").isAdministrator()).isTrue();
    Role reader = policies.roles().get("reader");
    TableName level = TableName.parse("water.ods_level");
    assertThat(reader.grants())
        .containsExactly(
            new Grant(
                List.of("water"),
                List.of("ads"),
                List.of(level),
                List.of(),
                List.of("lat"),
                2,
                2,
                LocalDate.of(2027, 1, 1)));
    assertThat(reader.filters())
        .containsExactly(
            new RowFilter(List.of(level), "count", List.of("1", "2"), WhereMissing.REFUSE),
            new RowFilter(List.of(), "day", List.of("2026-01-01"), WhereMissing.ALLOW));
    assertThat(reader.masks())
        .containsExactly(
            new Mask(null, List.of(), List.of("level"), Action.ROUND, 1),
            Mask.ofGrade(4, Action.NONE));
    assertThat(reader.limits().time()).isEqualTo(Duration.ofSeconds(5));
    assertThat(reader.limits().concurrency()).isEqualTo(4);
  }

  @Test
  void maskGradesThreeAndFourUnlessTold() throws IOException {
    assertThat(load(GOOD.replace("masks: [{grade: 3, action: redact}]\n", "")).masks())
        .containsExactly(Mask.ofGrade(3, Action.PARTIAL), Mask.ofGrade(4, Action.REDACT));
  }

  @Test
  void haveAnotherVersionForEachChangeOfMeaning() throws IOException {
    String version = load(GOOD).version();
    assertThat(load("# a remark\n" + GOOD).version()).isEqualTo(version);
    assertThat(load(GOOD.replace("in: [1, 2]", "in: [1, 3]")).version()).isNotEqualTo(version);
    assertThat(load(GOOD.replace("in: [1, 2]", "in: [2, 1]")).version()).isNotEqualTo(version);
    String station = GOOD.replace("column: count, in: [1, 2]", "column: station, in: [%s]");
    assertThat(load(station.formatted("a, b")).version())
        .isNotEqualTo(load(station.formatted("'a, b'")).version());
  }

  @Test
  void ofTheReferenceCityAreValid() {
    Path repository = Path.of(System.getProperty("citylake.repository"));
    Policies policies =
        WorkspaceLoader.loadOrThrow(repository, Environment.of(Map.of()), DATE).policies();
    assertThat(policies.roles().keySet())
        .containsExactly(
            "administrator", "analyst", "duty_officer", "screen", "street_officer_guixi");
  }

  private static final String SEPARATED =
      """
      separation: required
      roles:
        operator: {title: {zh: 系统, en: System}, duty: system, accounts: [ops, ops2]}
        officer: {title: {zh: 安全, en: Security}, duty: security, accounts: [sec]}
        auditor: {title: {zh: 审计, en: Audit}, duty: audit, accounts: [aud]}
        reader: {title: {zh: 读, en: Reader}, grants: [{themes: water}]}
      """;

  @Test
  void sayWhoTheThreeAdministratorsAre() throws IOException {
    Duties duties = load(SEPARATED).duties();
    assertThat(duties.areSeparated()).isTrue();
    assertThat(duties.roleOf("ops2")).contains("operator");
    assertThat(duties.dutyOf("auditor")).contains(Duty.AUDIT);
    assertThat(WorkspaceLoader.dutiesOrThrow(home, ENVIRONMENT, DATE)).isEqualTo(duties);
    assertThat(duties.conflict("li", List.of("operator"))).isEmpty();
    assertThat(duties.conflict("li", List.of("reader", "screen"))).isEmpty();
    assertThat(duties.conflict("li", List.of("operator", "auditor"))).isPresent();
    assertThat(duties.conflict("li", List.of("operator", "reader"))).isPresent();
    // The account and the user of one name are one person.
    assertThat(duties.conflict("aud", List.of("officer"))).isPresent();
    assertThat(load(GOOD).duties()).isEqualTo(Duties.none());
    assertThat(load(GOOD).duties().conflict("li", List.of("chief", "reader"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          accounts: [aud]        | accounts: [ops]         | account 'ops' has role 'operator' already
          duty: audit, accounts: [aud] | duty: audit | no role has 'duty: audit' with 'accounts'
          separation: required   | separation: none        | 'duty' counts with 'separation: required' only
          grants: [{themes: water}] | administrator: true  | nobody reads everything
          accounts: [sec]        | accounts: [sec], grants: [{themes: water}] | a role with a duty reads no data
          duty: system,          | administrator: true, duty: system, | 'administrator' would not count
          grants: [{themes: water}] | accounts: [li] | 'accounts' goes with 'duty' only
          duty: audit            | duty: auditt            | did you mean 'audit'?
          """)
  void nameTheMistakeOfWhoAdministers(String good, String bad, String problem) throws IOException {
    assertThat(SEPARATED).contains(good);
    write("conf/policies.yaml", SEPARATED.replace(good, bad));
    assertThat(WorkspaceLoader.load(home, ENVIRONMENT, DATE).problems())
        .map(Problem::toString)
        .anySatisfy(each -> assertThat(each).startsWith("conf/policies.yaml:").contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [water], layers        | [watr], layers          | theme 'watr' doesn't exist; did you mean 'water'?
          tables: [water.ods_level], exclude | tables: [water.ods_levl], exclude | table 'water.ods_levl' doesn't exist; did you mean 'water.ods_level'?
          exclude: [lat]         | exclude: [latt]         | column 'latt' doesn't exist; did you mean 'lat'?
          layers: [ads]          | layers: [adz]           | did you mean 'ads'?
          themes: [water], layers: [ads], tables: [water.ods_level], | '' | a grant needs 'themes' or 'tables'
          themes: [water], layers | layers                 | 'layers' narrows 'themes', and there are none
          column: count          | column: cont            | column 'cont' doesn't exist; did you mean 'count'?
          in: [1, 2]             | in: [1, two]            | 'two' can't be compared with the column of water.ods_level, which is int
          in: [1, 2]             | in: []                  | 'in' must not be empty
          column: count, in: [1, 2] | column: level, in: [1] | '1' can't be compared with the column of water.ods_level, which is double
          in: 2026-01-01         | in: yesterday           | which is date
          action: round          | action: sha_256         | the mask doesn't fit column 'level' of water.ads_day, which is double
          action: round          | action: rund            | did you mean 'round'?
          action: round, digits: 1 | action: redact, digits: 1 | 'digits' goes with action round only
          columns: [level], action: round, digits: 1 | identifiers: [id_cart], action: sha_256 | identifier 'id_cart' doesn't exist; did you mean 'id_card'?
          columns: [level], action: round, digits: 1 | identifiers: [id_card], action: round | the mask doesn't fit column 'holder' of water.ads_person, which is string
          columns: [level], action: round, digits: 1 | columns: [holder], action: sha_256 | 'holder' of water.ads_person is a person's number that other columns hold too; say 'identifiers: id_card', so that it is hashed in all of them
          columns: [level]       | grade: 3, columns: [level] | must have exactly one of grade, columns, identifiers
          {grade: 4, action: none} | {grade: 4, action: sha_256} | the mask of a grade must fit every type
          [{grade: 3, action: redact}] | [{grade: 3, action: redact}, {grade: 3, action: none}] | grade 3 has a mask already
          purposes: [audit]      | purposes: [audot]       | purpose 'audot' doesn't exist; did you mean 'audit'?
          administrator: true}   | administrator: true, grants: [{themes: "*"}]} | an administrator reads everything: 'grants' would not count
          administrator: true}   | administrator: true, operate: "*"} | an administrator decides about everything: 'operate' would not count
          administrator: true}   | administrator: true, manage: roles} | 'manage' is 'roles'; expected users
          purposes: [audit]      | manage: users           | only an administrator manages: 'manage' would not count
          limits: {time: 5s}     | limit: {time: 5s}       | unknown key 'limit'; did you mean 'limits'?
          reader:                | Reader:                 | 'Reader' is no name of a role: it must be lower_snake
          expires: 2027-01-01    | expires: 2027-02-30     | 'expires' must be a date such as 2026-01-31
          """)
  void nameTheMistakeAtItsPlace(String good, String bad, String problem) throws IOException {
    assertThat(GOOD).contains(good);
    write("conf/policies.yaml", GOOD.replace(good, bad));
    assertThat(WorkspaceLoader.load(home, ENVIRONMENT, DATE).problems())
        .map(Problem::toString)
        .anySatisfy(each -> assertThat(each).startsWith("conf/policies.yaml:").contains(problem));
  }
}
