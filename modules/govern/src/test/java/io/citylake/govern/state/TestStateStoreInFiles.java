package io.citylake.govern.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestStateStoreInFiles extends StateStoreContract {
  @Override
  StateStore open() {
    return StateStore.of(directory);
  }

  @Test
  void isItsOwnersAlone() throws IOException {
    Path file = directory.resolve("secret");
    new StateFile(file).change(held -> new byte[] {1});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  /** What locks a file for the machine is refused a second time within one process. */
  @Test
  void processesTakeTurns() throws IOException {
    StateFile file = new StateFile(directory.resolve("book"));
    file.change(held -> new byte[] {1});
    try (FileChannel other =
            FileChannel.open(directory.resolve("book.lock"), StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> file.change(held -> new byte[] {2}))
          .isInstanceOf(OverlappingFileLockException.class);
    }
    assertThat(file.find()).contains(new byte[] {1});
  }

  /** A reader takes no turn, and a process may die in between. */
  @Test
  void isReplacedWholeOrNotAtAll() throws Exception {
    StateFile file = new StateFile(directory.resolve("book"));
    byte[] content = new byte[100_000];
    file.replace(content);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 100; i++) {
                file.replace(content);
              }
            });
    do {
      assertThat(file.find().map(held -> held.length)).isEqualTo(Optional.of(content.length));
    } while (!writer.isDone());
    writer.get(60, TimeUnit.SECONDS);
  }
}
