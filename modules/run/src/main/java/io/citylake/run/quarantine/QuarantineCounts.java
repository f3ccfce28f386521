package io.citylake.run.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.citylake.lake.catalog.Lake;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantineSummary;
import io.citylake.run.DiskCache;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refused rows, counted. A city has many small quarantines that seldom change, and opening one
 * takes longer than reading it: so what was counted is remembered with the table's state.
 */
public final class QuarantineCounts {
  private static final Logger LOG = LoggerFactory.getLogger(QuarantineCounts.class);

  /** Another way to count begins a new file. */
  private static final String COUNTER = "quarantine-counts-1";

  private final QuarantineReader reader;
  private final Lake lake;

  public QuarantineCounts(Lake lake) {
    this.lake = lake;
    this.reader = new QuarantineReader(lake);
  }

  /** Counts by table, job, status and reason, in this order. */
  public List<QuarantineSummary> of(QuarantineQuery query) {
    DiskCache findings = DiskCache.open(lake.settings(), COUNTER);
    SortedMap<TableName, String> states = reader.states();
    List<QuarantineSummary> counts =
        states.entrySet().parallelStream()
            .filter(each -> query.table() == null || each.getKey().equals(query.table()))
            .flatMap(each -> counted(findings, each.getKey(), each.getValue()).stream())
            .filter(each -> query.job() == null || each.job().equals(query.job().toString()))
            .filter(each -> query.status() == null || each.status() == query.status())
            .toList();
    // Whoever publishes meanwhile makes newer counts, which are not the known state's.
    if (states.equals(reader.states())) {
      findings.remember();
    }
    return counts;
  }

  /**
   * Counts what changed while all is warm, so that whoever looks next need not wait for it. Never
   * fails: what could not be counted is counted when it is asked for.
   */
  public void refresh() {
    try {
      of(QuarantineQuery.all());
    } catch (RuntimeException e) {
      LOG.warn("Cannot count refused rows; whoever asks next counts them: {}", e.getMessage());
    }
  }

  private List<QuarantineSummary> counted(DiskCache findings, TableName table, String state) {
    return findings.find(
        Sha256.hex(table + " " + state),
        () -> reader.summarize(table),
        text -> read(table, text),
        QuarantineCounts::written);
  }

  private static String written(List<QuarantineSummary> counts) {
    return counts.stream()
        .map(
            each ->
                Stream.of(each.job(), each.status(), each.reason(), each.rows(), each.oldest())
                    .map(field -> URLEncoder.encode(field.toString(), UTF_8))
                    .collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }

  private static List<QuarantineSummary> read(TableName table, String text) {
    return Stream.of(text.split(";", -1))
        .filter(each -> !each.isEmpty())
        .map(each -> summary(table, each.split(",", -1)))
        .toList();
  }

  /** Raises IllegalArgumentException where the text is damaged. */
  private static QuarantineSummary summary(TableName table, String[] fields) {
    if (fields.length != 5) {
      throw new IllegalArgumentException("Expected five fields, found " + fields.length);
    }
    for (int i = 0; i < fields.length; i++) {
      fields[i] = URLDecoder.decode(fields[i], UTF_8);
    }
    try {
      return new QuarantineSummary(
          table,
          fields[0],
          QuarantineStatus.parse(fields[1]),
          fields[2],
          Long.parseLong(fields[3]),
          Instant.parse(fields[4]));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("No time: " + fields[4], e);
    }
  }
}
