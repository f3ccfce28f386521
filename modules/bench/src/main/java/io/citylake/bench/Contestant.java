package io.citylake.bench;

/** One way to do the work that is measured. */
interface Contestant {
  String name();

  /** Undoes what an earlier round left; not measured. */
  void prepare();

  /** Does the work once; measured. */
  void run();

  /** How many rows the work made, as a check that it was done. */
  long rows();
}
