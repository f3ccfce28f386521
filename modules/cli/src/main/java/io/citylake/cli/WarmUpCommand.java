package io.citylake.cli;

import io.citylake.run.SparkStarter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Touches the classes that commands load, so that the launcher's class-data archive holds them. */
@Command(
    name = "warm-up",
    hidden = true,
    description = "For the launcher: load the classes to archive.")
final class WarmUpCommand implements Callable<Integer> {
  private final Invocation invocation;

  WarmUpCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    Path home = Files.createTempDirectory("citylake-warm-up");
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(home.resolve("jobs"));
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Invocation quiet =
        new Invocation(
            new Console(nowhere, nowhere, false),
            invocation.environment(),
            invocation.clock(),
            SparkStarter.owned());
    for (String[] words :
        new String[][] {
          {"validate"},
          {"list"},
          {"runs"},
          {"plan"},
          {"quarantine", "ls"},
          {"sql", "-e", "select 1"}
        }) {
      String[] line = java.util.Arrays.copyOf(words, words.length + 2);
      line[words.length] = "--home";
      line[words.length + 1] = home.toString();
      CityLake.execute(quiet, line);
    }
    // The repository's own contracts exercise the YAML reader far more than an empty workspace.
    invocation.load(null, null);
    return CommandLine.ExitCode.OK;
  }
}
