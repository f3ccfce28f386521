package io.citylake.cli.call;

import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ErrorKind;
import io.citylake.run.Cancellation;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one paragraph what went wrong; the stack trace goes to the log. */
public final class FailureReport
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private final Console console;
  private final Cancellation cancellation;

  /**
   * @param cancellation of the command: what it fails with then is no news to whoever ended it
   */
  public FailureReport(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    if (cancellation.isCancelled()) {
      log().info("Cancelled: {}", called(parsed), failure);
      print("Cancelled before it was done [" + ErrorCode.CANCELLED.label() + "]");
      return FAILED;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CityLakeException known) {
        log().info("{} {}", known.code().label(), known.getMessage(), failure);
        print(known.getMessage() + " [" + known.code().label() + "]");
        return known.code().kind() == ErrorKind.USER ? USAGE : FAILED;
      }
    }
    Optional<CityLakeException> refused = StorageFault.find("finish", failure);
    if (refused.isPresent()) {
      log().warn("{}", refused.get().getMessage(), failure);
      print(refused.get().getMessage() + " [" + refused.get().code().label() + "]");
      return FAILED;
    }
    log().error("Cannot finish {}", called(parsed), failure);
    print(
        "Cannot finish: %s; the log has the details [%s]"
            .formatted(oneLine(failure), ErrorCode.INTERNAL.label()));
    return FAILED;
  }

  /** The command without its arguments, which may name a person. */
  private static String called(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.commandSpec().qualifiedName();
  }

  /** A mistyped word needs a sentence; the whole help would hide it. */
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine line = failure.getCommandLine();
    print(failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, console.err());
    print("See " + line.getCommandSpec().qualifiedName() + " --help");
    return USAGE;
  }

  /** Made where it is needed: a call that succeeds without Spark would wait for nothing else. */
  private static Logger log() {
    return LoggerFactory.getLogger(FailureReport.class);
  }

  private void print(String text) {
    console.err().println(text);
    console.err().flush();
  }

  private static String oneLine(Throwable failure) {
    String message =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
  }
}
