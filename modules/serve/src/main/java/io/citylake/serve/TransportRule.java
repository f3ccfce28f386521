package io.citylake.serve;

import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.contract.settings.ServeSettings.Transport;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Whether a server may listen where it is told to: beyond loopback with TLS, or by plain words. */
public final class TransportRule {
  private TransportRule() {}

  /**
   * Requires that.
   *
   * @param section of the settings, for messages
   * @throws CityLakeException SETTING_INVALID
   */
  public static void require(String section, String host, @Nullable Tls tls, Transport transport) {
    if (tls != null || transport == Transport.INSECURE) {
      return;
    }
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot listen: the host isn't known (%s.host=%s)".formatted(section, host),
          e);
    }
    throw new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot listen beyond loopback in the clear: give %1$s.tls a certificate and a key, or say %1$s.insecure: true (%1$s.host=%2$s)"
            .formatted(section, host));
  }
}
