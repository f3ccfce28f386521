package io.citylake.publish;

/** How accepted rows meet those of the branch. */
public enum WriteKind {
  /** They are added. */
  APPEND,
  /** The partitions that they fall into are replaced; without any row nothing is. */
  OVERWRITE_PARTITIONS
}
