package io.citylake.govern.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.AccessLogSettings;
import io.citylake.contract.settings.AccessLogSettings.WhenLost;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.access.ChainCheck.Trust;
import io.citylake.govern.access.ChainCheck.Verdict;
import io.citylake.govern.state.KeyedHash;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.custom.gm.SM2P256V1Curve;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SM2 and SM3 against the standards' own examples, and the access log signed with SM2. */
class TestNationalCryptography {
  private static final HexFormat HEX = HexFormat.of();

  @TempDir private Path dir;
  private Path secret;
  private Path open;

  @BeforeEach
  void makesAKey() throws GeneralSecurityException, IOException {
    KeyPair pair = pair("sm2p256v1");
    secret = pem("key.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
    open = pem("open.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
  }

  private static KeyPair pair(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private Path pem(String name, String kind, byte[] encoded) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(encoded);
    return Files.writeString(
        dir.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }

  /** GB/T 32905-2016, A.1 and A.2. */
  @Test
  void hashesAsTheStandardsExamples() {
    assertThat(sm3("abc"))
        .isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assertThat(sm3("abcd".repeat(16)))
        .isEqualTo("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
  }

  private static String sm3(String text) {
    SM3Digest digest = new SM3Digest();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return HEX.formatHex(hash);
  }

  /** By RFC 2104's definition, of the hash that the standard's examples hold. */
  @Test
  void keysItsHashAsTheDefinitionSays() {
    byte[] key = "a key".getBytes(StandardCharsets.US_ASCII);
    byte[] inner = padded(key, 0x36);
    byte[] outer = padded(key, 0x5c);
    SM3Digest digest = new SM3Digest();
    byte[] text = "望江楼".getBytes(StandardCharsets.UTF_8);
    byte[] hash = new byte[32];
    digest.update(inner, 0, 64);
    digest.update(text, 0, text.length);
    digest.doFinal(hash, 0);
    digest.update(outer, 0, 64);
    digest.update(hash, 0, 32);
    digest.doFinal(hash, 0);

    assertThat(KeyedHash.HMAC_SM3.of(key, text)).isEqualTo(hash);
    // RFC 4231, 4.3.
    assertThat(
            HEX.formatHex(
                KeyedHash.HMAC_SHA_256.of(
                    "Jefe".getBytes(StandardCharsets.US_ASCII),
                    "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  private static byte[] padded(byte[] key, int with) {
    byte[] block = new byte[64];
    System.arraycopy(key, 0, block, 0, key.length);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) with;
    }
    return block;
  }

  /** GB/T 32918.5-2017, A.2. */
  @Test
  void verifiesTheStandardsExampleOfASignature() throws IOException {
    SM2P256V1Curve curve = new SM2P256V1Curve();
    ECDomainParameters domain =
        new ECDomainParameters(
            curve,
            curve.createPoint(
                hex("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"),
                hex("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0")),
            curve.getOrder());
    Sm2Key key =
        new Sm2Key(
            null,
            new ECPublicKeyParameters(
                curve.createPoint(
                    hex("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"),
                    hex("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")),
                domain));
    byte[] signature =
        new DERSequence(
                new ASN1Integer[] {
                  new ASN1Integer(
                      hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")),
                  new ASN1Integer(
                      hex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"))
                })
            .getEncoded();

    byte[] text = "message digest".getBytes(StandardCharsets.US_ASCII);
    assertThat(key.verifies(text, signature)).isTrue();
    text[0] ^= 1;
    assertThat(key.verifies(text, signature)).isFalse();
  }

  private static BigInteger hex(String text) {
    return new BigInteger(text, 16);
  }

  @Test
  void signsTheLogsHead() throws Exception {
    Settings settings = settings(secret);
    HashChainedLog log = HashChainedLog.open(settings);
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    log.record(Entries.of("2026-03-01T11:00:00Z", "wang", "select 2"));
    // A second process goes on with it.
    HashChainedLog.open(settings).record(Entries.of("2026-03-01T12:00:00Z", "li", "select 3"));

    for (Path each : new Path[] {secret, open}) {
      Verdict verdict = verify(settings, each);
      assertThat(verdict.fault()).isEmpty();
      assertThat(verdict.signed()).isTrue();
      assertThat(verdict.lines()).isEqualTo(3);
    }
    Path stranger = pem("other.pem", "PUBLIC KEY", pair("sm2p256v1").getPublic().getEncoded());
    assertThat(verify(settings, stranger).fault().orElseThrow().message())
        .contains("not signed with this key");
  }

  /** Whoever makes the chain anew has no key. */
  @Test
  void goesNotOnWithALogThatWasMadeAnew() {
    Settings settings = settings(secret);
    HashChainedLog.open(settings).record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    Path access = settings.stateDir().resolve("access");
    try (var files = Files.list(access)) {
      for (Path each : files.filter(f -> !f.endsWith("salt")).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    HashChainedLog.open(settings.stateDir())
        .record(Entries.of("2026-03-01T10:00:00Z", "li", "select 1"));

    assertThatThrownBy(
            () ->
                HashChainedLog.open(settings)
                    .record(Entries.of("2026-03-01T10:00:00Z", "li", "select 2")))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_HEAD_UNSIGNED));
  }

  @Test
  void takesNoKeyOfAnotherCurve() throws Exception {
    KeyPair pair = pair("secp256r1");
    for (Path each :
        new Path[] {
          pem("p.pem", "PRIVATE KEY", pair.getPrivate().getEncoded()),
          pem("q.pem", "PUBLIC KEY", pair.getPublic().getEncoded())
        }) {
      assertThatThrownBy(() -> HeadKey.read(each))
          .hasMessageContaining("it is neither Ed25519 nor SM2");
    }
  }

  private static Verdict verify(Settings settings, Path key) {
    return ChainCheck.of(settings.stateDir(), new Trust(HeadKey.read(key), java.util.List.of()));
  }

  private Settings settings(Path key) {
    Settings plain = LocalLake.settings(dir.resolve("lake"));
    return plain.withAccessLog(
        new AccessLogSettings(key, null, WhenLost.STOP_ADMINISTRATION, AccessLogSettings.SHORTEST));
  }
}
