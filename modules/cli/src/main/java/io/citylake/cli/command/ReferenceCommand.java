package io.citylake.cli.command;

import io.citylake.contract.shape.ReferenceWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes the JSON Schemas and the settings page from the one description of all YAML files. */
@Command(
    name = "generate-reference",
    hidden = true,
    description = "Write conf/schema and docs/settings.md of a checkout.")
public final class ReferenceCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "DIR", description = "The checkout.")
  private Path repository = Path.of("");

  @Override
  public void run() {
    ReferenceWriter.write(repository);
  }
}
