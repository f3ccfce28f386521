package io.citylake.govern.access;

import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One statement, allowed or refused, or another thing that somebody did.
 *
 * @param statement as the caller wrote it, or what was done; the log masks what names a person
 * @param constants of the statement; they aren't written
 * @param rows handed over; 0 where none is known
 * @param outcome one word, as {@code allowed}, {@code answered}, {@code refused}, {@code failed}
 * @param reason of a refusal or failure, else empty
 * @param releaseId the state of the lake that was asked; 0 where that was not known
 * @param policyVersion of the policies that decided; empty where none could be read
 */
public record AccessEntry(
    Instant at,
    Caller caller,
    Action action,
    String statement,
    Constants constants,
    List<TableAccess> tables,
    long rows,
    String outcome,
    String reason,
    long releaseId,
    String policyVersion) {
  public AccessEntry {
    tables = List.copyOf(tables);
  }

  /** Something that is no question to the gate. */
  public static AccessEntry of(
      Instant at, Caller caller, Action action, String statement, String outcome) {
    return new AccessEntry(
        at, caller, action, statement, Constants.unknown(), List.of(), 0, outcome, "", 0, "");
  }

  public AccessEntry withReads(List<TableAccess> read, Constants said, long handedOver) {
    return new AccessEntry(
        at,
        caller,
        action,
        statement,
        said,
        read,
        handedOver,
        outcome,
        reason,
        releaseId,
        policyVersion);
  }

  public AccessEntry withOutcome(String other, String why) {
    return new AccessEntry(
        at,
        caller,
        action,
        statement,
        constants,
        tables,
        rows,
        other,
        why,
        releaseId,
        policyVersion);
  }

  public AccessEntry withPolicy(String version) {
    return new AccessEntry(
        at, caller, action, statement, constants, tables, rows, outcome, reason, releaseId,
        version);
  }

  /** As it is written. */
  AccessEntry masked(Caller shown, String open, String why) {
    return new AccessEntry(
        at,
        shown,
        action,
        open,
        Constants.unknown(),
        tables,
        rows,
        outcome,
        why,
        releaseId,
        policyVersion);
  }

  /**
   * A question's text with its parameters behind it, in a comment of a line of its own, so that who
   * asked for a person by a parameter is found too. Texts are quoted as in SQL, so that they are
   * masked as constants are.
   */
  public static String statementOf(QueryRequest question) {
    return question.parameters().isEmpty()
        ? question.sql()
        : question.parameters().stream()
            .map(AccessEntry::quoted)
            .collect(Collectors.joining(", ", question.sql() + "\n-- parameters: [", "]"));
  }

  private static String quoted(@Nullable Object parameter) {
    return parameter instanceof String text
        ? "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
        : String.valueOf(parameter);
  }
}
