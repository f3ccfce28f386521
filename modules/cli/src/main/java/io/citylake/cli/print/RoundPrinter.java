package io.citylake.cli.print;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.cli.call.Console;
import io.citylake.model.AuditFinding;
import io.citylake.model.JobName;
import io.citylake.model.Tally;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows a round in dbt's manner: a numbered line at each job's start and end, one live bar between
 * them on a terminal (of the stage that began last), and a last line of totals.
 */
public final class RoundPrinter implements RunListener, AutoCloseable {
  private static final int NAME_WIDTH = 48;
  private static final int REASONS_SHOWN = 5;

  private final PrintWriter out;
  private final boolean live;

  @GuardedBy("this")
  private @Nullable LiveLine bar;

  @GuardedBy("this")
  private String title = "";

  @GuardedBy("this")
  private final Map<String, String> stages = new HashMap<>();

  public RoundPrinter(Console console) {
    this.out = console.out();
    this.live = console.terminal();
  }

  @Override
  public synchronized void jobStarted(int number, int of, JobName job) {
    closeBar();
    line(number, of, "START", job, "[RUN]");
  }

  @Override
  public synchronized void stageStarted(JobName job, String name) {
    title = job + " " + name;
    stages.put(job.toString(), name);
    openBar();
  }

  @Override
  public synchronized void progressed(StageProgress progress) {
    if (bar == null) {
      return;
    }
    if (progress.tasksDone() == 0 && progress.rows() == 0) {
      // Another Spark stage: what it does a second is counted from here.
      if (stages.containsKey(progress.job())) {
        title = progress.job() + " " + stages.get(progress.job());
      }
      closeBar();
      openBar();
    }
    bar.show(progress);
  }

  private synchronized void openBar() {
    if (live) {
      closeBar();
      bar = new LiveLine(title);
    }
  }

  @Override
  public synchronized void jobEnded(int number, int of, JobResult result) {
    closeBar();
    String word = result.status() == JobResult.Status.PASS ? "OK" : result.status().toString();
    String seconds = String.format(Locale.ROOT, "%.2fs", result.took().toMillis() / 1000.0);
    String outcome =
        result.outcome() == null ? "skipped" : result.outcome().toString().replace('_', ' ');
    line(
        number,
        of,
        word,
        result.job(),
        "[" + outcome + " in " + seconds + counts(result.tally()) + "]");
    if (!result.message().isEmpty()) {
      String code = result.errorCode() == null ? "" : " [" + result.errorCode() + "]";
      out.println("    " + result.message() + code);
    }
    reasons("refused", result.tally().quarantined(), result.tally().reasons());
    reasons("warned", result.tally().warned(), result.tally().warnings());
    for (AuditFinding finding : result.findings()) {
      if (finding.verdict() != AuditFinding.Verdict.PASS) {
        out.println(
            "    audit " + finding.audit() + " " + finding.verdict() + ": " + finding.message());
      }
    }
    out.flush();
  }

  public void total(RoundResult result) {
    out.println();
    out.println(
        "Results: "
            + Objects.requireNonNullElse(result.artifact(), "not written: " + result.unwritten()));
    out.println(result.totals());
    out.flush();
  }

  private void reasons(String word, long rows, Map<String, Long> reasons) {
    if (rows == 0) {
      return;
    }
    StringBuilder text = new StringBuilder("    " + word + " " + grouped(rows) + ":");
    reasons.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(REASONS_SHOWN)
        .forEach(
            each ->
                text.append(' ')
                    .append(each.getKey())
                    .append('=')
                    .append(grouped(each.getValue())));
    if (reasons.size() > REASONS_SHOWN) {
      text.append(" and ").append(reasons.size() - REASONS_SHOWN).append(" more");
    }
    out.println(text);
  }

  private static String counts(Tally tally) {
    String files = tally.files() == null ? "" : ", files " + tally.files();
    if (tally.read() == 0) {
      return files;
    }
    String conflicts = tally.conflicts() == 0 ? "" : " conflicts " + grouped(tally.conflicts());
    return "%s, read %s accepted %s quarantined %s duplicates %s%s"
        .formatted(
            files,
            grouped(tally.read()),
            grouped(tally.accepted()),
            grouped(tally.quarantined()),
            grouped(tally.duplicates()),
            conflicts);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void line(int number, int of, String word, JobName job, String rest) {
    String name = job + " ";
    String dots = ".".repeat(Math.max(2, NAME_WIDTH - name.length()));
    out.printf("%d of %d %-5s %s%s %s%n", number, of, word, name, dots, rest);
    out.flush();
  }

  private synchronized void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    closeBar();
  }
}
