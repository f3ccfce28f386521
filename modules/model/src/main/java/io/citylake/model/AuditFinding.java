package io.citylake.model;

/**
 * The answer of one audit on a staged table.
 *
 * @param audit the audit's name and arguments as the contract writes them
 * @param verdict what it means for the run
 * @param message what was expected and what was found
 */
public record AuditFinding(String audit, Verdict verdict, String message) {
  /** What an audit's answer means for the run. */
  public enum Verdict {
    PASS,
    /** Published; somebody may want to know. */
    WARN,
    /** Published; somebody has to act, and the exit status says so too. */
    ATTENTION,
    BLOCK
  }
}
