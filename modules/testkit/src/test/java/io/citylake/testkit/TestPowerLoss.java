package io.citylake.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPowerLoss {
  @TempDir private Path root;
  private final PowerLoss disk = new PowerLoss();

  @BeforeEach
  void forget() {
    PowerLoss.reset();
  }

  @Test
  void cutsAFileToItsLastSync() throws IOException {
    Path file = Files.writeString(root.resolve("f"), "one");
    disk.accept(file);
    disk.accept(root);
    Files.writeString(file, "two", StandardOpenOption.APPEND);

    assertThat(PowerLoss.strike(root)).containsExactly(file);

    assertThat(file).hasContent("one");
  }

  @Test
  void losesAFileWhoseDirectoryWasNotSynced() throws IOException {
    Path file = Files.writeString(root.resolve("f"), "one");
    disk.accept(file);

    PowerLoss.strike(root);

    assertThat(file).doesNotExist();
  }

  @Test
  void losesAFileThatWasNotSyncedItself() throws IOException {
    Path file = Files.writeString(root.resolve("f"), "one");
    disk.accept(root);

    PowerLoss.strike(root);

    assertThat(file).doesNotExist();
  }

  @Test
  void losesADirectoryWhoseParentWasNotSynced() throws IOException {
    Path directory = Files.createDirectory(root.resolve("d"));
    Path file = Files.writeString(directory.resolve("f"), "one");
    disk.accept(file);
    disk.accept(directory);

    PowerLoss.strike(root);

    assertThat(directory).doesNotExist();
  }
}
