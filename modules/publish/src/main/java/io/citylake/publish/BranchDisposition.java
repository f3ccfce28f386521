package io.citylake.publish;

/** What becomes of a branch that is not published. */
public enum BranchDisposition {
  /** Kept for inspection, under the name {@code blocked_<run>}. */
  KEEP_BRANCH,
  /** Gone. */
  DROP_BRANCH
}
