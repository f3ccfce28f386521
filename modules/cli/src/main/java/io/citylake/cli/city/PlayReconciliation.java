package io.citylake.cli.city;

import io.citylake.app.EmbeddedLake;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.cli.city.Reconciliation.Difference;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.job.SourceSpec;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what a whole play must have left with what tables and quarantine hold of its feeds. What
 * was sent twice is there once by its key; what was refused twice is counted once, by its text.
 */
final class PlayReconciliation {
  /** A message as it was sent: what the receiver or the topic added differs where it came twice. */
  private static final String SENT =
      "regexp_replace(regexp_replace(raw, '\"_(sequence|arrival)\":\"[^\"]*\",?', ''),"
          + " ',?\"_kafka\":.*$', '')";

  private final EmbeddedLake lake;
  private final CityTruth truth;
  private final List<Difference> differences = new ArrayList<>();
  private int compared;
  private long others;
  private long beyond;

  PlayReconciliation(EmbeddedLake lake, CityTruth truth) {
    this.lake = lake;
    this.truth = truth;
  }

  List<Difference> run() {
    truth.jobs().forEach(this::compare);
    return List.copyOf(differences);
  }

  /** Rows that something else brought into tables that lack some of the play's. */
  long others() {
    return others;
  }

  /**
   * Rows of the play's own feeds that it didn't plant: another play to them, or others who send.
   */
  long beyond() {
    return beyond;
  }

  int compared() {
    return compared;
  }

  private void compare(JobTruth job) {
    TableName table = lake.workspace().loadJob(JobName.parse(job.job())).target();
    DatasetContract dataset = lake.workspace().loadDataset(table);
    String key = String.join("`, `", dataset.key());
    long found = compare(job, "rows", job.rows(), "SELECT count(*) FROM " + live(job, table));
    beyond += Math.max(0, found - job.rows());
    if (found < job.rows()) {
      others +=
          count("SELECT count(*) FROM %s WHERE NOT (%s)".formatted(table, ofFeed(job))).longValue();
    }
    compare(
        job,
        "keys",
        job.rows(),
        "SELECT count(DISTINCT `%s`) FROM %s".formatted(key, live(job, table)));
    for (Map.Entry<String, BigDecimal> sum : new TreeMap<>(job.sums()).entrySet()) {
      compare(
          job,
          "sum of " + sum.getKey(),
          sum.getValue(),
          "SELECT coalesce(sum(`%s`), 0) FROM %s".formatted(sum.getKey(), live(job, table)));
    }
    compare(
        job,
        "refused",
        job.quarantined(),
        "SELECT count(DISTINCT %s) FROM %s WHERE job = '%s'"
            .formatted(SENT, quarantine(table), job.job()));
  }

  /** The rows that the feed brought: files of the same day may have brought others. */
  private String live(JobTruth job, TableName table) {
    return "%s WHERE %s".formatted(table, ofFeed(job));
  }

  private String ofFeed(JobTruth job) {
    SourceSpec source = lake.workspace().loadJob(JobName.parse(job.job())).source();
    return source instanceof SourceSpec.Kafka topic
        ? "startswith(%s, 'kafka:%s/')".formatted(ServiceColumns.SOURCE, topic.topic())
        : "%s = 'feed:%s'"
            .formatted(ServiceColumns.SOURCE, ((SourceSpec.FeedMessages) source).feed());
  }

  private static String quarantine(TableName table) {
    return table + "__quarantine";
  }

  private long compare(JobTruth job, String what, Number planted, String sql) {
    compared++;
    BigDecimal found = count(sql);
    BigDecimal one = new BigDecimal(planted.toString());
    if (one.compareTo(found) != 0) {
      differences.add(new Difference(job.job(), what, one.toPlainString(), found.toPlainString()));
    }
    return found.longValue();
  }

  private BigDecimal count(String sql) {
    return new BigDecimal(String.valueOf(lake.sql().query(sql).rows().next().get(0)));
  }
}
