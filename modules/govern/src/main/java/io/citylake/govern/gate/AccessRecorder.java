package io.citylake.govern.gate;

import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.Constants;
import io.citylake.govern.access.TableAccess;
import java.time.Clock;
import java.util.List;

/** Writes down what becomes of one statement. */
final class AccessRecorder {
  private final AccessLog log;
  private final Clock clock;
  private final Caller caller;
  private final QueryRequest question;
  private volatile String policyVersion = "";
  private volatile List<TableAccess> tables = List.of();
  private volatile Constants constants = Constants.unknown();

  AccessRecorder(AccessLog log, Clock clock, Caller caller, QueryRequest question) {
    this.log = log;
    this.clock = clock;
    this.caller = caller;
    this.question = question;
  }

  void decidedBy(String version) {
    policyVersion = version;
  }

  String policyVersion() {
    return policyVersion;
  }

  void reads(List<TableAccess> accesses) {
    tables = List.copyOf(accesses);
  }

  void says(Constants found) {
    constants = found;
  }

  void record(String outcome, String reason, long rows) {
    log.record(entry(outcome, reason, rows));
  }

  /** As it would be written. */
  AccessEntry entry(String outcome, String reason, long rows) {
    return new AccessEntry(
        clock.instant(),
        caller,
        Action.QUERY,
        AccessEntry.statementOf(question),
        constants,
        tables,
        rows,
        outcome,
        reason,
        question.release().id(),
        policyVersion);
  }
}
