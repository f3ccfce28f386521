package io.citylake.govern.access;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log tells of who came in, and of tokens that only read. The text of a token is in no log.
 *
 * @param logins the last of each user
 * @param tokens of each user, as far as nothing that was written down has made them void; the
 *     oldest first
 */
public record LoginHistory(
    SortedMap<String, Instant> logins, SortedMap<String, List<Token>> tokens) {
  /** No token holds longer. */
  private static final Duration LONGEST = Duration.ofDays(400);

  private static final Pattern DEED =
      Pattern.compile(
          "user (token|passwd|disable|rm) ([a-z][a-z0-9_.-]*)(?: --days (\\d{1,3}))?.*");

  public LoginHistory {
    logins = Collections.unmodifiableSortedMap(new TreeMap<>(logins));
    tokens = Collections.unmodifiableSortedMap(new TreeMap<>(tokens));
  }

  /**
   * A token that was made.
   *
   * @param until when it ends by itself
   */
  public record Token(Instant made, Instant until) {}

  /** Reads the log of a state directory, as far back as a token may hold. */
  public static LoginHistory of(Path stateDir, Instant now) {
    SortedMap<String, Instant> logins = new TreeMap<>();
    SortedMap<String, List<Token>> tokens = new TreeMap<>();
    String first = now.minus(LONGEST).atZone(ZoneOffset.UTC).toLocalDate().toString() + ".ndjson";
    LogFiles.readFrom(
        HashChainedLog.directory(stateDir),
        first,
        (file, number, line) -> {
          // Most lines are of queries: no need to take them apart.
          if (line.contains("\"LOGIN\"") || line.contains("\"USER\"")) {
            try {
              note(LogLine.read(line).entry(), logins, tokens);
            } catch (IllegalArgumentException e) {
              // Whoever verifies the log is told.
              return true;
            }
          }
          return true;
        });
    tokens.values().forEach(each -> each.removeIf(token -> !now.isBefore(token.until())));
    tokens.values().removeIf(List::isEmpty);
    return new LoginHistory(logins, tokens);
  }

  private static void note(
      AccessEntry entry, SortedMap<String, Instant> logins, SortedMap<String, List<Token>> tokens) {
    if (entry.action() == Action.LOGIN && entry.outcome().equals("allowed")) {
      logins.put(entry.caller().user(), entry.at());
    }
    Matcher deed = DEED.matcher(entry.statement());
    if (entry.action() != Action.USER || !deed.matches() || entry.outcome().equals("refused")) {
      return;
    }
    List<Token> held = tokens.computeIfAbsent(deed.group(2), name -> new ArrayList<>());
    if (!deed.group(1).equals("token")) {
      // Where the deed failed afterwards, a token is told of too little rather than too much.
      held.clear();
    } else if (entry.outcome().equals("allowed") && deed.group(3) != null) {
      held.add(
          new Token(entry.at(), entry.at().plus(Duration.ofDays(Long.parseLong(deed.group(3))))));
    } else if (entry.outcome().equals("failed") && !held.isEmpty()) {
      held.remove(held.size() - 1);
    }
  }
}
