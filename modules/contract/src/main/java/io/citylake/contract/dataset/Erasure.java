package io.citylake.contract.dataset;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;

/**
 * What becomes of the rows of a person who is to be erased.
 *
 * @param action what is done with them
 * @param holds what forbids it for now; empty for nothing
 */
public record Erasure(Action action, List<LegalHold> holds) implements Serializable {
  /** Rows are deleted, and nothing forbids it. */
  public static final Erasure STANDARD = new Erasure(Action.DELETE, List.of());

  public Erasure {
    holds = List.copyOf(holds);
  }

  /** What is done with a person's rows. */
  public enum Action {
    /** They go. */
    DELETE,
    /** They stay for what they count, without what tells of whom. */
    PSEUDONYMISE
  }

  /**
   * A duty to keep: {@code {by: 区人民法院, until: "2027-06-30", because: 案件证据}}.
   *
   * @param by who ordered it
   * @param until the first day on which it isn't any more
   */
  public record LegalHold(String by, LocalDate until, String because) implements Serializable {}
}
