package io.citylake.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names the workspace; shared by all commands. */
public final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "The workspace, a directory with conf/ and jobs/. Default: the one around the current directory, else the repository's.")
  public @Nullable Path home;
}
