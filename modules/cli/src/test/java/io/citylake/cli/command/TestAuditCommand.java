package io.citylake.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture;
import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.Constants;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.access.TableAccess;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAuditCommand {
  @TempDir private Path home;

  @Test
  void tellsWhoAskedForAPersonAndWhetherALineWasChanged() {
    CommandFixture city = new CommandFixture(home).levels("append").levelsJob();
    HashChainedLog log = HashChainedLog.open(home.resolve(".citylake"));
    log.record(entry("wang", "select * from t where id = '51010419900307123X'"));
    log.record(entry("li", "select 1"));

    Outcome found = city.callWithoutSpark("audit", "--subject", "51010419900307123X", "-o", "csv");
    assertThat(found.lines()).hasSize(2);
    assertThat(found.lines().get(1)).contains("wang").contains("id = '***'");
    assertThat(city.callWithoutSpark("audit", "--since", "2026-03-02", "-o", "csv").lines())
        .hasSize(1);
    assertThat(city.callWithoutSpark("audit", "--since", "gestern").err())
        .contains("Cannot read --since");
    assertThat(city.callWithoutSpark("audit", "sync").out()).contains("2 rows to _sys.access_log");
    // A table of the platform's own is nobody's quarantine.
    assertThat(city.callWithoutSpark("quarantine", "ls").exit()).isZero();

    Outcome good = city.callWithoutSpark("audit", "verify");
    assertThat(good.exit()).isZero();
    assertThat(good.out()).startsWith("Unchanged: 2 lines, head ");
    String file = ".citylake/access/2026-03-01.ndjson";
    city.file(file, city.read(file).replace("select 1", "select 2"));
    Outcome bad = city.callWithoutSpark("audit", "verify");
    assertThat(bad.exit()).isEqualTo(1);
    assertThat(bad.out()).contains("Changed: 2026-03-01.ndjson line 2: it was edited");
  }

  /** Logs are kept for half a year; a shorter time is no setting. */
  @Test
  void signsSendsAndKeepsAsItsSettingsSay() throws Exception {
    CommandFixture city = new CommandFixture(home).levels("append").levelsJob();
    city.file(
        "conf/citylake.yaml",
        """
        source-roots: [landing]
        access-log: {key: keys/log.pem, target: "file:heads.ndjson", keep: 30d}
        """);
    assertThat(city.callWithoutSpark("validate").out() + city.callWithoutSpark("validate").err())
        .contains("'keep' must be a duration of at least 180d");
    city.file(
        "conf/citylake.yaml",
        """
        source-roots: [landing]
        access-log: {key: keys/log.pem, target: "file:heads.ndjson", keep: 365d}
        """);
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    city.file("keys/log.pem", pem("PRIVATE", pair.getPrivate().getEncoded()));
    city.file("keys/open.pem", pem("PUBLIC", pair.getPublic().getEncoded()));

    assertThat(city.callWithoutSpark("catalog", "search", "level").exit()).isZero();
    Outcome prune = city.callWithoutSpark("audit", "prune");
    assertThat(prune.out()).as(prune.err()).contains("0 files deleted");
    Outcome good =
        city.callWithoutSpark(
            "audit",
            "verify",
            "--key",
            home.resolve("keys/open.pem").toString(),
            "--heads",
            home.resolve("heads.ndjson").toString());
    assertThat(good.out()).startsWith("Unchanged: 2 lines, head ").endsWith(", signed\n");
    // Without its key nobody writes on, and so nobody changes anything.
    city.file("conf/citylake.yaml", "source-roots: [landing]\n");
    Outcome refused = city.callWithoutSpark("catalog", "search", "level");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("CL1023");
  }

  private static String pem(String kind, byte[] encoded) {
    return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(encoded), kind);
  }

  private static AccessEntry entry(String user, String statement) {
    return new AccessEntry(
        Instant.parse("2026-03-01T10:00:00Z"),
        new Caller(user, List.of("analyst"), null, Lane.HTTP, "10.0.0.1"),
        Action.QUERY,
        statement,
        Constants.unknown(),
        List.of(new TableAccess(TableName.parse("water.ods_level"), List.of("level"), 1, 5)),
        1,
        "answered",
        "",
        1,
        "p1");
  }
}
