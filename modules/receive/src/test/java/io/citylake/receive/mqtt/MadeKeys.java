package io.citylake.receive.mqtt;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key with a certificate that it signed itself, made by the JDK's tool. */
record MadeKeys(KeyStore store) {
  private static final String PASSWORD = "password";

  static MadeKeys make(Path directory, String name, String subject) throws Exception {
    Path file = directory.resolve(name + ".p12");
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-dname",
            subject,
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    if (new ProcessBuilder(words).start().waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    return new MadeKeys(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
  }

  private Certificate certificate() throws Exception {
    return store.getCertificate("a");
  }

  /** TLS of whoever has some keys, and trusts others. */
  static SSLContext context(MadeKeys own, MadeKeys... trusted) throws Exception {
    KeyManager[] keys = {};
    if (own != null) {
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(own.store, PASSWORD.toCharArray());
      keys = managers.getKeyManagers();
    }
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    for (int i = 0; i < trusted.length; i++) {
      known.setCertificateEntry("t" + i, trusted[i].certificate());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }
}
