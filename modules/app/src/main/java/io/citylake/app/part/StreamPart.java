package io.citylake.app.part;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.FeedStates;
import io.citylake.app.LakeHost;
import io.citylake.app.SchedulerWatch;
import io.citylake.app.StreamLoop;
import io.citylake.contract.Workspace;
import io.citylake.run.round.RunListener;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Loads what comes by feeds. */
public final class StreamPart implements Part {
  private final Workspace workspace;
  private final LakeHost host;
  private final StreamLoop.Pace pace;
  private final UnaryOperator<RunListener> printer;

  /**
   * @param printer hears of each run, and tells the listener that it is given
   */
  public StreamPart(
      Workspace workspace,
      LakeHost host,
      StreamLoop.Pace pace,
      UnaryOperator<RunListener> printer) {
    this.workspace = workspace;
    this.host = host;
    this.pace = pace;
    this.printer = printer;
  }

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public Work open() {
    EmbeddedLake lake = EmbeddedLake.open(workspace, null, host);
    SchedulerWatch watch = new SchedulerWatch(lake);
    boolean open = false;
    try {
      StreamLoop loop =
          new StreamLoop(
              lake, FeedStates.jobs(lake.workspace()), pace, printer.apply(watch.runs()));
      int unused = watch.listen(workspace.settings().observe().streamPort(), loop::status);
      lake.cancellation().onCancel(loop::stop);
      Work work = new Streaming(lake, watch, loop, new PartLoop(name(), loop::run));
      open = true;
      return work;
    } finally {
      if (!open) {
        watch.close();
        lake.close();
      }
    }
  }

  private record Streaming(
      EmbeddedLake lake, SchedulerWatch watch, StreamLoop loop, PartLoop thread) implements Work {
    @Override
    public String status() {
      return loop.status();
    }

    @Override
    public Optional<Throwable> failure() {
      return thread.failure().or(lake.sessions()::startFailure);
    }

    @Override
    public void close() {
      try {
        lake.cancellation().cancel();
      } finally {
        thread.join();
        loop.awaitEnd();
        try {
          watch.close();
        } finally {
          lake.close();
        }
      }
    }
  }
}
