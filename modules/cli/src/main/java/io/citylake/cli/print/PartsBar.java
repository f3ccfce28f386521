package io.citylake.cli.print;

import io.citylake.city.GenerateProgress;
import io.citylake.cli.call.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how many parts of a city are made; nothing where no person looks. */
public final class PartsBar implements GenerateProgress, AutoCloseable {
  private final @Nullable ProgressBar bar;

  public PartsBar(Console console) {
    this.bar =
        console.terminal()
            ? new ProgressBarBuilder()
                .setTaskName("  parts")
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .clearDisplayOnFinish()
                .build()
            : null;
  }

  @Override
  public void made(int parts, int of) {
    if (bar != null) {
      bar.maxHint(of);
      bar.stepTo(parts);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
