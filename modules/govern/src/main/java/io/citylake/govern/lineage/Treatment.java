package io.citylake.govern.lineage;

/** What becomes of a value on its way into an answer; none of these where it comes as it is. */
public enum Treatment {
  /** It goes into an expression that need not show it. */
  COMPUTED,
  /** It goes through a hash function. */
  HASHED,
  /** An aggregate function hands it on among others, or alone: it can still be seen. */
  COLLECTED,
  /** It is one of many that an aggregate function makes one of. */
  AGGREGATED
}
