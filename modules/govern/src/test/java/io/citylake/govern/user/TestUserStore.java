package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.policy.Duties;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore.FirstUser;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestUserStore {
  private static final char[] PASSWORD = "correct horse battery".toCharArray();

  @TempDir private Path state;
  private UserStore book;

  @BeforeEach
  void opens() {
    book = open();
  }

  @Test
  void hashesAsTheReferenceImplementationDoes() {
    // From the test vectors of github.com/P-H-C/phc-winner-argon2.
    String phc =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    assertThat(PasswordHash.matches(phc, "password".toCharArray())).isTrue();
    assertThat(PasswordHash.matches(phc, "Password".toCharArray())).isFalse();
  }

  @Test
  void keepsUsersForTheNextProcess() {
    User made = book.add("wang.li", List.of("steward", "analyst"), PASSWORD);

    UserStore other = open();
    assertThat(other.list()).containsExactly(made);
    assertThat(other.check("wang.li", PASSWORD)).contains(made);
    assertThat(made.roles()).containsExactly("analyst", "steward");
    assertThat(made.createdAt()).isEqualTo("2026-03-01T00:00:00Z");
  }

  @Test
  void keepsNoPasswordAndLetsNobodyElseReadTheHashes() throws IOException {
    book.add("wang", List.of("analyst"), PASSWORD);

    Path file = state.resolve("users.json");
    assertThat(Files.readString(file))
        .contains("$argon2id$v=19$m=19456,t=2,p=1$")
        .doesNotContain("correct horse");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(book.load("wang").toString()).contains("password=***").doesNotContain("argon2");
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    book.add("wang", List.of("analyst"), PASSWORD);
    Files.setPosixFilePermissions(
        state.resolve("users.json"), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> open().list())
        .hasMessageContaining("others than its owner may read or write it; run chmod 600");
  }

  @Test
  void letsNobodyInWhereTheFileIsBroken() throws IOException {
    book.add("wang", List.of("analyst"), PASSWORD);
    Path file = state.resolve("users.json");
    Files.writeString(file, Files.readString(file).replace("\"format\"", "\"form\""));

    assertThatThrownBy(() -> open().check("wang", PASSWORD))
        .hasMessageContaining("nobody can log in until it is restored");
  }

  /** What a later program wrote is not damaged, and is not written over. */
  @Test
  void refusesAFileThatALaterProgramWrote() throws IOException {
    book.add("wang", List.of("analyst"), PASSWORD);
    Path file = state.resolve("users.json");
    String later =
        Files.readString(file).replaceFirst("\"format\" : 1", "\"groups\" : [ ], \"format\" : 2");
    Files.writeString(file, later);

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> open().check("wang", PASSWORD),
            () -> open().add("li", List.of("analyst"), PASSWORD),
            () -> open().firstUser())) {
      assertThatThrownBy(use)
          .hasMessage(
              "Cannot open the users: it was written by a later CityLake in format 2, this program"
                  + " knows up to 1; use that version or a later one (file=%s)",
              file)
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.LAKE_NEWER);
    }
    assertThat(file).hasContent(later);
  }

  @Test
  void asksForLongPasswordsPlainNamesAndARole() {
    assertThatThrownBy(() -> book.add("wang", List.of("a"), "elevenchars".toCharArray()))
        .hasMessageContaining("expected 12 to 256 characters");
    assertThatThrownBy(() -> book.add("oidc:wang", List.of("a"), PASSWORD))
        .hasMessageContaining("Cannot take the user name");
    assertThatThrownBy(() -> book.add("wang", List.of(), PASSWORD))
        .hasMessageContaining("expected at least one");
    assertThatThrownBy(() -> book.add("wang", List.of("a b"), PASSWORD))
        .hasMessageContaining("Cannot take the role");
    assertThat(book.list()).isEmpty();
  }

  @Test
  void makesTheFirstUserOnceWithAPasswordOfItsOwn() {
    FirstUser first = book.firstUser().orElseThrow();

    assertThat(first.toString()).contains("***");
    assertThat(first.password().reveal()).hasSize(20);
    assertThat(book.check("admin", first.password().reveal().toCharArray()))
        .hasValueSatisfying(user -> assertThat(user.roles()).containsExactly("administrator"));
    assertThat(book.firstUser()).isEmpty();
    assertThat(open().firstUser()).isEmpty();
  }

  @Test
  void losesNoUserWhenTwoBooksWriteAtOnce() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      UserStore other = open();
      List<Future<User>> added =
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              (i % 2 == 0 ? book : other)
                                  .add("user" + i, List.of("analyst"), PASSWORD)))
              .toList();
      for (Future<User> each : added) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(open().list()).hasSize(12);
  }

  @Test
  void changesOneUserAndNamesTheMissing() {
    book.add("wang", List.of("analyst"), PASSWORD);
    String id = book.load("wang").id();

    book.changeRoles("wang", List.of("steward"));
    book.changePassword("wang", "another password".toCharArray());
    book.disable("wang");
    assertThat(book.check("wang", "another password".toCharArray())).isEmpty();
    book.enable("wang");

    assertThat(book.check("wang", PASSWORD)).isEmpty();
    assertThat(book.check("wang", "another password".toCharArray()))
        .hasValueSatisfying(
            user -> {
              assertThat(user.id()).isEqualTo(id);
              assertThat(user.roles()).containsExactly("steward");
              assertThat(user.generation()).isEqualTo(3);
            });
    book.remove("wang");
    assertThatThrownBy(() -> book.remove("wang")).hasMessageContaining("Cannot find user wang");
  }

  @Test
  void keepsTheLastAdministratorAndTakesNoRoleThatThePoliciesLack() {
    UserStore users =
        new UserStore(
            StateStore.of(state),
            new HandClock("2026-03-01T00:00:00Z"),
            new KnownRoles(
                Optional.of(new TreeSet<>(Set.of("root", "analyst"))),
                Set.of("root"),
                Duties.none()));
    assertThatThrownBy(() -> users.add("li", List.of("analyst", "analist"), PASSWORD))
        .hasMessage(
            "Cannot set the roles: conf/policies.yaml has no role analist (there are [analyst,"
                + " root])");
    users.add("li", List.of("analyst"), PASSWORD);
    users.add("wang", List.of("root"), PASSWORD);

    for (ThrowingCallable change :
        List.<ThrowingCallable>of(
            () -> users.remove("wang"),
            () -> users.disable("wang"),
            () -> users.changeRoles("wang", List.of("analyst")))) {
      assertThatThrownBy(change)
          .hasMessageContaining("nobody else is an administrator who may log in (roles=[root])");
    }
    users.changeRoles("li", List.of("root"));
    users.remove("wang");
    assertThat(users.list()).extracting(User::name).containsExactly("li");
  }

  private UserStore open() {
    return new UserStore(StateStore.of(state), new HandClock("2026-03-01T00:00:00Z"));
  }
}
