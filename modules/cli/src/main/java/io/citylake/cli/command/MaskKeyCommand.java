package io.citylake.cli.command;

import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.access.Action;
import io.citylake.govern.gate.MaskKey;
import io.citylake.govern.state.StateStore;
import io.citylake.lake.catalog.CatalogDatabase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The secret of masks that hash. */
@Command(
    name = "mask-key",
    description = "The key of masks that hash (sha_256).",
    mixinStandardHelpOptions = true,
    subcommands = MaskKeyCommand.Rotate.class,
    footer = {"", "Example:", "  citylake mask-key rotate"})
public final class MaskKeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand: rotate");
  }

  @Command(
      name = "rotate",
      description = "Makes a new key: hashes that were handed out meet none of those that follow.",
      mixinStandardHelpOptions = true)
  static final class Rotate implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    Rotate(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Settings settings = invocation.workspace(home.home, null).settings();
      OperatorLog.open(settings, invocation.clock())
          .recorded(
              Action.MASK_KEY,
              "mask-key rotate",
              () -> {
                try (CatalogDatabase database = new CatalogDatabase(settings.catalog())) {
                  MaskKey.rotate(StateStore.of(database, settings.stateDir()));
                }
                return "";
              });
      invocation
          .console()
          .out()
          .println(
              "Masks hash by a new key. Start citylake serve again: until then it goes on with the"
                  + " key before.");
    }
  }
}
