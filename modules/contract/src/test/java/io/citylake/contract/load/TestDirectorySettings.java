package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Problem;
import io.citylake.contract.settings.DirectorySettings;
import io.citylake.contract.settings.DirectorySettings.Transport;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code directory} of {@code conf/citylake.yaml}. */
class TestDirectorySettings {
  private static final Environment ENVIRONMENT = Environment.of(Map.of("LDAP", "s3cret"));
  private static final LocalDate DATE = LocalDate.of(2026, 3, 1);
  private static final String GOOD =
      """
      directory:
        url: ldaps://ldap.example
        bind-dn: cn=citylake,dc=city
        bind-password: ${LDAP}
        base: ou=people,dc=city
        filter: (!(nsAccountLock=true))
        roles: {"cn=analysts,ou=groups,dc=city": analyst}
      """;

  @TempDir private Path home;

  private DirectorySettings load(String text) throws IOException {
    write(text);
    Settings settings = WorkspaceLoader.settingsOrThrow(home, ENVIRONMENT, DATE);
    return Objects.requireNonNull(settings.directory());
  }

  private void write(String text) throws IOException {
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("jobs"));
    Files.writeString(home.resolve("conf/citylake.yaml"), text);
  }

  @Test
  void sayWhatTheFileSays() throws IOException {
    DirectorySettings directory = load(GOOD);
    assertThat(directory.transport()).isEqualTo(Transport.LDAPS);
    assertThat(directory.host() + " " + directory.port()).isEqualTo("ldap.example 636");
    assertThat(directory.roles()).containsEntry("cn=analysts,ou=groups,dc=city", "analyst");
    assertThat(directory.filter()).isEqualTo("(!(nsAccountLock=true))");
    assertThat(directory.recheck()).isEqualTo(Duration.ofMinutes(1));
    assertThat(directory.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "ldap://ldap.example, START_TLS, 389",
    "ldap://ldap.example:1389, START_TLS, 1389",
    "ldaps://ldap.example:1636, LDAPS, 1636"
  })
  void goNowhereWithoutTls(String url, Transport transport, int port) throws IOException {
    DirectorySettings directory = load(GOOD.replace("ldaps://ldap.example", url));
    assertThat(directory.transport()).isEqualTo(transport);
    assertThat(directory.port()).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "localhost", "127.0.0.1:1389", "[::1]:1389"})
  void goWithoutTlsToThisMachineByWord(String host) throws IOException {
    String url = "\"ldap://" + host + "\"\n  insecure: true";
    assertThat(load(GOOD.replace("ldaps://ldap.example", url)).transport())
        .isEqualTo(Transport.INSECURE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ldaps://ldap.example | "ldap://ldap.example\\n  insecure: true" | to this machine only
          ldaps://ldap.example | "ldap://127.0.0.1.evil.example\\n  insecure: true" | to this machine only
          ldaps://ldap.example | "ldap://localhost.example\\n  insecure: true" | to this machine only
          ldaps://ldap.example | "ldaps://127.0.0.1\\n  insecure: true" | to this machine only
          ldaps://ldap.example | http://ldap.example | ldaps://HOST or ldap://HOST
          ldaps://ldap.example | ldaps://ldap.example/dc=x | ldaps://HOST or ldap://HOST
          bind-password: ${LDAP} | recheck: 5s | 'bind-dn' and 'bind-password' go together
          bind-password: ${LDAP} | bind-password: plain | a reference such as ${NAME}
          base: ou=people,dc=city | base: people | 'people' is no distinguished name
          cn=analysts,ou=groups,dc=city | analysts | 'analysts' is no distinguished name
          """)
  void nameTheMistake(String good, String bad, String problem) throws IOException {
    assertThat(GOOD).contains(good);
    String written = bad.replace("\"", "").replace("\\n", "\n");
    write(GOOD.replace(good, written));
    assertThat(WorkspaceLoader.load(home, ENVIRONMENT, DATE).problems())
        .map(Problem::toString)
        .anySatisfy(each -> assertThat(each).startsWith("conf/citylake.yaml:").contains(problem));
  }
}
