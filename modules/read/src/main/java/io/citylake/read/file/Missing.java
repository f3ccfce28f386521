package io.citylake.read.file;

/** What a full refresh does with what was loaded and is not there any more. */
public enum Missing {
  /** Its rows stay. */
  KEEP,
  /** Its rows go, as those of what is read again do. */
  WITHDRAW
}
