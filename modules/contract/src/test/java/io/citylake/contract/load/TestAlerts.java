package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Channel;
import io.citylake.contract.alert.QuietHours;
import io.citylake.contract.alert.TargetHost;
import io.citylake.contract.settings.Environment;
import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code conf/alerts.yaml}: what it means, and every mistake that can be made in it. */
class TestAlerts {
  private static final LocalDate DATE = LocalDate.of(2026, 3, 1);
  private static final Environment ENVIRONMENT =
      Environment.of(Map.of("PASSWORD", "s3cret", "TOKEN", "t0ken"));
  private static final String FILE = "conf/alerts.yaml";
  private static final String SETTINGS =
      """
      alert-hosts:
        - oapi.dingtalk.com
        - qyapi.weixin.qq.com
        - {host: hooks.city.local, private: true}
        - {host: mail.city.local, private: true}
        - smtp.example
      """;
  private static final String GOOD =
      """
      receivers:
        duty: {dingtalk: {token: "${TOKEN}", secret: "${PASSWORD}"}}
        chief: {wecom: {key: "${TOKEN}"}, language: en}
        office:
          smtp: {host: mail.city.local, security: none, from: a@b.cn, to: [c@d.cn]}
        program: {webhook: {url: "http://hooks.city.local:8080/x", secret: "${PASSWORD}"}}
      owners: {水务局: [office]}
      routes:
        - {receivers: [duty], at-least: error}
        - {to-owners: true, themes: [water], kinds: [late, at_risk]}
        - receivers: program
          escalate: [{after: 1h, receivers: [chief]}]
      quiet: {from: "22:00", until: "07:00"}
      severity: {late: critical}
      group: 10s
      repeat-after: 2h
      storm: {messages: 5, within: 10m}
      thresholds: {disk-free: 5%}
      """;

  @TempDir private Path home;

  @BeforeEach
  void workspace() throws IOException {
    for (Map.Entry<String, String> each : Mistakes.GOOD.entrySet()) {
      write(each.getKey(), each.getValue());
    }
    write("conf/citylake.yaml", SETTINGS);
    write(FILE, GOOD);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
  }

  private List<String> problems() {
    return WorkspaceLoader.load(home, ENVIRONMENT, DATE).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private Alerts load() {
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE);
    return WorkspaceLoader.alertsOrThrow(workspace, ENVIRONMENT, DATE);
  }

  @Test
  void saysWhoIsToldOfWhat() {
    assertThat(problems()).isEmpty();
    Alerts alerts = load();
    assertThat(alerts.receivers().keySet()).containsExactly("chief", "duty", "office", "program");
    assertThat(alerts.owners()).containsEntry("水务局", List.of("office"));
    assertThat(alerts.severityOf(AlertKind.LATE)).isEqualTo(AlertSeverity.CRITICAL);
    assertThat(alerts.severityOf(AlertKind.AT_RISK)).isEqualTo(AlertSeverity.WARNING);
    assertThat(alerts.limits())
        .isEqualTo(
            new Alerts.Limits(
                Duration.ofSeconds(10), Duration.ofHours(2), 5, Duration.ofMinutes(10)));
    assertThat(alerts.hosts())
        .contains(
            new TargetHost("oapi.dingtalk.com", TargetHost.Reach.PUBLIC),
            new TargetHost("hooks.city.local", TargetHost.Reach.PRIVATE));
    Channel.Mail mail = (Channel.Mail) alerts.find("office").orElseThrow().channel();
    assertThat(mail.port()).isEqualTo(25);
    assertThat(alerts.routes().get(1).fits("water", AlertKind.LATE, AlertSeverity.WARNING))
        .isTrue();
    assertThat(alerts.routes().get(1).fits("", AlertKind.LATE, AlertSeverity.WARNING)).isFalse();
    assertThat(alerts.routes().get(0).fits("", AlertKind.DISK, AlertSeverity.WARNING)).isFalse();
  }

  @Test
  void tellsNobodyWithoutTheFile() throws IOException {
    Files.delete(home.resolve(FILE));
    assertThat(problems()).isEmpty();
    assertThat(load().isEmpty()).isTrue();
  }

  /** Nothing of a file that is printed is a secret. */
  @Test
  void printsNoSecret() {
    assertThat(load().toString()).doesNotContain("s3cret", "t0ken", ":8080/x");
  }

  /** Whoever loads is not stopped by who can't be told; whoever would tell is. */
  @Test
  void costsOnlyTheAlertsWhereItHasAMistake() throws IOException {
    write(FILE, GOOD.replace("[duty]", "[dutty]"));
    assertThat(WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE).jobs()).isNotEmpty();
    assertThatThrownBy(this::load)
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("Cannot use the alerts: conf/alerts.yaml has mistakes")
        .hasMessageContaining(FILE + ":9:18: receiver 'dutty' doesn't exist; did you mean 'duty'?");
    write(FILE, GOOD.replace("${TOKEN}", "${UNSET}"));
    assertThat(WorkspaceLoader.loadOrThrow(home, ENVIRONMENT, DATE).jobs()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{wecom: {key: \"${TOKEN}\"}, language: en}|{language: en}|'chief' must have exactly one of"
            + " webhook, smtp, dingtalk, wecom, feishu, not none",
        "token: \"${TOKEN}\"|token: t0ken|must be a reference such as ${NAME}",
        "mail.city.local|mail.city.lokal|host 'mail.city.lokal' isn't one that alerts may be sent"
            + " to; add it to alert-hosts of conf/citylake.yaml",
        "mail.city.local|smtp.example|mail goes in the clear to private hosts only",
        "http://hooks.city.local:8080/x|http://oapi.dingtalk.com/x|http:// goes to private hosts"
            + " only",
        "http://hooks.city.local:8080/x|https://u:p@hooks.city.local/x|an address such as"
            + " https://hooks.example/alerts",
        "http://hooks.city.local:8080/x|ftp://hooks.city.local/x|an address such as"
            + " https://hooks.example/alerts",
        "from: a@b.cn|from: \"a@b.cn\\r\\nX: y\"|a mail address such as",
        "from: a@b.cn|user: u, from: a@b.cn|'user' and 'password' go together",
        "{水务局: [office]}|{水利局: [office]}|owner '水利局' doesn't exist; did you mean '水务局'?",
        "{水务局: [office]}|{水务局: [offise]}|receiver 'offise' doesn't exist; did you mean 'office'?",
        "themes: [water]|themes: [watter]|theme 'watter' doesn't exist; did you mean 'water'?",
        "[late, at_risk]|[laet]|did you mean 'late'?",
        "{receivers: [duty], at-least: error}|{at-least: error}|a route needs 'receivers' or"
            + " 'to-owners: true'",
        "after: 1h|after: 1s|'after' must be from 1m to 365d",
        "receivers: [chief]|receivers: [cheif]|receiver 'cheif' doesn't exist; did you mean"
            + " 'chief'?",
        "until: \"07:00\"|until: \"22:00\"|'until' must differ from 'from': all day nobody is told",
        "until: \"07:00\"|until: \"25:00\"|a time of day such as",
        "severity: {late: critical}|severity: {lat: critical}|did you mean 'late'?",
        "group: 10s|group: 2h|'group' must be from 0m to 1h",
        "repeat-after: 2h|repeat-after: 1s|'repeat-after' must be from 1m to 365d",
        "within: 10m|within: 2d|'within' must be from 1m to 1d",
        "disk-free: 5%|scheduler-away: 1m|'scheduler-away' must be from 5m to 365d",
        "owners: {水务局: [office]}|# none|'to-owners' needs 'owners': which receivers each department"
            + " has"
      })
  void findsOneMistake(String good, String bad, String expected) throws IOException {
    assertThat(GOOD).contains(good);
    write(FILE, GOOD.replace(good, bad));
    assertThat(problems()).isNotEmpty().allMatch(each -> each.startsWith(FILE + ":"));
    assertThat(problems()).anySatisfy(each -> assertThat(each).contains(expected));
  }

  @Test
  void quietHoursGoOverMidnight() {
    QuietHours quiet =
        new QuietHours(
            LocalTime.of(22, 0),
            LocalTime.of(7, 0),
            ZoneId.of("Asia/Shanghai"),
            AlertSeverity.CRITICAL);
    Instant evening = Instant.parse("2026-03-01T15:00:00Z");
    Instant end = Instant.parse("2026-03-01T23:00:00Z");
    assertThat(quiet.endAt(evening, AlertSeverity.ERROR)).contains(end);
    assertThat(quiet.endAt(evening, AlertSeverity.CRITICAL)).isEmpty();
    assertThat(quiet.endAt(end, AlertSeverity.WARNING)).isEmpty();
    assertThat(quiet.endAt(end.minusMillis(1), AlertSeverity.WARNING)).contains(end);
  }
}
