package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.KafkaBroker;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.round.RunRequest.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A lake with a job that reads a topic. */
final class TopicLake implements AutoCloseable {
  static final String COLUMNS =
      "{station: station, at: {from: at, format: yyyy-MM-dd HH:mm}, level: level, op: {from: $kafka.offset}}";

  private final RunFixture lake;
  private OpenLake open;

  private TopicLake(RunFixture lake) {
    this.lake = lake;
    this.open = lake.open(lake.workspace());
    open.apply();
  }

  /**
   * Opens one.
   *
   * @param mode of the table
   * @param more keys of the source, in braces' form: {@code , tombstones: row}
   */
  static TopicLake open(Path home, String topic, String mode, String more, String columns) {
    return open(home, KafkaBroker.shared().servers(), topic, mode, more, columns);
  }

  static TopicLake open(
      Path home, String servers, String topic, String mode, String more, String columns) {
    RunFixture lake =
        new RunFixture(home)
            .dataset(mode, more.contains("row") ? DELETIONS : "")
            .environment(Map.of("READER_PASSWORD", KafkaBroker.PASSWORD, "OTHER", "wr0ng"));
    lake.file("jobs/water/levels.yaml", job(servers, topic, more, columns));
    return new TopicLake(lake);
  }

  /** The lake that is there, with another form of messages. */
  static TopicLake again(RunFixture lake, String topic, String format, String columns) {
    String yaml = job(KafkaBroker.shared().servers(), topic, "", columns);
    lake.file("jobs/water/levels.yaml", yaml.replace("format: json", "format: " + format));
    return new TopicLake(lake);
  }

  private static final String DELETIONS =
      "key: [station]\nsequence: at\ndelete-when: {column: op, in: [\"true\"]}";

  private static String job(String servers, String topic, String more, String columns) {
    return """
        title: {zh: 水位, en: Levels}
        owner: 水务局
        target: water.ods_level
        source: {kafka: {servers: "%s", topic: %s, format: json%s}}
        columns: %s
        """
        .formatted(servers, topic, more, columns);
  }

  RunFixture fixture() {
    return lake;
  }

  OpenLake lake() {
    return open;
  }

  /** As another process would. */
  void reopen() {
    open.close();
    open = lake.open(lake.workspace());
  }

  JobResult run(Mode mode) {
    return RunFixture.run(open, mode);
  }

  JobResult run() {
    JobResult result = run(Mode.INCREMENTAL);
    assertThat(result.outcome().passed()).as(result.message()).isTrue();
    return result;
  }

  /** {@code station|offset} of each row. */
  List<String> rows() {
    return RunFixture.rows(open, "SELECT station, op FROM lake.water.ods_level ORDER BY ALL");
  }

  List<QuarantinedRow> refused() {
    return new QuarantineReader(open.lake()).list(QuarantineQuery.open());
  }

  static String level(String station) {
    return "{\"station\":\"%s\",\"at\":\"2026-01-01 08:00\",\"level\":1.5}".formatted(station);
  }

  @Override
  public void close() {
    open.close();
  }
}
