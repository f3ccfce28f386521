package io.citylake.receive.mqtt;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
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

  static Optional<String> common(String subject) {
    try {
      for (Rdn each : new LdapName(subject).getRdns()) {
        if (each.getType().equalsIgnoreCase("CN") && each.getValue() instanceof String name) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
