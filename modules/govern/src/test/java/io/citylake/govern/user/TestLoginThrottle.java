package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.testkit.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestLoginThrottle {
  private final HandClock clock = new HandClock("2026-03-01T00:00:00Z");
  private final LoginThrottle throttle = new LoginThrottle(clock);

  @Test
  void doublesTheWaitWithEachFailure() {
    fails(3, "wang", "10.0.0.1");

    refuses("wang", "10.0.0.1", "try again in 2 s");
    clock.forward(Duration.ofSeconds(1));
    throttle.begin("wang", "10.0.0.1");
    refuses("wang", "10.0.0.1", "try again in 3 s");
    clock.forward(Duration.ofSeconds(2));
    throttle.begin("wang", "10.0.0.1");
    refuses("wang", "10.0.0.1", "try again in 5 s");
  }

  @Test
  void countsAttemptsThatAreStillUnderWay() {
    // Nothing has failed yet: three are being checked at once.
    fails(3, "wang", "10.0.0.1");

    refuses("wang", "10.0.0.1", "too many attempts");
  }

  @Test
  void keepsNobodyElseOut() {
    fails(3, "wang", "10.0.0.1");

    admits("li", "10.0.0.1");
    admits("wang", "10.0.0.2");
  }

  @Test
  void slowsAnAddressThatTriesManyNames() {
    for (int i = 0; i < 30; i++) {
      throttle.begin("user" + i, "10.0.0.1");
    }

    refuses("li", "10.0.0.1", "too many attempts");
    admits("li", "10.0.0.2");
  }

  /** One household has 2^64 of them. */
  @Test
  void countsANetworkOfIpv6AsOneAddress() {
    for (int i = 1; i <= 30; i++) {
      throttle.begin("user" + i, "2001:db8:0:1:0:0:0:" + Integer.toHexString(i));
    }

    refuses("li", "2001:db8:0:1:ffff:0:0:1%eth0", "too many attempts");
    admits("li", "2001:db8:0:2:0:0:0:1");
  }

  @Test
  void slowsManyAddressesThatTryOneNameButNotTheUserWhereHeWorks() {
    throttle.begin("wang", "10.0.0.1");
    throttle.succeeded("wang", "10.0.0.1");
    for (int i = 10; i < 20; i++) {
      throttle.begin("wang", "10.0.9." + i);
    }

    refuses("wang", "10.0.9.99", "too many attempts");
    admits("wang", "10.0.0.1");
  }

  @Test
  void forgetsSlipsOnceThePasswordWasRight() {
    fails(2, "wang", "10.0.0.1");
    throttle.begin("wang", "10.0.0.1");
    throttle.succeeded("wang", "10.0.0.1");

    fails(2, "wang", "10.0.0.1");
    admits("wang", "10.0.0.1");
  }

  @Test
  void waitsNoLongerThanAMinuteAndForgetsAfterAnHour() {
    for (int i = 0; i < 20; i++) {
      throttle.begin("wang", "10.0.0.1");
      clock.forward(Duration.ofSeconds(61));
    }
    admits("wang", "10.0.0.1");
    refuses("wang", "10.0.0.1", "try again in 61 s");

    clock.forward(Duration.ofMinutes(61));
    fails(3, "wang", "10.0.0.1");
  }

  @Test
  void waitsNoLongerWhereTheClockIsSetBack() {
    fails(3, "wang", "10.0.0.1");

    clock.forward(Duration.ofHours(-2));
    admits("li", "10.0.0.1");
    clock.forward(Duration.ofSeconds(2));
    admits("wang", "10.0.0.1");
  }

  private void fails(int times, String user, String address) {
    for (int i = 0; i < times; i++) {
      admits(user, address);
    }
  }

  private void admits(String user, String address) {
    assertThatCode(() -> throttle.begin(user, address)).doesNotThrowAnyException();
  }

  private void refuses(String user, String address, String message) {
    assertThatThrownBy(() -> throttle.begin(user, address)).hasMessageContaining(message);
  }
}
