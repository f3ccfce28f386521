package io.citylake.run.batch;

import static io.citylake.run.KafkaBroker.bytes;
import static io.citylake.run.batch.TopicLake.COLUMNS;
import static io.citylake.run.batch.TopicLake.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.lake.history.RunOutcome;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReadRequest;
import io.citylake.read.SourceReaders;
import io.citylake.run.KafkaBroker;
import io.citylake.run.RunFixture;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that read a topic of a broker of their own process. */
class TestTopicsSpark {
  @TempDir private Path home;
  private KafkaBroker broker;
  private String topic;

  @BeforeEach
  void topic() {
    broker = KafkaBroker.shared();
    topic = broker.newTopic(2);
  }

  private TopicLake open(String more) {
    return TopicLake.open(home, topic, "append", more, COLUMNS);
  }

  @Test
  void eachRunGoesOnWhereTheLastOneEnded() {
    try (TopicLake lake = open("")) {
      assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
      broker.send(topic, 0, level("府河"), level("沙河"));
      broker.send(topic, 1, level("江安河"));
      lake.run();
      assertThat(lake.rows()).containsExactly("府河|0", "江安河|0", "沙河|1");
      broker.send(topic, 1, level("锦江"));
      lake.reopen();
      lake.run();
      assertThat(lake.rows()).containsExactly("府河|0", "江安河|0", "沙河|1", "锦江|1");
      assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
      assertThat(
              RunFixture.rows(
                  lake.lake(), "SELECT DISTINCT _source FROM lake.water.ods_level ORDER BY 1"))
          .hasSize(2)
          .allMatch(source -> source.startsWith("kafka:" + topic + "/"));
    }
  }

  @Test
  void aRunReadsNoMoreThanIsDeclared() {
    try (TopicLake lake = open(", max-records: 3")) {
      broker.send(topic, 0, level("a"), level("b"), level("c"), level("d"));
      broker.send(topic, 1, level("e"), level("f"));
      JobResult first = lake.run();
      assertThat(lake.rows()).containsExactly("a|0", "b|1", "e|0");
      assertThat(first.findings().toString()).contains("3 offsets wait for the next run");
      assertThat(lake.run().findings()).isEmpty();
      assertThat(lake.rows()).hasSize(6);
    }
  }

  /**
   * streamsx.kafka 191: what was aborted leaves gaps, and a count can't tell it from what is
   * missing.
   */
  @Test
  void abortedMessagesAreNoRowsAndOpenOnesWait() {
    try (TopicLake lake = open("");
        Producer<byte[], byte[]> writer = broker.newProducer(Map.of("transactional.id", topic))) {
      writer.initTransactions();
      writer.beginTransaction();
      writer.send(new ProducerRecord<>(topic, 0, null, bytes(level("aborted"))));
      writer.flush();
      writer.abortTransaction();
      lake.run();
      assertThat(lake.rows()).isEmpty();
      writer.beginTransaction();
      writer.send(new ProducerRecord<>(topic, 0, null, bytes(level("open"))));
      writer.flush();
      broker.send(topic, 0, level("behind"));
      broker.send(topic, 1, level("beside"));
      lake.run();
      assertThat(lake.rows()).containsExactly("beside|0");
      assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
      writer.commitTransaction();
      lake.run();
      assertThat(lake.rows()).containsExactly("behind|3", "beside|0", "open|2");
      // The mark of the transaction is passed, too.
      assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    }
  }

  @Test
  void aTopicMadeAnewStopsTheJobUntilSomebodySaysWhatBecomesOfItsRows() {
    try (TopicLake lake = open("")) {
      broker.send(topic, 0, level("old"));
      lake.run();
      broker.delete(topic);
      broker.create(topic, 2);
      broker.send(topic, 0, level("new"), level("newer"));
      JobResult stopped = lake.run(Mode.INCREMENTAL);
      assertThat(stopped.errorCode()).isEqualTo("CL2024");
      assertThat(stopped.message())
          .contains("citylake run water.levels --full-refresh --keep-missing")
          .contains("--withdraw-missing");
      assertThat(lake.rows()).containsExactly("old|0");
      JobResult unsaid = lake.run(Mode.FULL_REFRESH);
      assertThat(unsaid.errorCode()).isEqualTo("CL2010");
      assertThat(lake.run(Mode.FULL_REFRESH_KEEPING).outcome()).isEqualTo(RunOutcome.PUBLISHED);
      assertThat(lake.rows()).containsExactly("new|0", "newer|1", "old|0");
      broker.send(topic, 0, level("newest"));
      lake.run();
      assertThat(lake.rows()).containsExactly("new|0", "newer|1", "newest|2", "old|0");
      // What was kept is known as gone, and goes when somebody says so.
      assertThat(lake.run(Mode.FULL_REFRESH).errorCode()).isEqualTo("CL2010");
      lake.run(Mode.FULL_REFRESH_WITHDRAWING);
      assertThat(lake.rows()).containsExactly("new|0", "newer|1", "newest|2");
    }
  }

  @Test
  void aTopicMadeAnewWhileItIsReadIsNotPublished() {
    broker.send(topic, 0, level("old"));
    try (TopicLake lake = open("")) {
      Workspace workspace = lake.lake().workspace();
      Job job = workspace.jobs().get(RunFixture.JOB);
      ReadBatch batch =
          SourceReaders.open(job, workspace.settings(), workspace.home())
              .plan(new ReadRequest(Position.start(), false, 0, Instant.EPOCH));
      batch.requireUnchanged();
      broker.delete(topic);
      broker.create(topic, 2);
      assertThatThrownBy(batch::requireUnchanged)
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    }
  }

  /** iceberg 17551: going on at the newest after retention has passed loses what lies between. */
  @Test
  void messagesThatAreGoneStopTheJob() {
    try (TopicLake lake = open("")) {
      broker.send(topic, 0, level("a"));
      broker.send(topic, 1, level("z"));
      lake.run();
      broker.send(topic, 0, level("b"), level("c"));
      broker.deleteBefore(topic, 0, 2);
      JobResult stopped = lake.run(Mode.INCREMENTAL);
      assertThat(stopped.errorCode()).isEqualTo("CL2025");
      assertThat(stopped.message()).contains("(partition=0, next=1, first there=2)");
      assertThat(lake.run(Mode.FULL_REFRESH).errorCode()).isEqualTo("CL2010");
      lake.run(Mode.FULL_REFRESH_KEEPING);
      assertThat(lake.rows()).containsExactly("a|0", "c|2", "z|0");
      assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    }
  }

  /** A repair is recorded where there is nothing to read, too. */
  @Test
  void aRefreshOfWhatRetentionEmptiedGoesOnFromThere() {
    topic = broker.newTopic(1);
    try (TopicLake lake = open("")) {
      broker.send(topic, 0, level("a"));
      lake.run();
      broker.send(topic, 0, level("b"), level("c"));
      broker.deleteBefore(topic, 0, 3);
      assertThat(lake.run(Mode.INCREMENTAL).errorCode()).isEqualTo("CL2025");
      JobResult kept = lake.run(Mode.FULL_REFRESH_KEEPING);
      assertThat(kept.outcome().passed()).as(kept.message()).isTrue();
      broker.send(topic, 0, level("d"));
      lake.run();
      assertThat(lake.rows()).containsExactly("a|0", "d|3");
    }
  }

  /** A table that was moved back lacks rows that nobody can read again. */
  @Test
  void aRefreshOfATableThatLacksRowsAsksForAllOfThem() {
    try (TopicLake lake = open("")) {
      broker.send(topic, 0, level("a"));
      lake.run();
      broker.send(topic, 0, level("b"));
      lake.run();
      broker.deleteBefore(topic, 0, 1);
      moveBack(lake);
      JobResult refused = lake.run(Mode.FULL_REFRESH_KEEPING);
      assertThat(refused.errorCode()).as(refused.message()).isEqualTo("CL2010");
      assertThat(refused.message()).contains("kafka:" + topic + "/0@");
      lake.run(Mode.FULL_REFRESH_WITHDRAWING);
      assertThat(lake.rows()).containsExactly("b|1");
    }
  }

  /** To where it stood before its last run, as somebody does by SQL. */
  private static void moveBack(TopicLake lake) {
    List<String> snapshots =
        RunFixture.rows(
            lake.lake(),
            "SELECT snapshot_id FROM lake.water.ods_level.snapshots ORDER BY committed_at");
    RunFixture.rows(
        lake.lake(),
        "CALL lake.system.rollback_to_snapshot('water.ods_level', %s)"
            .formatted(snapshots.get(snapshots.size() - 2)));
    lake.reopen();
  }

  @Test
  void partitionsThatCameSinceAreReadFromTheirBeginning() {
    try (TopicLake lake = open("")) {
      broker.send(topic, 0, level("a"));
      lake.run();
      broker.addPartitions(topic, 4);
      broker.send(topic, 3, level("d"), level("e"));
      broker.send(topic, 1, level("b"));
      lake.run();
      assertThat(lake.rows()).containsExactly("a|0", "b|0", "d|0", "e|1");
    }
  }

  @Test
  void tombstonesAreQuarantinedWithTheirKeys() {
    try (TopicLake lake = open("")) {
      broker.send(topic, 0, level("a"));
      broker.send(topic, 0, bytes("府河"), null);
      lake.run();
      assertThat(lake.rows()).containsExactly("a|0");
      QuarantinedRow row = lake.refused().get(0);
      assertThat(row.reasons().toString()).contains("tombstone");
      assertThat(String.valueOf(row.raw())).contains("\"key\":\"府河\"", "\"offset\":1");
    }
  }

  @Test
  void tombstonesAreSkippedOrDeleteByTheJobsWord() {
    String columns =
        "{station: [station, $kafka.key], at: {from: [at, $kafka.headers.at], format: yyyy-MM-dd HH:mm}, level: level, op: $kafka.tombstone}";
    broker.send(topic, 0, bytes("府河"), bytes(level("府河")));
    broker.send(topic, 0, bytes("沙河"), bytes(level("沙河")));
    try (TopicLake lake = TopicLake.open(home, topic, "upsert", ", tombstones: row", columns)) {
      lake.run();
      assertThat(lake.rows()).containsExactly("府河|false", "沙河|false");
      ProducerRecord<byte[], byte[]> deletion = new ProducerRecord<>(topic, 0, bytes("府河"), null);
      deletion.headers().add("at", bytes("2026-01-01 09:00"));
      broker.send(deletion);
      lake.run();
      assertThat(lake.rows()).containsExactly("沙河|false");
    }
    Path other = home.resolve("skipping");
    try (TopicLake lake = TopicLake.open(other, topic, "append", ", tombstones: skip", COLUMNS)) {
      JobResult result = lake.run();
      assertThat(lake.rows()).containsExactly("府河|0", "沙河|1");
      assertThat(result.tally().skipped()).isEqualTo(1);
      assertThat(lake.refused()).isEmpty();
    }
  }

  @Test
  void whatIsNoRecordIsQuarantinedWholeAndCanBeMended() {
    try (TopicLake lake = open("")) {
      broker.send(topic, 0, level("a"), "{\"station\":", "[]", "", "\"text\"");
      broker.send(topic, 0, bytes("k"), new byte[] {(byte) 0xff, 0, 7});
      broker.send(topic, 0, level("b"));
      lake.run();
      assertThat(lake.rows()).containsExactly("a|0", "b|6");
      assertThat(lake.refused())
          .hasSize(5)
          .extracting(QuarantinedRow::place)
          .doesNotHaveDuplicates();
      assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
      QuarantinedRow broken =
          lake.refused().stream().filter(row -> row.place() == 1).findFirst().orElseThrow();
      assertThat(String.valueOf(broken.raw()))
          .contains("\"_text\":\"{\\\"station\\\":\"", "\"key\":\"k\"", "\"partition\":0");
      // Its offset is its own still, though nobody writes it.
      lake.lake()
          .corrections()
          .fix(
              broken.id(),
              Map.of("station", "mended", "at", "2026-01-01 08:00", "level", "2"),
              "li");
      lake.lake()
          .quarantine()
          .replay(QuarantineQuery.all().withIds(List.of(broken.id())), "li", RunListener.none());
      assertThat(lake.rows()).containsExactly("a|0", "b|6", "mended|1");
    }
  }

  @Test
  void aMessageAboveTheCapIsQuarantinedShortened() {
    try (TopicLake lake = open("")) {
      lake.fixture().file("conf/citylake.yaml", "source-roots: [landing]\ncaps: {record: 200KB}\n");
      lake.reopen();
      broker.send(topic, 0, level("a"), level("x".repeat(300_000)), level("b"));
      lake.run();
      assertThat(lake.rows()).containsExactly("a|0", "b|2");
      QuarantinedRow large = lake.refused().get(0);
      assertThat(large.reasons().toString()).contains("larger than caps.record");
      assertThat(String.valueOf(large.raw())).hasSizeBetween(60_000, 70_000);
    }
  }

  /** The other job of the round is loaded all the same. */
  @Test
  void aBrokerThatIsAwayCostsItsJobAlone() {
    String away = ", parameters: {default.api.timeout.ms: 1000}";
    try (TopicLake lake = TopicLake.open(home, "127.0.0.1:1", topic, "append", away, COLUMNS)) {
      lake.fixture()
          .file(
              "jobs/water/others.yaml",
              """
              title: {zh: 水位, en: Levels}
              owner: 水务局
              target: water.ods_level
              source: {kafka: {servers: "%s", topic: %s, format: json}}
              columns: %s
              """
                  .formatted(broker.servers(), topic, COLUMNS));
      lake.reopen();
      broker.send(topic, 0, level("a"));
      List<JobResult> results =
          lake.lake()
              .round(RunListener.none())
              .run(
                  List.of(RunFixture.JOB, JobName.parse("water.others")),
                  new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON))
              .jobs();
      assertThat(results).extracting(JobResult::errorCode).containsExactly("CL3001", null);
      assertThat(results.get(0).message()).contains("Cannot read topic " + topic);
      assertThat(lake.rows()).containsExactly("a|0");
    }
    try (TopicLake lake =
        TopicLake.open(home.resolve("none"), "no-such-topic", "append", "", COLUMNS)) {
      JobResult none = lake.run(Mode.INCREMENTAL);
      assertThat(none.errorCode()).isEqualTo("CL3001");
      assertThat(none.message()).contains("there is no such topic");
    }
  }

  @Test
  void whoLogsInIsLetInByThePasswordAndNoMessageHoldsIt() {
    String login =
        ", user: reader, password: \"${%s}\", parameters: {security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN}";
    broker.send(topic, 0, level("a"));
    String servers = broker.askingServers();
    String right = login.formatted("READER_PASSWORD");
    try (TopicLake lake = TopicLake.open(home, servers, topic, "append", right, COLUMNS)) {
      lake.run();
      assertThat(lake.rows()).containsExactly("a|0");
    }
    Path other = home.resolve("other");
    String wrong = login.formatted("OTHER");
    try (TopicLake lake = TopicLake.open(other, servers, topic, "append", wrong, COLUMNS)) {
      JobResult refused = lake.run(Mode.INCREMENTAL);
      assertThat(refused.errorCode()).isEqualTo("CL3001");
      assertThat(refused.message()).contains("Authentication failed").doesNotContain("wr0ng");
    }
  }

  @Test
  void avroMessagesAreReadByTheSchemaOfTheirId() throws IOException {
    String columns = "{station: name, at: when, level: level, op: $kafka.key}";
    String schema =
        """
        {"type":"record","name":"Level","fields":[
          {"name":"name","type":"string"},
          {"name":"when","type":{"type":"long","logicalType":"timestamp-millis"}},
          {"name":"level","type":"double"}]}
        """;
    TopicLake opened = TopicLake.open(home, topic, "append", "", COLUMNS);
    RunFixture fixture = opened.fixture();
    opened.close();
    fixture.file("conf/messages/level.avsc", schema);
    try (TopicLake lake =
        TopicLake.again(fixture, topic, "{avro: {ids: {7: conf/messages/level.avsc}}}", columns)) {
      broker.send(topic, 0, bytes("k"), avro(schema, 7, "府河"));
      broker.send(topic, 0, bytes("k"), new byte[] {0, 0, 0, 0, 7, (byte) 0xfe, 1});
      lake.run();
      assertThat(lake.rows()).containsExactly("府河|k");
      assertThat(String.valueOf(lake.refused().get(0).raw())).contains("\\\\x0000000007fe01");
      broker.send(topic, 0, bytes("k"), avro(schema, 8, "沙河"));
      JobResult stopped = lake.run(Mode.INCREMENTAL);
      assertThat(stopped.errorCode()).isEqualTo("CL1062");
      assertThat(stopped.message()).contains("(id=8, partition=0, offset=2)");
    }
    try (TopicLake lake =
        TopicLake.again(
            fixture,
            topic,
            "{avro: {ids: {7: conf/messages/level.avsc, 8: conf/messages/level.avsc}}}",
            columns)) {
      lake.run();
      assertThat(lake.rows()).containsExactly("府河|k", "沙河|k");
    }
  }

  private static byte[] avro(String text, int id, String station) throws IOException {
    Schema schema = new Schema.Parser().parse(text);
    GenericRecord level = new GenericData.Record(schema);
    level.put("name", station);
    level.put("when", 1_767_225_600_000L);
    level.put("level", 1.5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(level, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
