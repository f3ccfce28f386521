package io.citylake.cli.city;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a day of the city is played. */
final class PlayOptions {
  static final int RATE = 1_000;

  @Option(
      names = "--play",
      paramLabel = "SPEED",
      description =
          "Play days of the city to live feeds, so many times as fast: 60x makes a day of 24"
              + " minutes; max is bounded by --rate alone.")
  private @Nullable String speed;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "With --play: messages a second at most, of all feeds together. Default: 1000.")
  private @Nullable Integer rate;

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description =
          "With --play: where what was acknowledged is noted, and the truth. Default: play in the"
              + " state directory.")
  @Nullable Path journal;

  @Option(
      names = "--receiver",
      paramLabel = "URL",
      description =
          "With --play: where it is received. Default: where citylake receive of this workspace"
              + " listens. Only this machine, but see --any-host.")
  @Nullable URI receiver;

  @Option(
      names = "--any-host",
      description = "With --play: let --receiver be another machine, which must be meant for that.")
  boolean anyHost;

  boolean isAsked() {
    return speed != null;
  }

  /** What only a play has would be accepted and passed over. */
  void requireNone(CommandLine line) {
    if (rate != null || journal != null || receiver != null || anyHost) {
      throw new ParameterException(
          line, "--rate, --journal, --receiver and --any-host go with --play");
    }
  }

  int rate(CommandLine line) {
    int wanted = rate == null ? RATE : rate;
    if (wanted < 1) {
      throw new ParameterException(line, "--rate must be at least 1");
    }
    return wanted;
  }

  /** Seconds of the city in one of ours; 0 for as fast as the rate lets it. */
  double speed(CommandLine line) {
    String text = String.valueOf(speed);
    if (text.equals("max")) {
      return 0;
    }
    try {
      double times =
          Double.parseDouble(text.endsWith("x") ? text.substring(0, text.length() - 1) : text);
      if (times > 0 && times <= 1e6) {
        return times;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ParameterException(
        line, "--play must be a speed such as 60x, or max, not '%s'".formatted(text));
  }
}
