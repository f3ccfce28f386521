package io.citylake.cli.print;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Theme;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Prints a line for each theme, once the last of its jobs and steps has ended. */
public final class ThemePrinter implements RunListener {
  private static final Set<String> INDICATORS = Set.of("dws", "ads");

  private final PrintWriter out;
  private final Workspace workspace;

  @GuardedBy("this")
  private final Map<String, Line> lines = new TreeMap<>();

  /** What a theme has come to so far. */
  private static final class Line {
    int open;
    long read;
    long refused;
    long duplicates;
    long indicators;
    int failed;
  }

  public ThemePrinter(PrintWriter out, Workspace workspace, List<JobName> tasks) {
    this.out = out;
    this.workspace = workspace;
    for (JobName task : tasks) {
      lines.computeIfAbsent(theme(task), name -> new Line()).open++;
    }
  }

  public void heading() {
    out.printf(
        "   %-22s %12s %9s %10s %11s%n", "theme", "records", "refused", "duplicates", "indicators");
    out.flush();
  }

  @Override
  public void jobStarted(int number, int of, JobName job) {}

  @Override
  public void stageStarted(JobName job, String name) {}

  @Override
  public void progressed(StageProgress progress) {}

  @Override
  public synchronized void jobEnded(int number, int of, JobResult result) {
    String theme = theme(result.job());
    Line line = Objects.requireNonNull(lines.get(theme));
    line.open--;
    Task task = workspace.loadTask(result.job());
    if (!(task instanceof Step)) {
      line.read += result.tally().read();
      line.refused += result.tally().quarantined();
      line.duplicates += result.tally().duplicates();
    } else if (INDICATORS.contains(target(task).layer())) {
      line.indicators += result.tally().accepted();
    }
    if (result.status() == JobResult.Status.ERROR || result.status() == JobResult.Status.SKIP) {
      line.failed++;
      out.printf("   %s: %s%n", result.job(), result.message());
    }
    if (line.open == 0) {
      print(theme, line);
    }
    out.flush();
  }

  private void print(String theme, Line line) {
    Theme declared = Objects.requireNonNull(workspace.themes().get(theme));
    out.printf(
        "   %-22s %,12d %,9d %,10d %,11d  %s%s%n",
        theme,
        line.read,
        line.refused,
        line.duplicates,
        line.indicators,
        declared.title().zh(),
        line.failed == 0 ? "" : "  FAILED: " + line.failed);
  }

  private DatasetContract target(Task task) {
    return workspace.loadDataset(task.target());
  }

  private String theme(JobName task) {
    return workspace.loadTask(task).target().theme();
  }
}
