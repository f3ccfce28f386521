package io.citylake.govern.user;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The authorities of a PEM file, where a server inside an organisation is not known to the JVM. */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * For connections to such servers.
   *
   * @param file null for the JVM's own authorities
   * @throws CityLakeException SETTING_INVALID where the file holds none
   */
  public static SSLContext context(@Nullable Path file) {
    try {
      if (file == null) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(file), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unusable(file, e);
    }
  }

  /**
   * Who trusts whom they signed.
   *
   * @throws CityLakeException SETTING_INVALID where the file holds none
   */
  public static TrustManager[] managers(Path file) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate each : read(file)) {
        store.setCertificateEntry(String.valueOf(number++), each);
      }
      if (number == 0) {
        throw new IOException("it holds no certificate");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, e);
    }
  }

  private static CityLakeException unusable(@Nullable Path file, Exception e) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot use the trusted certificates: %s (file=%s)".formatted(e.getMessage(), file),
        e);
  }

  private static Collection<? extends Certificate> read(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }
}
