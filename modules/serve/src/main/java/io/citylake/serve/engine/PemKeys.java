package io.citylake.serve.engine;

import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A certificate with those above it, and the key that belongs to it, of PEM files. */
record PemKeys(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END");
  private static final byte[] PROBE = "citylake".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads both and holds them against each other.
   *
   * @throws CityLakeException SETTING_INVALID with what to do
   */
  static PemKeys read(Tls tls, Instant now) {
    try {
      List<X509Certificate> chain = chain(tls);
      X509Certificate own = chain.get(0);
      PrivateKey key = key(tls, own.getPublicKey().getAlgorithm());
      own.checkValidity(Date.from(now));
      if (!belong(own, key)) {
        throw invalid(
            tls,
            "the key is not that of the certificate; name the pair that was made together",
            null);
      }
      return new PemKeys(chain, key);
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      throw invalid(tls, e.getMessage() + ", by this machine's clock; renew the certificate", e);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw invalid(tls, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> chain(Tls tls) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(tls.certificate())) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw invalid(tls, "there is no certificate in PEM", null);
      }
      return chain;
    }
  }

  private static PrivateKey key(Tls tls, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher block = BLOCK.matcher(Files.readString(tls.key(), StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      throw invalid(tls, "there is no private key in PEM", null);
    }
    String label = block.group(1);
    if (!label.equals("PRIVATE KEY")) {
      throw invalid(
          tls,
          "the key is %s, and PKCS#8 without a password is expected (PRIVATE KEY); have it made by openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW"
              .formatted(label),
          null);
    }
    byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  private static boolean belong(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(PROBE);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate.getPublicKey());
    verifying.update(PROBE);
    return verifying.verify(signing.sign());
  }

  private static CityLakeException invalid(Tls tls, String why, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot use serve.tls: %s (certificate=%s, key=%s)"
            .formatted(why, tls.certificate(), tls.key()),
        cause);
  }
}
