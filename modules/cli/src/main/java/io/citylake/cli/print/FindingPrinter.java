package io.citylake.cli.print;

import io.citylake.cli.call.Console;
import io.citylake.lake.health.Finding;
import io.citylake.lake.health.Finding.RowOrigin;
import io.citylake.lake.history.RunLedger;
import io.citylake.model.JobName;
import io.citylake.run.delivery.DeliveryService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints what a doctor found, each with what it holds and what to do. */
public final class FindingPrinter {
  private final Console console;
  private final RunLedger ledger;

  public FindingPrinter(Console console, RunLedger ledger) {
    this.console = console;
    this.ledger = ledger;
  }

  /** For people. */
  public void print(Finding finding) {
    String subject = Objects.requireNonNullElse(finding.file(), finding.kind());
    StringBuilder text = new StringBuilder();
    if (finding.table() != null) {
      text.append(finding.table()).append(": ");
    }
    if (finding.file() != null) {
      text.append(finding.kind().replace('_', ' ')).append(" file ");
    }
    line(text.append(subject).append(": ").append(finding.problem()).toString());
    if (!finding.snapshots().isEmpty()) {
      line(
          "  snapshots: %s%s"
              .formatted(
                  finding.snapshots(), finding.current() ? ", the one of now among them" : ""));
    }
    for (Map<String, @Nullable Object> origin : origins(finding)) {
      line(
          "  holds: %,d rows of %s (job %s, run %s, delivery %s)"
              .formatted(
                  (Long) Objects.requireNonNull(origin.get("rows")),
                  origin.get("source"),
                  Objects.requireNonNullElse(origin.get("job"), "unknown"),
                  origin.get("run"),
                  Objects.requireNonNullElse(origin.get("delivery"), "unknown")));
    }
    line("  do: " + finding.remedy());
  }

  /** For programs. */
  public void print(List<Finding> findings, OutputFormat format) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Finding finding : findings) {
      rows.add(
          Arrays.asList(
              finding.harm().toString(),
              finding.table() == null ? null : finding.table().toString(),
              finding.kind(),
              finding.file(),
              finding.problem(),
              finding.snapshots(),
              finding.current(),
              origins(finding),
              finding.remedy()));
    }
    new Listing(
            "harm", "table", "kind", "file", "problem", "snapshots", "current", "rows", "remedy")
        .print(console.out(), format, rows.iterator());
  }

  private List<Map<String, @Nullable Object>> origins(Finding finding) {
    Map<String, JobName> jobs = ledger.jobsOf(finding.rows().stream().map(RowOrigin::run).toList());
    List<Map<String, @Nullable Object>> origins = new ArrayList<>();
    for (RowOrigin row : finding.rows()) {
      @Nullable JobName job = jobs.get(row.run());
      Map<String, @Nullable Object> origin = new LinkedHashMap<>();
      origin.put("source", row.source());
      origin.put("job", job == null ? null : job.toString());
      origin.put("run", row.run());
      origin.put("delivery", job == null ? null : DeliveryService.id(job, row.source()));
      origin.put("rows", row.rows());
      origins.add(origin);
    }
    return origins;
  }

  private void line(String text) {
    console.out().println(text);
    console.out().flush();
  }
}
