package io.citylake.model;

import java.util.Objects;

/** Proof that a staged table's audits did not block; what {@code publish} asks for. */
public final class PassedAudit {
  private final AuditReport report;

  PassedAudit(AuditReport report) {
    this.report = Objects.requireNonNull(report, "report");
  }

  public StagedTable staged() {
    return report.staged();
  }

  @Override
  public String toString() {
    return "PassedAudit[" + report.staged().table() + "]";
  }
}
