package io.citylake.cli.live;

import io.citylake.model.JobName;
import io.citylake.model.Tally;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A line for each run that ends; what runs tell goes on to who counts it. */
public final class StreamPrinter implements RunListener {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final PrintWriter out;
  private final ZoneId zone;
  private final Clock clock;
  private final RunListener next;

  public StreamPrinter(PrintWriter out, ZoneId zone, Clock clock, RunListener next) {
    this.out = out;
    this.zone = zone;
    this.clock = clock;
    this.next = next;
  }

  @Override
  public void jobStarted(int number, int of, JobName job) {
    next.jobStarted(number, of, job);
  }

  @Override
  public void stageStarted(JobName job, String stage) {
    next.stageStarted(job, stage);
  }

  @Override
  public void progressed(StageProgress progress) {
    next.progressed(progress);
  }

  @Override
  public void jobEnded(int number, int of, JobResult result) {
    next.jobEnded(number, of, result);
    Tally tally = result.tally();
    String what =
        result.status() == JobResult.Status.ERROR
            ? "failed: %s [%s]".formatted(result.message(), result.errorCode())
            : "read %d accepted %d quarantined %d duplicates %d"
                .formatted(tally.read(), tally.accepted(), tally.quarantined(), tally.duplicates());
    synchronized (out) {
      out.printf(
          Locale.ROOT,
          "%s  %s  %s  %.1f s%n",
          TIME.format(clock.instant().atZone(zone)),
          result.job(),
          what,
          result.took().toMillis() / 1000.0);
      out.flush();
    }
  }
}
