package io.citylake.govern.user;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Whom an address counts as where attempts and connections are counted: an address of IPv4 as it
 * is, one of IPv6 as its network of 64 bits, of which one household has all 2^64 (RFC 6177).
 */
public final class ClientNetwork {
  private static final int GROUPS = 4;

  private ClientNetwork() {}

  /** Of an address as Java writes it; of any other text, the text. */
  public static String of(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    int zone = address.indexOf('%');
    try {
      // A text with a colon is no name, so nobody is asked for it.
      return of(InetAddress.getByName(zone < 0 ? address : address.substring(0, zone)));
    } catch (UnknownHostException e) {
      return address;
    }
  }

  /** Of a peer; empty for one that has no such address. */
  public static String of(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress internet ? of(internet.getAddress()) : "";
  }

  private static String of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    byte[] bytes = address.getAddress();
    StringBuilder network = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      int group = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
      network.append(Integer.toHexString(group)).append(':');
    }
    return network.append(":/64").toString();
  }
}
