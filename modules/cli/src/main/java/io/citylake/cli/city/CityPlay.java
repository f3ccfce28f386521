package io.citylake.cli.city;

import io.citylake.city.CityRequest;
import io.citylake.city.play.FeedDoor;
import io.citylake.city.play.PlayedSource;
import io.citylake.city.play.Player;
import io.citylake.city.play.Player.Pace;
import io.citylake.city.play.Player.Standing;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.Workspace;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.settings.ReceiveSettings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Plays the city to the feeds of a workspace: to each that a job reads whose table a job of the
 * city's files fills too.
 */
final class CityPlay {
  private static final String HTTP = "http";
  private static final int UNFINISHED = 1;

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
    if (!way.equals(HTTP)) {
      throw new ParameterException(
          line,
          "--play goes --to http, the one way in which the city is played; not '%s'"
              .formatted(way));
    }
    Pace pace = new Pace(options.speed(line), options.rate(line));
    Player player = new Player(request, doors(), pace);
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

  private List<FeedDoor> doors() {
    URI receiver = receiver();
    List<FeedDoor> doors = new ArrayList<>();
    for (PlayedSource source : PlayedSource.all()) {
      live(source).ifPresent(job -> doors.add(door(source, job, receiver)));
    }
    if (doors.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.FEED_NOT_FOUND,
          "Cannot play the city: no job of the workspace reads a feed into a table of one of %s"
              .formatted(PlayedSource.all().stream().map(PlayedSource::job).toList()));
    }
    return doors;
  }

  /** The job that brings the same rows by a feed. */
  private Optional<Job> live(PlayedSource source) {
    Optional<Job> files = Optional.ofNullable(workspace.jobs().get(JobName.parse(source.job())));
    return files.flatMap(
        job ->
            workspace.jobs().values().stream()
                .filter(each -> each.source() instanceof SourceSpec.FeedMessages)
                .filter(each -> each.target().equals(job.target()))
                .findFirst());
  }

  private FeedDoor door(PlayedSource source, Job job, URI receiver) {
    String name = ((SourceSpec.FeedMessages) job.source()).feed();
    Feed feed = workspace.loadFeed(name);
    return new FeedDoor(
        source,
        job.name().toString(),
        receiver.resolve("/api/v1/feeds/" + name),
        feed.senders().get(feed.senders().firstKey()).reveal());
  }

  private URI receiver() {
    ReceiveSettings settings = workspace.settings().receive();
    URI receiver =
        options.receiver != null
            ? options.receiver
            : URI.create(
                "%s://127.0.0.1:%d"
                    .formatted(settings.tls() == null ? HTTP : "https", settings.httpPort()));
    if (!options.anyHost && !isThisMachine(receiver)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot play to another machine: its tables would hold an invented city; say --any-host where that is meant (receiver=%s)"
              .formatted(receiver));
    }
    return receiver;
  }

  private static boolean isThisMachine(URI receiver) {
    try {
      return receiver.getHost() != null
          && InetAddress.getByName(receiver.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
