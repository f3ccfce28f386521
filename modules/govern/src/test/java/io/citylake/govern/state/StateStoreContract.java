package io.citylake.govern.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users and keys rely on, wherever they are kept. */
abstract class StateStoreContract {
  @TempDir Path directory;
  private StateEntry entry;

  /** Opened anew, as another process would. */
  abstract StateStore open();

  @BeforeEach
  void take() {
    entry = open().entry("book");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void isEmptyUntilItIsWritten() {
    assertThat(entry.find()).isEmpty();
    assertThat(entry.version()).isEmpty();
    entry.change(held -> bytes(held.isEmpty() ? "李" : "not empty"));
    assertThat(open().entry("book").find()).contains(bytes("李"));
    assertThat(open().entry("other").find()).isEmpty();
  }

  @Test
  void tellsByItsVersionThatItChanged() {
    entry.change(held -> bytes("a"));
    Optional<Object> before = open().entry("book").version();
    assertThat(entry.version()).isEqualTo(before);
    open().entry("book").change(held -> bytes("b"));
    assertThat(entry.version()).isPresent().isNotEqualTo(before);
  }

  @Test
  void aChangeThatFailsChangesNothing() {
    entry.change(held -> bytes("a"));
    assertThatThrownBy(
            () ->
                entry.change(
                    held -> {
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(entry.find()).contains(bytes("a"));
    entry.change(held -> bytes("b"));
    assertThat(entry.find()).contains(bytes("b"));
  }

  @Test
  void aSecretIsMadeOnceForAll() throws Exception {
    List<Callable<String>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(() -> java.util.HexFormat.of().formatHex(open().entry("key").findOrMakeSecret(32)));
    }
    assertThat(together(all)).hasSize(4).containsOnly(together(all).get(0));
  }

  @Test
  void changesFollowOneAnother() throws Exception {
    List<Callable<String>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(
          () -> {
            open()
                .entry("book")
                .change(
                    held ->
                        bytes(
                            held.map(was -> new String(was, StandardCharsets.UTF_8)).orElse("")
                                + "+"));
            return "";
          });
    }
    together(all);
    assertThat(entry.find()).contains(bytes("++++++++"));
  }

  private static List<String> together(List<Callable<String>> all) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<String> answers = new ArrayList<>();
      for (Future<String> each : threads.invokeAll(all)) {
        answers.add(each.get());
      }
      return answers;
    } finally {
      threads.shutdown();
    }
  }
}
