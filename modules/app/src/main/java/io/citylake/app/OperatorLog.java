package io.citylake.app;

import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.Constants;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.access.TableAccess;
import io.citylake.lake.catalog.PrivatePlaces;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is done by whoever holds the lake's files at this machine, or by a caller of the server, in
 * the access log. It is written before it is done: what can't be written, or not be sent to the
 * log's target, isn't.
 */
public final class OperatorLog {
  private final AccessLog log;
  private final Clock clock;
  private final Supplier<Caller> who;

  /** Of whoever runs this process. */
  public OperatorLog(AccessLog log, Clock clock) {
    this(log, clock, OperatorLog::operator);
  }

  OperatorLog(AccessLog log, Clock clock, Supplier<Caller> who) {
    this.log = log;
    this.clock = clock;
    this.who = who;
  }

  /** Of the lake that the settings name. */
  public static OperatorLog open(Settings settings, Clock clock) {
    PrivatePlaces.make(settings);
    return new OperatorLog(HashChainedLog.open(settings), clock);
  }

  /**
   * Whoever runs this process, by the name that the operating system has for him; a colon keeps him
   * apart from the users of the lake.
   */
  public static Caller operator() {
    return operator(Account.current(), List.of());
  }

  /** An account, with the role that it has at the machine. */
  public static Caller operator(String account, List<String> roles) {
    return new Caller("local:" + account, roles, null, Lane.CLI, "localhost");
  }

  /** Does what is written down first; a failure is written too. */
  public <T> T recorded(Action action, String what, Supplier<T> work) {
    AccessEntry entry = AccessEntry.of(clock.instant(), who.get(), action, what, "allowed");
    log.record(entry);
    try {
      return work.get();
    } catch (RuntimeException e) {
      log.record(entry.withOutcome("failed", String.valueOf(e.getMessage())));
      throw e;
    }
  }

  /** Somebody may not do it. */
  void refused(Action action, String what, String why) {
    log.record(
        AccessEntry.of(clock.instant(), who.get(), action, what, "refused")
            .withOutcome("refused", why));
  }

  /** Called before rows are shown. */
  public void handsOut(Action action, String what, List<TableAccess> tables, long rows) {
    log.record(
        AccessEntry.of(clock.instant(), who.get(), action, what, "answered")
            .withReads(tables, Constants.unknown(), rows));
  }

  /** One line on a statement, by its outcome. */
  void statement(
      String sql,
      List<TableAccess> tables,
      Constants constants,
      long rows,
      String outcome,
      String why) {
    log.record(
        AccessEntry.of(clock.instant(), who.get(), Action.SQL, sql, outcome)
            .withReads(tables, constants, rows)
            .withOutcome(outcome, why));
  }
}
