package io.citylake.cli.command;

import io.citylake.contract.shape.ReferenceWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what is generated from code: the JSON Schemas and pages of the reference. */
@Command(
    name = "generate-reference",
    hidden = true,
    description = "Write conf/schema and the generated pages of docs/reference of a checkout.")
public final class ReferenceCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "DIR", description = "The checkout.")
  private Path repository = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    ReferenceWriter.write(repository);
    ReferenceWriter.write(
        repository,
        new TreeMap<>(Map.of("docs/reference/commands.md", CommandPage.text(spec.root()))));
  }
}
