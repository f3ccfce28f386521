package io.citylake.govern.access;

import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import java.time.Instant;
import java.util.List;

/**
 * One statement, allowed or refused.
 *
 * @param statement as the caller wrote it; the log masks what names a person
 * @param rows handed over; 0 where it was refused or none is known
 * @param outcome one word, as {@code allowed}, {@code answered}, {@code refused}, {@code failed}
 * @param reason of a refusal or failure, else empty
 * @param releaseId the state of the lake that was asked; 0 where that was not known
 * @param policyVersion of the policies that decided; empty where none could be read
 */
public record AccessEntry(
    Instant at,
    Caller caller,
    String statement,
    List<TableAccess> tables,
    long rows,
    String outcome,
    String reason,
    long releaseId,
    String policyVersion) {
  public AccessEntry {
    tables = List.copyOf(tables);
  }

  /**
   * A question's text with its parameters behind it in a comment, so that who asked for a person by
   * a parameter is found too.
   */
  public static String statementOf(QueryRequest question) {
    return question.parameters().isEmpty()
        ? question.sql()
        : question.sql() + " -- parameters: " + question.parameters();
  }
}
