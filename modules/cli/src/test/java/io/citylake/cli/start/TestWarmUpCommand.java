package io.citylake.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture;
import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warm-up on a workspace with mistakes would load hardly a class, and nobody would notice. */
class TestWarmUpCommand {
  @TempDir private Path home;

  @Test
  void theWorkspaceOfTheWarmUpIsValid() throws IOException {
    CommandFixture fixture = new CommandFixture(home);
    Files.delete(home.resolve("conf/themes/water.yaml"));
    WarmUpCommand.write(home);
    Outcome valid = fixture.callWithoutSpark("validate");
    assertThat(valid.exit()).as(valid.out()).isZero();
    assertThat(valid.out()).contains("1 steps, 1 applications");
  }
}
