package io.citylake.model;

/** Who has to act on an error; it decides exit status and retry. */
public enum ErrorKind {
  /** The command line, the YAML or the SQL: the user changes it. Exit 2 where nothing ran. */
  USER,
  /** The data that arrived: its provider or its contract changes. Never retried. */
  DATA,
  /** A disk, a database, a network: it may pass, so a retry is worthwhile. */
  EXTERNAL,
  /** A fault of CityLake itself. */
  INTERNAL
}
