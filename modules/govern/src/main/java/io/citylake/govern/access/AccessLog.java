package io.citylake.govern.access;

/** Where every allowed and refused statement is written down. Safe for threads. */
public interface AccessLog {
  /**
   * Writes one entry; it is on disk when this returns.
   *
   * @throws io.citylake.model.CityLakeException STORAGE_FAILED where it can't be written: whoever
   *     gets this must hand out nothing
   */
  void record(AccessEntry entry);
}
