package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.GovernedSql;
import io.citylake.app.LoggedSql;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OlderCatalog;
import io.citylake.cli.print.OutputFormat;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.run.sql.SqlEngine.Answer;
import io.citylake.run.sql.SqlEngine.Mode;
import io.citylake.run.sql.SqlSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks the lake in SQL. */
@Command(
    name = "sql",
    description = "Ask the lake in SQL: a statement, a file, or a shell.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  citylake sql -e 'select count(*) from enterprise.ods_firm'",
      "  citylake sql -f report.sql -o csv > report.csv",
      "  citylake sql --as wang -e 'select * from population.dwd_person limit 5'",
      "  citylake sql                     (a shell with history and completion; quit ends it)"
    })
public final class SqlCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description = "Statements to run, separated by semicolons.")
  private @Nullable String statement;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file of statements; - for standard input.")
  private @Nullable String file;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "1000",
      description = "Most rows that a table shows; csv and json have no limit. Default: 1000.")
  private int limit = 1000;

  @Option(
      names = "--as",
      paramLabel = "USER",
      description =
          "Answer as this user of citylake user list would be answered: through the policies, at the latest release, logged.")
  private @Nullable String user;

  @Option(
      names = "--write",
      description =
          "Let statements change tables. Without it they only read. What is written by hand comes from no source.")
  private boolean write;

  SqlCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    if (statement != null && file != null) {
      throw new ParameterException(spec.commandLine(), "Give -e or -f, not both");
    }
    if (write && user != null) {
      throw new ParameterException(spec.commandLine(), "Give --write or --as, not both");
    }
    String script = script();
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      OlderCatalog.warn(invocation.console(), lake.catalog());
      if (user == null) {
        try (LoggedSql logged = LoggedSql.open(lake, write ? Mode.WRITE : Mode.READ)) {
          return run(lake, logged, script);
        }
      }
      try (GovernedSql governed = GovernedSql.open(lake, user)) {
        return run(lake, governed, script);
      }
    }
  }

  private int run(EmbeddedLake lake, SqlSource source, @Nullable String script) throws IOException {
    if (script == null) {
      Path history = lake.workspace().settings().stateDir().resolve("sql_history");
      return new SqlShell(invocation.console(), source, history, limit, invocation.cancellation())
          .run();
    }
    List<String> statements = SqlStatements.split(script);
    if (statements.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "There is no statement to run");
    }
    for (String each : statements) {
      print(invocation.console(), source.query(each), output.format, limit);
    }
    return 0;
  }

  private @Nullable String script() throws IOException {
    if (statement != null) {
      return statement;
    }
    if (file == null) {
      return null;
    }
    if (file.equals("-")) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot read the statements: no such file (file=%s)".formatted(path));
    }
    return Files.readString(path);
  }

  static void print(Console console, Answer answer, OutputFormat format, int limit) {
    answer.done().ifPresent(console.err()::println);
    if (answer.columns().isEmpty()) {
      return;
    }
    Listing listing = new Listing(answer.columns());
    if (format != OutputFormat.table) {
      listing.print(console.out(), format, answer.rows());
      return;
    }
    List<List<@Nullable Object>> rows = answer.head(limit);
    listing.print(console.out(), format, rows.iterator());
    console
        .out()
        .printf(
            "%d row%s%s%n",
            rows.size(),
            rows.size() == 1 ? "" : "s",
            answer.rows().hasNext() ? " shown, there are more: use --limit or -o csv" : "");
    console.out().flush();
  }
}
