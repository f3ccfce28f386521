package io.citylake.cli;

/** How a listing is printed. */
enum OutputFormat {
  table,
  csv,
  json
}
