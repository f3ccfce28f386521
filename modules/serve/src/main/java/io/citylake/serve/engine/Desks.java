package io.citylake.serve.engine;

/** What callers look at and do beside asking, as far as their roles let them. */
public record Desks(QuarantineDesk quarantine, ColumnLinks columns, AccessView access) {
  /** Nothing. */
  public static Desks none() {
    return new Desks(QuarantineDesk.none(), ColumnLinks.none(), AccessView.none());
  }
}
