package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.SavedQuery.Draft;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSavedQueries {
  private static final char[] PASSWORD = "correct horse battery".toCharArray();

  @TempDir private Path state;
  private UserStore users;
  private SavedQueries queries;

  @BeforeEach
  void opens() {
    HandClock clock = new HandClock("2026-03-01T00:00:00Z");
    users = new UserStore(StateStore.of(state), clock);
    queries = new SavedQueries(StateStore.of(state), users, clock);
    users.add("li", List.of("analyst", "flood"), PASSWORD);
    users.add("wang", List.of("flood"), PASSWORD);
  }

  private static Caller caller(String user, String... roles) {
    return new Caller(user, List.of(roles), null, Lane.HTTP, "127.0.0.1");
  }

  private static Draft draft(String name, String sharedWith) {
    return new Draft(name, "", "SELECT 1", sharedWith);
  }

  @Test
  void showsOnesOwnAndWhatIsSharedWithARoleOfOnes() {
    Caller li = caller("li", "analyst", "flood");
    Caller wang = caller("wang", "flood");
    queries.save(li, null, draft("mine", null));
    SavedQuery shared = queries.save(li, null, draft("ours", "flood"));
    queries.save(li, null, draft("theirs", "analyst"));

    assertThat(queries.list(li)).hasSize(3);
    assertThat(queries.list(wang)).containsExactly(shared);
    assertThat(queries.owns(wang, shared)).isFalse();
    // Without the role he sees it no more.
    assertThat(queries.list(caller("wang", "other"))).isEmpty();
    for (Runnable change :
        List.<Runnable>of(
            () -> queries.remove(wang, shared.id()),
            () -> queries.save(wang, shared.id(), draft("taken", null)),
            () -> queries.remove(wang, "..%2F"),
            () -> queries.remove(wang, ""))) {
      assertThatThrownBy(change::run)
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.SAVED_QUERY_NOT_FOUND);
    }
    assertThatThrownBy(() -> queries.save(wang, null, draft("up", "analyst")))
        .hasMessageContaining("roles of yours only");
  }

  @Test
  void endsWithItsUserAndIsNoOneElsesOfThatName() throws IOException {
    Caller li = caller("li", "analyst", "flood");
    queries.save(li, null, draft("ours", "flood"));
    users.remove("li");
    assertThat(Files.readString(state.resolve("saved-queries.json"))).doesNotContain("ours");

    users.add("li", List.of("analyst"), PASSWORD);
    assertThat(queries.list(caller("li", "analyst"))).isEmpty();
    assertThat(queries.list(caller("wang", "flood"))).isEmpty();
  }

  @Test
  void hasRoomForSoManyOfEach() {
    Caller li = caller("li", "analyst");
    for (int i = 0; i < 100; i++) {
      queries.save(li, null, draft("q" + i, null));
    }
    assertThatThrownBy(() -> queries.save(li, null, draft("one more", null)))
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    SavedQuery first = queries.list(li).get(0);
    assertThat(queries.save(li, first.id(), draft("renamed", null)).id()).isEqualTo(first.id());
    assertThatThrownBy(() -> queries.save(li, first.id(), draft("q7", null)))
        .hasMessageContaining("has this name in this folder");
    queries.save(caller("oidc:zhao", "flood"), null, draft("of an outsider", "flood"));
    assertThat(queries.list(caller("wang", "flood"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "two\nlines", "\u0000", "\u001b[31m"})
  void refusesNamesThatAreNone(String name) {
    assertThatThrownBy(() -> queries.save(caller("li"), null, draft(name, null)))
        .hasMessageContaining("a name has 1 to 100 characters of one line");
  }

  @Test
  void keepsMarkupAndAnyLetterAsItIs() throws IOException {
    Caller li = caller("li");
    String strange = "<script>\"'`长";
    queries.save(li, null, new Draft(strange, strange, strange + "\n;", null));
    SavedQuery kept = queries.list(li).get(0);
    assertThat(List.of(kept.name(), kept.folder())).containsOnly(strange);
    assertThat(kept.sql()).isEqualTo(strange + "\n;");
    for (String sql : List.of("", " ", "x".repeat(20_001))) {
      assertThatThrownBy(() -> queries.save(li, null, new Draft("n", "", sql, null)))
          .hasMessageContaining("1 to 20000 characters");
    }
    Path file = state.resolve("saved-queries.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.writeString(file, "{\"format\":2,\"queries\":[]}");
    assertThatThrownBy(() -> queries.list(li))
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.LAKE_NEWER);
    Files.writeString(file, "{\"format\":1,\"queries\":[{}]}");
    assertThatThrownBy(() -> queries.list(li)).hasMessageContaining("not what CityLake wrote");
  }
}
