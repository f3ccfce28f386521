package io.citylake.govern.bounds;

import java.util.ArrayDeque;
import java.util.Deque;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;

/**
 * A statement's text, bounded before it is parsed: Spark's parser and analyser take time by the
 * square of depths and lengths. It is read by Spark's own lexer, so that what is a text or a
 * comment to the parser is one here.
 */
public final class StatementText {
  private static final int MOST_CHARACTERS = 1_000_000;
  private static final int MOST_TOKENS = 50_000;
  private static final int MOST_ITEMS = 5_000;
  private static final int MOST_NESTED = 100;

  /** Spark's parser writes each way out where a CUBE is one of GROUPING SETS. */
  private static final int MOST_IN_CUBE = 9;

  private static final long MOST_OF_CUBES = 10_000;

  private final Deque<Integer> commas = new ArrayDeque<>();

  /** How many brackets deep each CUBE that is open is. */
  private final Deque<Integer> cubes = new ArrayDeque<>();

  private long ways;
  private int last;
  private int tokens;
  private int prefixes;

  private StatementText() {
    commas.push(0);
  }

  /**
   * Refuses a text that could take long.
   *
   * @throws io.citylake.model.CityLakeException STATEMENT_TOO_LARGE
   */
  public static void require(String sql) {
    StatementSize.LENGTH.require(sql.length(), MOST_CHARACTERS);
    SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(sql)));
    // It says its mind on the error stream; the parser will say it in an exception.
    lexer.removeErrorListeners();
    StatementText text = new StatementText();
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        text.take(token.getType());
      }
    }
  }

  private void take(int type) {
    StatementSize.WORDS.require(++tokens, MOST_TOKENS);
    switch (type) {
      case SqlBaseLexer.LEFT_PAREN, SqlBaseLexer.LEFT_BRACKET, SqlBaseLexer.CASE -> {
        commas.push(0);
        if (last == SqlBaseLexer.CUBE) {
          cubes.push(commas.size());
        }
        StatementSize.DEPTH.require(commas.size() - 1L, MOST_NESTED);
      }
      case SqlBaseLexer.RIGHT_PAREN, SqlBaseLexer.RIGHT_BRACKET, SqlBaseLexer.END -> {
        if (commas.size() > 1) {
          boolean ofCube = !cubes.isEmpty() && cubes.peek() == commas.size();
          int items = commas.pop();
          if (ofCube) {
            cubes.pop();
            ways += 1L << (items + 1);
            StatementSize.GROUPINGS.require(ways, MOST_OF_CUBES);
          }
        }
      }
      case SqlBaseLexer.COMMA -> {
        int items = commas.pop() + 1;
        StatementSize.ITEMS.require(items + 1L, MOST_ITEMS);
        if (!cubes.isEmpty() && cubes.peek() == commas.size() + 1) {
          StatementSize.GROUPINGS.require(1L << (items + 1), 1L << MOST_IN_CUBE);
        }
        commas.push(items);
      }
      default -> {}
    }
    last = type;
    prefixes = isPrefix(type) ? prefixes + 1 : 0;
    StatementSize.DEPTH.require(prefixes, MOST_NESTED);
  }

  /** What may stand before itself, each time one deeper. */
  private static boolean isPrefix(int type) {
    return switch (type) {
      case SqlBaseLexer.NOT,
          SqlBaseLexer.BANG,
          SqlBaseLexer.MINUS,
          SqlBaseLexer.PLUS,
          SqlBaseLexer.TILDE ->
          true;
      default -> false;
    };
  }
}
