package io.citylake.model;

import io.citylake.model.AuditFinding.Verdict;
import java.util.List;
import java.util.Optional;

/** What the audits found on a staged table; the only source of a {@link PassedAudit}. */
public record AuditReport(StagedTable staged, List<AuditFinding> findings) {
  public AuditReport {
    findings = List.copyOf(findings);
  }

  /** The licence to publish, present unless a finding blocks. */
  public Optional<PassedAudit> passed() {
    boolean blocked = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.BLOCK);
    return blocked ? Optional.empty() : Optional.of(new PassedAudit(this));
  }

  public List<AuditFinding> withVerdict(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).toList();
  }
}
