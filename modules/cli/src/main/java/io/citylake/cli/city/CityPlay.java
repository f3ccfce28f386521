package io.citylake.cli.city;

import io.citylake.city.CityRequest;
import io.citylake.city.play.FeedDoor;
import io.citylake.city.play.Player;
import io.citylake.city.play.Player.Pace;
import io.citylake.city.play.Player.Standing;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.Workspace;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Plays the city to the feeds, or topics, that jobs of a workspace read. */
final class CityPlay {
  private static final int UNFINISHED = 1;

  /** The next year is a few days away in December, as a clock may be that is a little ahead. */
  private static final int YEARS_AHEAD = 2;

  /** 128 and the number of the signal, as shells say it. */
  private static final int INTERRUPTED = 130;

  private static final int TERMINATED = 143;

  private final Invocation invocation;
  private final Workspace workspace;
  private final PlayOptions options;

  CityPlay(Invocation invocation, Workspace workspace, PlayOptions options) {
    this.invocation = invocation;
    this.workspace = workspace;
    this.options = options;
  }

  /** Where a workspace's plays are, unless somebody says otherwise. */
  static Path directory(Workspace workspace) {
    return workspace.settings().stateDir().resolve("play");
  }

  Path directory() {
    return options.journal == null ? directory(workspace) : options.journal;
  }

  /**
   * Plays until all is sent, or a signal ends it.
   *
   * @return the exit status: 0 only of a play that is whole
   */
  int run(CommandLine line, String way, CityRequest request, OutputFormat format) {
    PlayWay by =
        PlayWay.of(way)
            .orElseThrow(
                () ->
                    new ParameterException(
                        line,
                        "--play goes --to one of %s; not '%s'".formatted(PlayWay.all(), way)));
    if (by == PlayWay.KAFKA && options.receiver != null) {
      throw new ParameterException(
          line, "--receiver is of the other ways: of a topic its job says where it is");
    }
    Pace pace = new Pace(options.speed(line), options.rate(line), by.toString());
    List<FeedDoor> doors = new PlayDoors(workspace, by, options.receiver, options.anyHost).find();
    Player player =
        new Player(request, doors, pace, LocalDate.now(invocation.clock()).getYear() + YEARS_AHEAD);
    AtomicInteger exit = new AtomicInteger(UNFINISHED);
    Map.of("INT", INTERRUPTED, "TERM", TERMINATED)
        .forEach(
            (signal, status) ->
                Signals.register(
                    signal,
                    () -> {
                      exit.set(status);
                      player.stop();
                    }));
    invocation
        .console()
        .err()
        .printf("Playing from %s. Ctrl-C ends it; called again, it goes on.%n", request.from());
    invocation.console().err().flush();
    List<Standing> standings = player.play(this::progress);
    new Listing("job", "sent", "of")
        .print(
            invocation.console().out(),
            format,
            standings.stream()
                .map(each -> List.<Object>of(each.job(), each.sent(), each.of()))
                .iterator());
    if (standings.stream().allMatch(Standing::isWhole)) {
      return 0;
    }
    invocation.console().err().println("The play is not whole: call it again, and it goes on.");
    invocation.console().err().flush();
    return exit.get();
  }

  private void progress(List<Standing> standings) {
    int sent = standings.stream().mapToInt(Standing::sent).sum();
    int of = standings.stream().mapToInt(Standing::of).sum();
    invocation.console().err().printf("%,d of %,d messages%n", sent, of);
    standings.stream()
        .filter(each -> !each.trouble().isEmpty())
        .forEach(
            each ->
                invocation
                    .console()
                    .err()
                    .printf("%s waits, and is tried again: %s%n", each.job(), each.trouble()));
    invocation.console().err().flush();
  }
}
