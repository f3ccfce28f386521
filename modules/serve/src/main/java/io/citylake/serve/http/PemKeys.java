package io.citylake.serve.http;

import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Certificate and key of PEM files as a key store in memory. */
final class PemKeys {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private PemKeys() {}

  /**
   * Reads both; the store has no password.
   *
   * @throws CityLakeException SETTING_INVALID
   */
  static KeyStore read(Tls tls) {
    try {
      Certificate[] chain;
      try (InputStream in = Files.newInputStream(tls.certificate())) {
        chain =
            CertificateFactory.getInstance("X.509")
                .generateCertificates(in)
                .toArray(new Certificate[0]);
      }
      String text = Files.readString(tls.key());
      int begin = text.indexOf(BEGIN);
      int end = text.indexOf(END);
      if (chain.length == 0 || begin < 0 || end < begin) {
        throw invalid(tls, "a certificate and a key in PEM (PKCS#8) are expected", null);
      }
      byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
      PrivateKey key =
          KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("citylake", key, new char[0], chain);
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(tls, String.valueOf(e.getMessage()), e);
    }
  }

  private static CityLakeException invalid(
      Tls tls, String why, @org.jspecify.annotations.Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot use serve.tls: %s (certificate=%s, key=%s)"
            .formatted(why, tls.certificate(), tls.key()),
        cause);
  }
}
