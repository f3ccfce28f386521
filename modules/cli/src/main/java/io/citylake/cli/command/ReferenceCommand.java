package io.citylake.cli.command;

import io.citylake.app.Account;
import io.citylake.city.mobility.StreetMap;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.shape.ReferenceWriter;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what is generated from code: JSON Schemas, pages of the reference, the city's sketch. */
@Command(
    name = "generate-reference",
    hidden = true,
    description =
        "Write conf/schema, the sketch in conf/map and the generated pages of docs/reference of a"
            + " checkout.")
public final class ReferenceCommand implements Runnable {
  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "DIR", description = "The checkout.")
  private Path repository = Path.of("");

  @Spec private CommandSpec spec;

  ReferenceCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    if (!invocation.account().equals(Account.ofProcess())) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot write the reference: you call as %s, whose files all could be written over; call as yourself (account=%s)"
              .formatted(Account.ofProcess(), invocation.account()));
    }
    ReferenceWriter.write(repository);
    ReferenceWriter.write(
        repository,
        new TreeMap<>(Map.of("docs/reference/commands.md", CommandPage.text(spec.root()))));
    TreeMap<String, String> sketch = new TreeMap<>();
    StreetMap.files().forEach((name, text) -> sketch.put("conf/map/" + name, text));
    ReferenceWriter.write(repository, sketch);
  }
}
