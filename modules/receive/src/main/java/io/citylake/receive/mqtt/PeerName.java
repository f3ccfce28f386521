package io.citylake.receive.mqtt;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The common name of what a device proved itself by. */
final class PeerName {
  private PeerName() {}

  /** Empty where it showed no certificate, or one without a name. */
  static Optional<String> of(ChannelPipeline pipeline) {
    @Nullable SslHandler tls = pipeline.get(SslHandler.class);
    if (tls == null) {
      return Optional.empty();
    }
    try {
      Certificate[] shown = tls.engine().getSession().getPeerCertificates();
      return shown.length > 0 && shown[0] instanceof X509Certificate first
          ? common(first.getSubjectX500Principal().getName())
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** The one nearest to what is named. */
  static Optional<String> common(String subject) {
    try {
      List<Rdn> fromTheRoot = new LdapName(subject).getRdns();
      for (int i = fromTheRoot.size() - 1; i >= 0; i--) {
        // One may have several values, of which the type is only the first one's.
        Attribute found = fromTheRoot.get(i).toAttributes().get("CN");
        if (found != null && found.get() instanceof String name) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    } catch (NamingException e) {
      return Optional.empty();
    }
  }
}
