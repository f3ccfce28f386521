package io.citylake.lake.health;

/** How much was looked at; one thread. */
public final class Checked {
  private long tables;
  private long files;
  private long bytes;
  private long withoutChecksums;

  void addTable() {
    tables++;
  }

  void add(long length, boolean checksums) {
    files++;
    bytes += length;
    withoutChecksums += checksums ? 0 : 1;
  }

  public long tables() {
    return tables;
  }

  /** That are there. */
  public long files() {
    return files;
  }

  public long bytes() {
    return bytes;
  }

  /** Of those that were read: files of which only pages of Parquet are known to be as written. */
  public long withoutChecksums() {
    return withoutChecksums;
  }
}
