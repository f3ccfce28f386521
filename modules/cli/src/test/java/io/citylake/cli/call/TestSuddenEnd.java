package io.citylake.cli.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TestSuddenEnd {
  /** A process whose closing waits for what never ends. */
  static final class NeverCloses {
    private NeverCloses() {}

    public static void main(String[] arguments) throws InterruptedException {
      PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
      try (SuddenEnd end = new SuddenEnd(err)) {
        end.onSignal(() -> {}, Duration.ofMillis(50));
        new CountDownLatch(1).await();
      }
    }
  }

  /** Whoever supervises it must not take it for an end like any other. */
  @Test
  void whatIsHaltedAfterASignalSaysSoAndIsNoSuccess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NeverCloses.class.getName())
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains("Ending...", "Ended at once: what runs did not end within 0 s");
  }
}
