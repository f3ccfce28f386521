package io.citylake.run.batch;

import static io.citylake.run.KafkaBroker.bytes;
import static io.citylake.run.batch.TopicLake.COLUMNS;
import static io.citylake.run.batch.TopicLake.level;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.KafkaBroker;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.testkit.Faults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drawn histories of a topic and of runs that die, against a model that knows what was committed:
 * each message once, none that was aborted, and what is no record once in quarantine. {@code
 * -Dcitylake.seed} repeats one.
 */
class TestTopicHistoriesSpark {
  private static final int ACTS = 14;
  private static final int MOST_STEPS = 80;

  @TempDir private Path home;
  private final KafkaBroker broker = KafkaBroker.shared();
  private final TreeSet<String> committed = new TreeSet<>();
  private int partitions = 2;
  private int sent;
  private int poisoned;

  @BeforeEach
  @AfterEach
  void noFaults() {
    Faults.reset();
  }

  @Test
  void drawnHistoryEndsWithWhatWasCommittedOnce() {
    long seed = Long.getLong("citylake.seed", System.nanoTime());
    System.out.println("TestTopicHistoriesSpark: -Dcitylake.seed=" + seed);
    Random random = new Random(seed);
    String topic = broker.newTopic(partitions);
    try (TopicLake lake = TopicLake.open(home, topic, "append", ", max-records: 9", COLUMNS);
        Producer<byte[], byte[]> writer = broker.newProducer(Map.of("transactional.id", topic))) {
      writer.initTransactions();
      for (int act = 0; act < ACTS; act++) {
        act(random, topic, lake, writer);
      }
      int runs = 0;
      while (lake.run().outcome() != RunOutcome.NOTHING_NEW) {
        assertThat(++runs).as("seed %d", seed).isLessThan(50);
      }
      assertThat(stations(lake)).as("seed %d", seed).containsExactlyElementsOf(committed);
      assertThat(lake.refused())
          .as("seed %d", seed)
          .hasSize(poisoned)
          .extracting(QuarantinedRow::id)
          .doesNotHaveDuplicates();
    }
  }

  private void act(Random random, String topic, TopicLake lake, Producer<byte[], byte[]> writer) {
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        for (int i = random.nextInt(5); i >= 0; i--) {
          String name = "s%03d".formatted(++sent);
          broker.send(topic, random.nextInt(partitions), level(name));
          committed.add(name);
        }
      }
      case 2 -> {
        broker.send(topic, random.nextInt(partitions), "{\"station\":");
        poisoned++;
      }
      case 3, 4 -> transaction(random, topic, writer);
      case 5 -> broker.addPartitions(topic, ++partitions);
      case 6 -> lake.run();
      default -> dying(lake, 1 + random.nextInt(MOST_STEPS));
    }
  }

  private void transaction(Random random, String topic, Producer<byte[], byte[]> writer) {
    boolean commits = random.nextBoolean();
    writer.beginTransaction();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String name = "s%03d".formatted(++sent);
      int partition = random.nextInt(partitions);
      writer.send(new ProducerRecord<>(topic, partition, null, bytes(level(name))));
      if (commits) {
        committed.add(name);
      }
    }
    writer.flush();
    if (commits) {
      writer.commitTransaction();
    } else {
      writer.abortTransaction();
    }
  }

  /** A run that dies at a step, if it has so many; the next one is another process's. */
  private static int dying(TopicLake lake, int step) {
    Faults.reset();
    Faults.dieAt(step);
    int steps;
    try (OpenLake faulty = lake.fixture().open(lake.fixture().faulty())) {
      RunFixture.run(faulty, Mode.INCREMENTAL);
    } catch (RuntimeException e) {
      // It died.
    } finally {
      steps = Faults.steps().size();
      Faults.reset();
    }
    lake.fixture().processIsGone();
    lake.reopen();
    return steps;
  }

  private static List<String> stations(TopicLake lake) {
    return RunFixture.rows(lake.lake(), "SELECT station FROM lake.water.ods_level ORDER BY 1");
  }

  /** R01, iceberg 16282: from the last file that is written to the last word of the ledger. */
  @Test
  void aRunKilledAroundItsCommitLosesNothingAndBringsNothingTwice() {
    String topic = broker.newTopic(1);
    try (TopicLake lake = TopicLake.open(home, topic, "append", "", COLUMNS)) {
      broker.send(topic, 0, level("s000"));
      committed.add("s000");
      int steps = dying(lake, 0);
      assertThat(steps).isGreaterThan(20);
      for (int back : List.of(2, 6, 10, 14)) {
        String name = "s%03d".formatted(++sent);
        broker.send(topic, 0, level(name));
        committed.add(name);
        dying(lake, steps - back);
        lake.run();
        assertThat(stations(lake))
            .as("killed at step %d of %d", steps - back, steps)
            .containsExactlyElementsOf(committed);
      }
    }
  }
}
