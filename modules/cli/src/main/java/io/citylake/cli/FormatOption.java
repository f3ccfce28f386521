package io.citylake.cli;

import picocli.CommandLine.Option;

/** How a listing is printed; shared by all commands that print one. */
final class FormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: table.")
  OutputFormat format = OutputFormat.table;
}
