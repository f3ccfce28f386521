package io.citylake.cli.command;

import io.citylake.cli.print.OutputFormat;
import picocli.CommandLine.Option;

/** How a listing is printed; shared by all commands that print one. */
public final class FormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: table.")
  public OutputFormat format = OutputFormat.table;
}
