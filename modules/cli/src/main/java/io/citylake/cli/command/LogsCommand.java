package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.run.LakeHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints a run's own log. */
@Command(name = "logs", description = "Print the log of a run.", mixinStandardHelpOptions = true)
public final class LogsCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(index = "0", paramLabel = "RUN", description = "The run's id, from citylake runs.")
  private String run = "";

  LogsCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    try (LakeHistory history = invocation.history(home.home)) {
      Path log = history.runLog(history.ledger().load(Identifiers.run(run)).run());
      if (!Files.exists(log)) {
        throw new CityLakeException(
            ErrorCode.RUN_NOT_FOUND,
            "Cannot show the log of %s: the file is gone (file=%s)".formatted(run, log));
      }
      try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
        lines.forEach(invocation.console().out()::println);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + log, e);
      }
    }
  }
}
