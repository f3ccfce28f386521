package io.citylake.cli.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.run.round.StageProgress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;

class TestLiveLine {
  private static final String TITLE = "water.level stage";

  @Test
  void tellsRowsBytesAndWhatIsLeft() {
    StageProgress quarter =
        new StageProgress("water.level", 1, 8, 1_234_567, 250_000_000, 1_000_000_000);
    assertThat(LiveLine.text(TITLE, quarter, Duration.ofSeconds(30), 120))
        .isEqualTo(
            "  water.level stage  [=======                       ]  25%  1,234,567 rows  41,152 rows/s  250 of 1,000 MB  ETA 1:30");
  }

  @Test
  void goesByTasksWhereNobodyKnowsTheBytes() {
    StageProgress half = new StageProgress("water.level", 2, 4, 900, 0, 0);
    assertThat(LiveLine.text(TITLE, half, Duration.ofSeconds(9), 100))
        .contains("50%  900 rows  100 rows/s  2 of 4 tasks  0:09")
        .doesNotContain("ETA");
    assertThat(LiveLine.text(TITLE, null, Duration.ofSeconds(61), 100))
        .isEqualTo("  water.level stage  1:01");
  }

  @Test
  void movesByItselfAndByWhatItIsShown() {
    Screen screen = new Screen();
    try (LiveLine line = new LiveLine(TITLE, screen)) {
      await().until(() -> screen.drawn.stream().anyMatch(text -> text.contains("  0:01")));
      line.show(new StageProgress("water.level", 0, 8, 700, 0, 0));
      await().until(() -> screen.drawn.stream().anyMatch(text -> text.contains("  700 rows")));
    }
  }

  /** Keeps what is drawn. */
  private static final class Screen implements ProgressBarConsumer {
    final Queue<String> drawn = new ConcurrentLinkedQueue<>();

    @Override
    public int getMaxRenderedLength() {
      return 100;
    }

    @Override
    public void accept(String text) {
      drawn.add(text);
    }

    @Override
    public void close() {}
  }

  @Test
  void isNeverWiderThanTheTerminal() {
    StageProgress quarter =
        new StageProgress("water.level", 1, 8, 1_234_567, 250_000_000, 1_000_000_000);
    for (int width = 30; width < 200; width++) {
      assertThat(LiveLine.text(TITLE, quarter, Duration.ofSeconds(30), width))
          .hasSizeLessThanOrEqualTo(width);
    }
    assertThat(LiveLine.text(TITLE, quarter, Duration.ofSeconds(30), 80)).contains("25%", "rows/s");
  }
}
