package io.citylake.cli.print;

import io.citylake.run.round.StageProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * One line of a terminal that is drawn anew five times a second: what is done, how long it has
 * taken, and of a Spark stage its rows and, where the source says how many bytes it has, how much
 * of them is read and when they will be.
 */
final class LiveLine implements AutoCloseable {
  private static final int EVERY_MILLIS = 200;
  private static final int WIDEST_BAR = 30;
  private static final int NARROWEST_BAR = 8;
  private static final long MEGABYTE = 1_000_000;

  private final ProgressBar bar;
  private volatile @Nullable StageProgress latest;

  /** Of the two streams the one that is known to be a terminal. */
  LiveLine(String title) {
    this(title, new ConsoleProgressBarConsumer(System.out));
  }

  LiveLine(String title, ProgressBarConsumer screen) {
    this.bar =
        new ProgressBarBuilder()
            .setInitialMax(-1)
            .setUpdateIntervalMillis(EVERY_MILLIS)
            // Or it is drawn only where the bar's own number has changed, which nobody sets.
            .continuousUpdate()
            .setRenderer(
                (state, width) ->
                    padded(text(title, latest, state.getElapsedAfterStart(), width), width))
            .setConsumer(screen)
            .clearDisplayOnFinish()
            .build();
  }

  void show(StageProgress progress) {
    latest = progress;
  }

  @Override
  public void close() {
    bar.close();
  }

  /** No wider than the terminal: parts that don't fit are left out, the last first. */
  static String text(String title, @Nullable StageProgress at, Duration elapsed, int width) {
    List<String> parts = new ArrayList<>();
    double done = 0;
    if (at == null) {
      parts.add(clock(elapsed.toSeconds()));
    } else {
      boolean byBytes = at.bytesPlanned() > 0 && at.bytesRead() > 0;
      done =
          byBytes
              ? Math.min(1, at.bytesRead() / (double) at.bytesPlanned())
              : at.tasksDone() / (double) Math.max(1, at.tasks());
      parts.add(String.format(Locale.ROOT, "%d%%", (int) (100 * done)));
      double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
      if (at.rows() > 0) {
        parts.add(number(at.rows()) + " rows");
        parts.add(number(Math.round(at.rows() / seconds)) + " rows/s");
      }
      if (byBytes) {
        parts.add(megabytes(at.bytesRead()) + " of " + megabytes(at.bytesPlanned()) + " MB");
        parts.add("ETA " + clock(Math.round(seconds * (1 - done) / done)));
      } else {
        parts.add(at.tasksDone() + " of " + at.tasks() + " tasks");
        parts.add(clock(elapsed.toSeconds()));
      }
    }
    return fitted("  " + title, parts, at == null ? -1 : done, width);
  }

  private static String fitted(String title, List<String> parts, double done, int width) {
    StringBuilder line = new StringBuilder(title);
    int used = columns(title);
    List<String> kept = new ArrayList<>();
    for (String part : parts) {
      if (used + 2 + part.length() < width) {
        kept.add(part);
        used += 2 + part.length();
      }
    }
    int bar = Math.min(WIDEST_BAR, width - used - 5);
    if (done >= 0 && bar >= NARROWEST_BAR) {
      int full = (int) (bar * done);
      line.append("  [").append("=".repeat(full)).append(" ".repeat(bar - full)).append(']');
    }
    kept.forEach(part -> line.append("  ").append(part));
    return line.toString();
  }

  /** Over what stood there before. */
  private static String padded(String line, int width) {
    return line + " ".repeat(Math.max(0, width - 1 - columns(line)));
  }

  private static int columns(String text) {
    return text.codePoints().map(point -> Math.max(0, WCWidth.wcwidth(point))).sum();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String megabytes(long bytes) {
    return bytes < 100 * MEGABYTE
        ? String.format(Locale.ROOT, "%.1f", bytes / (double) MEGABYTE)
        : number(bytes / MEGABYTE);
  }

  private static String clock(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
