package io.citylake.govern.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.citylake.contract.settings.AccessLogSettings;
import io.citylake.contract.settings.AccessLogSettings.WhenLost;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.ChainCheck.Trust;
import io.citylake.govern.access.ChainCheck.Verdict;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSignedLog {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path home;
  @TempDir private Path vault;
  private Path secret;
  private Path open;

  @BeforeEach
  void makesAKey() throws GeneralSecurityException, IOException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    secret = pem("secret.pem", "PRIVATE", pair.getPrivate().getEncoded());
    open = pem("open.pem", "PUBLIC", pair.getPublic().getEncoded());
  }

  @Test
  void tellsAChainThatWasMadeAnewAndPutsNothingBehindIt() throws IOException {
    HashChainedLog log = HashChainedLog.open(settings(secret, null));
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    log.record(Entries.of("2026-03-01T10:00:01Z", "wang", "select 2"));
    assertThat(verify(open).fault()).isEmpty();
    assertThat(verify(open).signed()).isTrue();
    assertThat(verify(secret).fault()).isEmpty();

    madeAnew();

    assertThat(ChainCheck.of(state(), Trust.none()).fault()).isEmpty();
    assertThat(verify(open).fault().orElseThrow().message())
        .isEqualTo("it is not signed with this key: the log was made anew");
    assertRefused(() -> log.record(Entries.of("2026-03-01T10:00:03Z", "wang", "select 3")));
    // Nor behind a head that says that nothing was written yet.
    ChainHead.START.write(state().resolve("access"));
    assertRefused(() -> log.record(Entries.of("2026-03-01T10:00:03Z", "wang", "select 3")));
  }

  @Test
  void goesOnWithoutItsKeyNowhere() {
    HashChainedLog.open(settings(secret, null))
        .record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));

    assertRefused(
        () ->
            HashChainedLog.open(settings(null, null))
                .record(Entries.of("2026-03-01T10:00:01Z", "wang", "select 2")));
  }

  /** Whoever has the key as well can't change what another keeps. */
  @Test
  void tellsALogThatIsOtherThanWhatWasSent() throws IOException {
    Path sent = vault.resolve("heads.ndjson");
    HashChainedLog log = HashChainedLog.open(settings(secret, "file:" + sent));
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    log.sendHead(NOW);
    log.sendHead(NOW);
    log.record(Entries.of("2026-03-01T10:00:01Z", "wang", "select 2"));
    log.sendHead(NOW);
    List<String> heads = Files.readAllLines(sent);
    assertThat(heads).hasSize(2);
    Trust trust = new Trust(HeadKey.read(open), heads);
    assertThat(ChainCheck.of(state(), trust).fault()).isEmpty();

    madeAnew();
    HashChainedLog.open(settings(secret, null)).sign();

    assertThat(verify(open).fault()).isEmpty();
    assertThat(ChainCheck.of(state(), trust).fault().orElseThrow().message())
        .isEqualTo("it is another than was sent elsewhere: the log was made anew");
  }

  @Test
  void takesUpALogOfTheFirstFormAndSignsItOnlyWhenAsked() throws IOException {
    HashChainedLog.open(settings(null, null))
        .record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    asOfTheFirstForm();
    assertThat(ChainCheck.of(state(), Trust.none()).fault()).isEmpty();

    HashChainedLog signed = HashChainedLog.open(settings(secret, null));
    assertRefused(() -> signed.record(Entries.of("2026-03-02T10:00:00Z", "wang", "select 2")));
    assertThat(signed.sign()).isEqualTo(1);
    signed.record(Entries.of("2026-03-02T10:00:00Z", "wang", "select 2"));

    assertThat(verify(open).lines()).isEqualTo(2);
    assertThat(verify(open).fault()).isEmpty();
    assertThat(all()).extracting(each -> each.entry().action()).containsOnly(Action.QUERY);
  }

  /** What the lines of the first form lack is no change of them. */
  private void asOfTheFirstForm() throws IOException {
    Path file = state().resolve("access/2026-03-01.ndjson");
    String line = Files.readString(file).strip().replace("\"action\":\"QUERY\",", "");
    Files.writeString(file, line + "\n");
    String head =
        "1 %s 2026-03-01.ndjson %d".formatted(io.citylake.model.Sha256.hex(line), Files.size(file));
    Files.writeString(
        state().resolve("access/head"), head + " ".repeat(511 - head.length()) + "\n");
  }

  @Test
  void refusesAKeyBesideTheLog() throws IOException {
    Files.createDirectories(state());
    Path beside = Files.copy(secret, state().resolve("key.pem"));
    assertThatThrownBy(() -> HashChainedLog.open(settings(beside, null)))
        .hasMessageContaining("it lies under the state directory, beside the log");
    assertThatThrownBy(() -> HashChainedLog.open(settings(open, null)))
        .hasMessageContaining("it is the public one");
    Path none = Files.writeString(vault.resolve("none.pem"), "nothing");
    assertThatThrownBy(() -> HashChainedLog.open(settings(none, null)))
        .hasMessageContaining("make one with openssl genpkey -algorithm ed25519");
  }

  @Test
  void sendsHeadsAsSyslogAndByHttp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> received =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket client = server.accept()) {
                  return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      HashChainedLog log =
          HashChainedLog.open(settings(secret, "syslog://127.0.0.1:" + server.getLocalPort()));
      log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
      log.sendHead(NOW);
      String frame = received.get();
      // RFC 6587, 3.4.1: the length of the message, a space, the message of RFC 5424.
      int length = Integer.parseInt(frame.substring(0, frame.indexOf(' ')));
      String message = frame.substring(frame.indexOf(' ') + 1);
      assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSize(length);
      assertThat(message)
          .matches(
              "<110>1 2026-03-01T10:00:00Z \\S+ citylake \\d+ access-head - \\{\"log\":\"[0-9a-f]{32}\",\"sequence\":1,\"hash\":\"[0-9a-f]{64}\",\"signature\":\"\\S{88}\",\"at\":\"2026-03-01T10:00:00Z\"}");
    }
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    http.createContext(
        "/heads",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(bodies.size() == 1 ? 204 : 503, -1);
          exchange.close();
        });
    http.start();
    try {
      HashChainedLog log =
          HashChainedLog.open(
              settings(secret, "http://127.0.0.1:%d/heads".formatted(http.getAddress().getPort())));
      log.record(Entries.of("2026-03-01T10:00:01Z", "wang", "select 1"));
      log.sendHead(NOW);
      assertThat(bodies).singleElement().asString().contains("\"sequence\":2");
      log.record(Entries.of("2026-03-01T10:00:02Z", "wang", "select 1"));
      assertThatThrownBy(() -> log.sendHead(NOW)).hasMessageContaining("it answers 503");
    } finally {
      http.stop(0);
    }
  }

  @Test
  void stopsAdministrationWhileItsTargetIsLostAndAnswersOrNotAsDeclared() {
    String nowhere = "file:" + vault.resolve("gone/heads.ndjson");
    AccessEntry question = Entries.of("2026-03-01T10:00:00Z", "wang", "select 1");
    AccessEntry change =
        AccessEntry.of(
            NOW,
            new Caller("local:root", List.of(), null, Lane.CLI, "localhost"),
            Action.USER,
            "user rm li",
            "allowed");
    HashChainedLog screens = HashChainedLog.open(settings(secret, nowhere));
    assertThatCode(() -> screens.record(question)).doesNotThrowAnyException();
    assertLost(() -> screens.record(change));
    assertThat(all())
        .extracting(each -> each.entry().outcome())
        .containsExactly("answered", "allowed", "refused");

    HashChainedLog strict = HashChainedLog.open(settings(secret, nowhere, WhenLost.STOP_ALL));
    assertLost(() -> strict.record(question));
    assertThatCode(() -> Files.createDirectories(vault.resolve("gone"))).doesNotThrowAnyException();
    assertThatCode(() -> strict.record(question)).doesNotThrowAnyException();
    assertThatCode(() -> screens.record(change)).doesNotThrowAnyException();
  }

  @Test
  void prunesWhatIsOlderThanHalfAYearAndIsStillWhole() {
    Settings settings = settings(secret, null);
    HashChainedLog log = HashChainedLog.open(settings);
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    log.record(Entries.of("2026-03-02T10:00:00Z", "wang", "select 2"));
    log.record(Entries.of("2026-09-01T10:00:00Z", "wang", "select 3"));

    Instant day = Instant.parse("2026-08-28T12:00:00Z");
    assertThat(LogPruning.prune(settings, day)).isEqualTo(new LogPruning.Pruned(0, 0));
    assertThat(LogPruning.prune(settings, day.plus(Duration.ofDays(1))))
        .isEqualTo(new LogPruning.Pruned(1, 1));
    log.record(Entries.of("2026-09-02T10:00:00Z", "wang", "select 4"));

    assertThat(all()).extracting(LoggedAccess::sequence).containsExactly(2L, 3L, 4L);
    assertThat(verify(open).fault()).isEmpty();
    assertThat(verify(open).lines()).isEqualTo(3);
  }

  /** What was a head once is no word that what is before it was pruned. */
  @Test
  void tellsAPruningThatNobodyWithTheKeyDid() throws IOException {
    HashChainedLog log = HashChainedLog.open(settings(secret, null));
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    Files.copy(state().resolve("access/head"), state().resolve("access/pruned"));
    log.record(Entries.of("2026-03-02T10:00:00Z", "wang", "select 2"));
    Files.delete(state().resolve("access/2026-03-01.ndjson"));

    assertThat(verify(open).fault().orElseThrow().message())
        .isEqualTo("it is not signed with this key: lines were deleted");
  }

  /** By somebody who may write the files and has no key: another history, whole in itself. */
  private void madeAnew() throws IOException {
    Path other = vault.resolve("other");
    Files.createDirectories(other.resolve("access"));
    Files.copy(state().resolve("access/salt"), other.resolve("access/salt"));
    HashChainedLog forged = HashChainedLog.open(other);
    forged.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    forged.record(Entries.of("2026-03-01T10:00:01Z", "li", "select 9"));
    for (String file : List.of("2026-03-01.ndjson", "head")) {
      Files.copy(
          other.resolve("access").resolve(file),
          state().resolve("access").resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Verdict verify(Path key) {
    return ChainCheck.of(state(), new Trust(HeadKey.read(key), List.of()));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_HEAD_UNSIGNED));
  }

  private static void assertLost(org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
    assertThatThrownBy(use)
        .hasMessageStartingWith("Cannot send the access log's head, so nothing is done: ")
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_TARGET_LOST));
  }

  private List<LoggedAccess> all() {
    List<LoggedAccess> found = new ArrayList<>();
    new AccessSearch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
        .forEach(state(), found::add);
    return found;
  }

  private Path state() {
    return settings(null, null).stateDir();
  }

  private Settings settings(@Nullable Path key, @Nullable String target) {
    return settings(key, target, WhenLost.STOP_ADMINISTRATION);
  }

  private Settings settings(@Nullable Path key, @Nullable String target, WhenLost whenLost) {
    return LocalLake.settings(home)
        .withAccessLog(new AccessLogSettings(key, target, whenLost, AccessLogSettings.SHORTEST));
  }

  private Path pem(String name, String label, byte[] encoded) throws IOException {
    return Files.writeString(
        vault.resolve(name),
        "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(encoded), label));
  }
}
