package io.citylake.govern.user;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;

/** Where an identity provider's keys are. */
sealed interface KeyAddress {
  /** Reads what stands at an address, within the bounds of {@link ProviderKeys}. */
  @FunctionalInterface
  interface Reader {
    String read(URI address) throws IOException;
  }

  /**
   * The address of the key set.
   *
   * @throws IOException where it can't be found out
   */
  URI find(Reader reader) throws IOException;

  static KeyAddress of(String jwks) {
    return new Said(URI.create(jwks));
  }

  /** In the settings. */
  record Said(URI address) implements KeyAddress {
    @Override
    public URI find(Reader reader) {
      return address;
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * By the issuer's own document (OpenID Connect Discovery 1.0, 4), which must name the issuer
   * exactly (4.3) and keys that come by TLS.
   */
  record Discovered(String issuer) implements KeyAddress {
    private static final String DOCUMENT = "/.well-known/openid-configuration";
    private static final String TLS = "https://";

    public Discovered {
      if (!issuer.startsWith(TLS)) {
        throw new IllegalArgumentException(
            "without identity.jwks it must be an https:// address, which says where the keys are");
      }
      URI.create(issuer);
    }

    @Override
    public URI find(Reader reader) throws IOException {
      String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
      String text = reader.read(URI.create(base + DOCUMENT));
      try {
        Map<String, Object> document = JSONObjectUtils.parse(text);
        String said = JSONObjectUtils.getString(document, "issuer");
        if (!issuer.equals(said)) {
          throw new IOException("its document is of another issuer: " + said);
        }
        String jwks = JSONObjectUtils.getString(document, "jwks_uri");
        if (jwks == null || !jwks.startsWith(TLS)) {
          throw new IOException("its document names no https:// address of keys");
        }
        return URI.create(jwks);
      } catch (ParseException | IllegalArgumentException e) {
        throw new IOException("its document can't be read", e);
      }
    }

    @Override
    public String toString() {
      return issuer + DOCUMENT;
    }
  }
}
