package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAccount {
  @TempDir private Path dir;

  @Test
  void isWhoLoggedInAlsoBehindSudo() throws IOException {
    Path passwd =
        Files.writeString(
            dir.resolve("passwd"),
            "root:x:0:0::/root:/bin/sh\nops:x:1001:1001::/home/ops:/bin/sh\n");
    Path login = dir.resolve("loginuid");

    assertThat(Account.login(Files.writeString(login, "1001"), passwd)).contains("ops");
    assertThat(Account.login(Files.writeString(login, "0"), passwd)).contains("root");
    assertThat(Account.login(Files.writeString(login, "1002"), passwd)).contains("uid:1002");
    // A service: nobody logged in.
    assertThat(Account.login(Files.writeString(login, "4294967295"), passwd)).isEmpty();
    assertThat(Account.login(dir.resolve("none"), passwd)).isEmpty();
  }

  @Test
  void isNotWhatTheCallerSays() {
    String before = System.getProperty("user.name");
    String account = Account.current();
    System.setProperty("user.name", "somebody-else");
    try {
      assertThat(Account.current()).isEqualTo(account).isNotEqualTo("somebody-else");
    } finally {
      System.setProperty("user.name", before);
    }
  }
}
