package io.citylake.model;

/** What the branches of tables are called that the platform makes; the run's id ends each name. */
public final class BranchNames {
  /** A run's rows before they are published. */
  public static final String RUN = "run_";

  /** Rows that an audit blocked, kept for people to look at. */
  public static final String BLOCKED = "blocked_";

  private BranchNames() {}

  public static String run(RunId run) {
    return RUN + run;
  }

  public static String blocked(RunId run) {
    return BLOCKED + run;
  }
}
