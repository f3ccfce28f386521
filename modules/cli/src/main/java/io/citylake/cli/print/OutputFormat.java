package io.citylake.cli.print;

/** How a listing is printed. */
public enum OutputFormat {
  table,
  csv,
  json
}
