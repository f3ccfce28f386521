package io.citylake.cli.command;

import io.citylake.cli.call.Console;
import io.citylake.cli.print.OutputFormat;
import io.citylake.model.CityLakeException;
import io.citylake.run.Cancellation;
import io.citylake.run.sql.SqlSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Completer;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads statements from a terminal until {@code quit}; Ctrl-C drops the present line or query. */
final class SqlShell {
  private static final List<String> WORDS =
      List.of(
          "select",
          "from",
          "where",
          "group by",
          "order by",
          "limit",
          "join",
          "count(*)",
          "describe",
          "show tables in",
          "show namespaces",
          "quit");

  private final Console console;
  private final SqlSource engine;
  private final Path history;
  private final int limit;
  private final Cancellation cancellation;

  SqlShell(Console console, SqlSource engine, Path history, int limit, Cancellation cancellation) {
    this.cancellation = cancellation;
    this.console = console;
    this.engine = engine;
    this.history = history;
    this.limit = limit;
  }

  int run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .parser(new StatementParser())
              .completer(completer())
              .variable(LineReader.HISTORY_FILE, history)
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "      ...> ")
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      terminal.handle(Terminal.Signal.INT, signal -> engine.cancel());
      console.out().println("CityLake SQL. End a statement with ; — quit leaves.");
      while (!cancellation.isCancelled()) {
        String line;
        try {
          line = reader.readLine("citylake> ");
        } catch (UserInterruptException e) {
          continue;
        } catch (EndOfFileException e) {
          return 0;
        }
        if (isQuit(line)) {
          return 0;
        }
        execute(line);
      }
      return 0;
    }
  }

  private void execute(String line) {
    for (String statement : SqlStatements.split(line)) {
      try {
        SqlCommand.print(console, engine.query(statement), OutputFormat.table, limit);
      } catch (CityLakeException e) {
        console.err().println(e.getMessage());
      }
    }
  }

  private Completer completer() {
    List<String> words = new ArrayList<>(WORDS);
    words.addAll(engine.tableNames());
    return new StringsCompleter(words);
  }

  private static boolean isQuit(String line) {
    String word = line.strip().replace(";", "").toLowerCase(Locale.ROOT);
    return word.equals("quit") || word.equals("exit");
  }

  /** Asks for another line until the statement ends with a semicolon. */
  private static final class StatementParser extends DefaultParser {
    StatementParser() {
      setEofOnUnclosedQuote(true);
      setEscapeChars(null);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      boolean open =
          context == ParseContext.ACCEPT_LINE
              && !line.isBlank()
              && !isQuit(line)
              && !line.stripTrailing().endsWith(";");
      if (open) {
        throw new EOFError(-1, -1, "a statement ends with ;");
      }
      return super.parse(line, cursor, context);
    }
  }
}
