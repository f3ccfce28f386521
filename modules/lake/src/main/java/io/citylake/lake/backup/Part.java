package io.citylake.lake.backup;

/**
 * One thing that a point of an archive holds or refers to.
 *
 * @param owner the table of a file, as {@code theme.table}; else empty
 * @param name what it is called: of a table's file its path below the warehouse, of another its
 *     path below the workspace, of rows their database table, of state its file
 * @param length in bytes
 * @param sha256 of its bytes, by which the archive keeps it; empty where it is only referred to
 */
record Part(Kind kind, String owner, String name, long length, String sha256) {
  /** What it is. */
  enum Kind {
    /** All rows of a table of the catalog database, compressed. */
    ROWS,
    /** Users or a key, from the state directory. */
    STATE,
    /** What the workspace declares. */
    WORKSPACE,
    /** A table's file that names others, or a job's position. */
    METADATA,
    DELETES,
    DATA
  }

  boolean isCopied() {
    return !sha256.isEmpty();
  }

  boolean isOfTable() {
    return kind == Kind.METADATA || kind == Kind.DELETES || kind == Kind.DATA;
  }
}
