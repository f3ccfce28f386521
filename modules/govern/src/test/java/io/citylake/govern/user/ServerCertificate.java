package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of our own, made by the JDK's tool.
 *
 * @param store with the key, PKCS#12
 * @param pem for those who shall trust it
 */
record ServerCertificate(Path store, Path pem) {
  static final String PASSWORD = "password";

  /**
   * @param names as keytool takes them, such as {@code dns:localhost,ip:127.0.0.1}
   */
  static ServerCertificate make(Path directory, String names) throws Exception {
    Path store = directory.resolve("server.p12");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-genkeypair", "-alias", "a", "-keyalg", "RSA", "-validity", "90"));
    words.addAll(List.of("-dname", "CN=server", "-ext", "san=" + names));
    words.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    words.addAll(List.of("-keystore", store.toString()));
    assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
    Path pem = directory.resolve("server.pem");
    String text =
        Base64.getMimeEncoder().encodeToString(keys(store).getCertificate("a").getEncoded());
    Files.writeString(
        pem, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    return new ServerCertificate(store, pem);
  }

  SSLContext server() throws GeneralSecurityException, IOException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys(store), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static KeyStore keys(Path store) throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }
}
