package io.citylake.schedule.alert.send;

import io.citylake.contract.alert.TargetHost;
import io.citylake.contract.alert.TargetHost.Reach;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets messages go to hosts of a list only, and to addresses of a private network only where the
 * list says so. It judges what a name resolves to; the JDK keeps that for as long as a connection
 * takes to be made, so that the connection goes where was looked.
 */
public final class TargetGuard {
  private final List<TargetHost> hosts;
  private final Resolver resolver;

  /** Which addresses a name has. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  public TargetGuard(List<TargetHost> hosts) {
    this(hosts, InetAddress::getAllByName);
  }

  TargetGuard(List<TargetHost> hosts, Resolver resolver) {
    this.hosts = List.copyOf(hosts);
    this.resolver = resolver;
  }

  /** Passes where the host may be sent to now. */
  void require(String host) throws SendFailure {
    String name = host.toLowerCase(Locale.ROOT);
    Optional<TargetHost> allowed =
        hosts.stream().filter(each -> each.host().equals(name)).findFirst();
    if (allowed.isEmpty()) {
      throw new SendFailure(
          SendFailure.Kind.FORBIDDEN, "host %s is not one of alert-hosts".formatted(host));
    }
    if (allowed.get().reach() == Reach.PRIVATE) {
      return;
    }
    for (InetAddress address : addresses(host)) {
      if (isPrivate(address)) {
        throw new SendFailure(
            SendFailure.Kind.FORBIDDEN,
            "host %s leads to %s in a private network, and alert-hosts doesn't say 'private: true' of it"
                .formatted(host, address.getHostAddress()));
      }
    }
  }

  private InetAddress[] addresses(String host) throws SendFailure {
    try {
      return resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw new SendFailure(SendFailure.Kind.UNREACHABLE, "host %s has no address".formatted(host));
    }
  }

  /** By RFC 1918, 3927, 4193, 4291, 5735 and 6598, whatever form the address is in. */
  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    return address instanceof Inet6Address
        // Unique local; IPv4 within NAT64 and 6to4, which lead back.
        ? (first & 0xfe) == 0xfc || (first == 0 && second == 0x64) || (first == 0x20 && second == 2)
        // This network, carriers' NAT, reserved.
        : first == 0 || (first == 100 && (second & 0xc0) == 64) || first >= 240;
  }
}
