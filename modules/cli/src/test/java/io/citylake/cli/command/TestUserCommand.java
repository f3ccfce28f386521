package io.citylake.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture;
import io.citylake.cli.CommandFixture.Outcome;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestUserCommand {
  @TempDir private Path home;

  @Test
  void keepsAUserFromHisFirstDayToHisLast() {
    CommandFixture city = city();
    Outcome made = city.callWithoutSpark("user", "add", "wang", "--role", "analyst", "--generate");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.out().strip()).hasSize(20);
    assertThat(made.err()).contains("shown once; only its hash is kept");
    city.callWithoutSpark("user", "roles", "wang", "steward", "analyst");
    city.callWithoutSpark("user", "disable", "wang");

    assertThat(city.callWithoutSpark("user", "list", "-o", "csv").lines().get(1))
        .startsWith("wang,\"analyst,steward\",disabled,");
    assertThat(city.callWithoutSpark("user", "enable", "wang").exit()).isZero();
    assertThat(city.callWithoutSpark("user", "rm", "wang").exit()).isZero();
    assertThat(city.callWithoutSpark("user", "list", "-o", "csv").lines()).hasSize(1);
  }

  @Test
  void takesAPasswordFromItsInputAndRefusesAShortOne() {
    CommandFixture city = city();

    assertThat(add(city, "twelve chars\n").exit()).isZero();
    Outcome refused = add(city, "too short\n");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("expected 12 to 256 characters");
    Outcome asked = city.callWithoutSpark("user", "add", "li", "--role", "analyst");
    assertThat(asked.exit()).isEqualTo(2);
    assertThat(asked.err()).contains("use --password-stdin or --generate");
  }

  /** Who changed which user is in the access log, before it is done. */
  @Test
  void writesDownEachChange() {
    CommandFixture city = city();
    city.callWithoutSpark("user", "add", "wang", "--role", "root", "--generate");
    city.callWithoutSpark("user", "roles", "wang", "steward");
    Outcome stranger =
        city.callWithoutSpark("user", "add", "li", "--role", "nosuchrole", "--generate");

    assertThat(stranger.exit()).isEqualTo(2);
    assertThat(stranger.err()).contains("conf/policies.yaml has no role nosuchrole");
    assertThat(city.callWithoutSpark("audit", "-o", "csv").out())
        .contains("USER,allowed,0,0,[],,user add wang --role root")
        .contains("USER,allowed,0,0,[],,user roles wang steward")
        .contains("USER,failed,0,0,[],,user roles wang steward")
        .contains("USER,failed,0,0,[],,user add li --role nosuchrole")
        .contains("local:" + System.getProperty("user.name"));
  }

  private CommandFixture city() {
    CommandFixture city = new CommandFixture(home).levels("append").levelsJob();
    city.file(
        "conf/policies.yaml",
        """
        roles:
          root: {title: {zh: 管理员, en: Root}, administrator: true}
          analyst: {title: {zh: 分析员, en: Analyst}}
          steward: {title: {zh: 管家, en: Steward}}
        """);
    return city;
  }

  private static Outcome add(CommandFixture city, String input) {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      return city.callWithoutSpark("user", "add", "wang", "--role", "analyst", "--password-stdin");
    } finally {
      System.setIn(before);
    }
  }
}
