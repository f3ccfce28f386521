package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.PasswordScheme;
import io.citylake.govern.state.KeyedHash;
import io.citylake.govern.state.StateStore;
import io.citylake.testkit.HandClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestPasswordHash {
  private static final char[] PASSWORD = "望江楼 horse battery".toCharArray();

  @TempDir private Path state;

  @ParameterizedTest
  @EnumSource(PasswordScheme.class)
  void matchesItsPasswordOnly(PasswordScheme scheme) {
    String hash = PasswordHash.of(scheme, PASSWORD, new SecureRandom());

    assertThat(hash)
        .startsWith(
            switch (scheme) {
              case ARGON2ID -> "$argon2id$v=19$m=19456,t=2,p=1$";
              case PBKDF2_HMAC_SM3 -> "$pbkdf2-sm3$i=600000$";
            });
    assertThat(PasswordHash.matches(hash, PASSWORD)).isTrue();
    assertThat(PasswordHash.matches(hash, "望江楼 horse batterY".toCharArray())).isFalse();
    assertThat(PasswordHash.of(scheme, PASSWORD, new SecureRandom())).isNotEqualTo(hash);
  }

  /** RFC 8018, 5.2, of one block: rounds of HMAC-SM3, put together. */
  @Test
  void derivesAsTheDefinitionSays() {
    byte[] key = PasswordHash.bytes(PASSWORD);
    byte[] salt = "salt of 16 bytes".getBytes(StandardCharsets.US_ASCII);
    byte[] first = java.util.Arrays.copyOf(salt, salt.length + 4);
    first[first.length - 1] = 1;
    byte[] round = KeyedHash.HMAC_SM3.of(key, first);
    byte[] all = round.clone();
    for (int i = 1; i < 1000; i++) {
      round = KeyedHash.HMAC_SM3.of(key, round);
      for (int at = 0; at < all.length; at++) {
        all[at] ^= round[at];
      }
    }

    assertThat(PasswordHash.sm3(PASSWORD, salt, 1000, 32)).isEqualTo(all);
  }

  /** What was made before the setting changed counts, and the next password is hashed anew. */
  @Test
  void countsWhateverItWasMadeBy() {
    HandClock clock = new HandClock("2026-03-01T00:00:00Z");
    StateStore store = StateStore.of(state);
    new UserStore(store, clock).add("wang", List.of("analyst"), PASSWORD);
    UserStore later = new UserStore(store, clock, KnownRoles.any(), PasswordScheme.PBKDF2_HMAC_SM3);
    later.add("li", List.of("analyst"), PASSWORD);

    assertThat(later.check("wang", PASSWORD)).isPresent();
    later.changePassword("wang", "another password".toCharArray());
    assertThat(later.load("wang").password().reveal()).startsWith("$pbkdf2-sm3$");
    UserStore back = new UserStore(store, clock);
    assertThat(back.check("li", PASSWORD)).isPresent();
    assertThat(back.check("li", "another password".toCharArray())).isEmpty();
  }
}
