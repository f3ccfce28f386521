package io.citylake.schedule.alert.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.alert.TargetHost;
import io.citylake.contract.alert.TargetHost.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name of the list that leads into one's own network is as bad as one that isn't on it. */
class TestTargetGuard {
  private static final List<TargetHost> HOSTS =
      List.of(
          new TargetHost("hooks.example", Reach.PUBLIC),
          new TargetHost("hooks.city.local", Reach.PRIVATE));

  private static TargetGuard leadingTo(String... addresses) {
    return new TargetGuard(
        HOSTS,
        host -> {
          InetAddress[] found = new InetAddress[addresses.length];
          for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.getByName(addresses[i]);
          }
          return found;
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "255.255.255.255",
        "240.0.0.1",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fdab::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "fec0::1"
      })
  void refusesANameThatLeadsIntoAPrivateNetwork(String address) {
    assertThatThrownBy(() -> leadingTo("203.0.113.5", address).require("Hooks.example"))
        .hasMessageContaining("host Hooks.example leads to ")
        .hasMessageContaining("alert-hosts doesn't say 'private: true' of it")
        .extracting(e -> ((SendFailure) e).kind())
        .isEqualTo(SendFailure.Kind.FORBIDDEN);
    assertThatCode(() -> leadingTo(address).require("hooks.city.local")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.5", "172.32.0.1", "100.128.0.1", "2001:db8::1", "8.8.8.8"})
  void letsAPublicAddressPass(String address) throws Exception {
    assertThat(TargetGuard.isPrivate(InetAddress.getByName(address))).isFalse();
    leadingTo(address).require("hooks.example");
  }

  @Test
  void refusesWhatIsNotListed() {
    assertThatThrownBy(() -> leadingTo("203.0.113.5").require("hooks.example.evil"))
        .hasMessage("host hooks.example.evil is not one of alert-hosts");
  }

  @Test
  void aNameWithoutAnAddressMayHaveOneLater() {
    TargetGuard guard =
        new TargetGuard(
            HOSTS,
            host -> {
              throw new UnknownHostException(host);
            });
    assertThatThrownBy(() -> guard.require("hooks.example"))
        .extracting(e -> ((SendFailure) e).kind())
        .isEqualTo(SendFailure.Kind.UNREACHABLE);
  }
}
