package io.citylake.serve.engine;

import io.citylake.govern.QueryRequest;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which state of the lake a caller wants: the one that is served, an earlier release by its number,
 * or the last release up to a time. Whether the caller may is the gate's business. Safe for
 * threads.
 */
public final class AsOf {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final Releases releases;
  private final ZoneId zone;

  /**
   * @param zone of times that come without an offset
   */
  public AsOf(Releases releases, ZoneId zone) {
    this.releases = releases;
    this.zone = zone;
  }

  /**
   * A statement at a state.
   *
   * @param state a release's number, or a time by ISO 8601; null for what is served
   * @throws CityLakeException USAGE where it is neither, TABLE_NOT_FOUND where there was no release
   */
  public QueryRequest question(
      String sql, List<@Nullable Object> parameters, @Nullable String state) {
    Release served = releases.latest();
    if (state == null) {
      return new QueryRequest(sql, parameters, served);
    }
    Release asked = find(state.strip()).orElseThrow(() -> missing(served));
    // What is served by the time of asking is nobody's secret; what isn't warm yet isn't served.
    return asked.id() >= served.id()
        ? new QueryRequest(sql, parameters, served)
        : new QueryRequest(sql, parameters, asked).ofEarlierState();
  }

  /** The same question again: at the state that it named, or at what is served by now. */
  public QueryRequest again(QueryRequest question) {
    return question.isOfEarlierState()
        ? question
        : new QueryRequest(question.sql(), question.parameters(), releases.latest());
  }

  private Optional<Release> find(String state) {
    return NUMBER.matcher(state).matches()
        ? releases.find(Long.parseLong(state))
        : releases.at(time(state));
  }

  private Instant time(String state) {
    try {
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              state, ZonedDateTime::from, LocalDateTime::from);
      return time instanceof LocalDateTime local
          ? local.atZone(zone).toInstant()
          : Instant.from(time);
    } catch (DateTimeException e) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot read the state to ask: a release's number is expected, or a time such as 2026-03-01T08:00:00",
          e);
    }
  }

  private static CityLakeException missing(Release served) {
    return new CityLakeException(
        ErrorCode.TABLE_NOT_FOUND,
        "Cannot find the state to ask: there was no such release (served=%d)"
            .formatted(served.id()));
  }
}
