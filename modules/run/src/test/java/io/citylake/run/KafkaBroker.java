package io.citylake.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A Kafka broker in a JVM of its own, which the tests of this one share; it ends with it. */
public final class KafkaBroker {
  /** Of the user {@code reader}. */
  public static final String PASSWORD = "pa55-of-reader";

  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static @Nullable KafkaBroker shared;

  private final String servers;
  private final String asking;
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;

  private KafkaBroker(String servers, String asking) {
    this.servers = servers;
    this.asking = asking;
    this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    this.producer = newProducer(Map.of());
  }

  public static synchronized KafkaBroker shared() {
    KafkaBroker broker = shared;
    if (broker == null) {
      broker = start();
      shared = broker;
    }
    return broker;
  }

  private static KafkaBroker start() {
    try {
      Path home = Files.createTempDirectory("kafka");
      int port = freePort();
      int login = freePort();
      Path settings = home.resolve("server.properties");
      Files.writeString(settings, settings(home, port, freePort(), login));
      Files.createDirectories(home.resolve("data"));
      Files.writeString(
          home.resolve("data/meta.properties"),
          "version=1\ncluster.id=%s\nnode.id=1\ndirectory.id=%s\n"
              .formatted(Uuid.randomUuid(), Uuid.randomUuid()));
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      line.addAll(
          List.of(
              "-cp",
              System.getProperty(
                  "surefire.test.class.path", System.getProperty("java.class.path"))));
      line.addAll(List.of("kafka.Kafka", settings.toString()));
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("broker.log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, home)));
      KafkaBroker broker = new KafkaBroker("127.0.0.1:" + port, "127.0.0.1:" + login);
      Awaitility.await("broker")
          .untilAsserted(
              () -> {
                if (!process.isAlive()) {
                  throw new IllegalStateException(Files.readString(home.resolve("broker.log")));
                }
                assertThat(broker.get(broker.admin.describeCluster().nodes())).isNotEmpty();
              });
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String settings(Path home, int port, int controller, int login) {
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,SASL_PLAINTEXT://127.0.0.1:%4$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,SASL_PLAINTEXT://127.0.0.1:%4$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT
        sasl.enabled.mechanisms=PLAIN
        listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_reader="%5$s";
        log.dirs=%3$s
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        auto.create.topics.enable=false
        file.delete.delay.ms=0
        log.cleaner.dedupe.buffer.size=4194304
        num.io.threads=2
        num.network.threads=1
        message.max.bytes=10000000
        """
        .formatted(port, controller, home.resolve("data"), login, PASSWORD);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void end(Process process, Path home) {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      try (var files = Files.walk(home)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (IOException | InterruptedException e) {
      // What is left is in the directory for temporary files.
      Thread.currentThread().interrupt();
    }
  }

  /** Where the broker asks who one is. */
  public String askingServers() {
    return asking;
  }

  public String servers() {
    return servers;
  }

  /** A topic of a name that no other test has. */
  public String newTopic(int partitions) {
    String name = "levels-" + TOPICS.incrementAndGet();
    create(name, partitions);
    return name;
  }

  public void create(String topic, int partitions) {
    // A name is free again only a little after its topic was deleted.
    Awaitility.await("topic " + topic)
        .ignoreExceptions()
        .until(
            () -> {
              get(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all());
              return true;
            });
    awaitPartitions(topic, partitions);
  }

  private void awaitPartitions(String topic, int partitions) {
    Awaitility.await("partitions of " + topic)
        .ignoreExceptions()
        .until(
            () ->
                get(admin.describeTopics(List.of(topic)).allTopicNames())
                        .get(topic)
                        .partitions()
                        .stream()
                        .filter(each -> each.leader() != null)
                        .count()
                    == partitions);
  }

  public void delete(String topic) {
    get(admin.deleteTopics(List.of(topic)).all());
    Awaitility.await("end of " + topic)
        .until(() -> !get(admin.listTopics().names()).contains(topic));
  }

  public void addPartitions(String topic, int all) {
    get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(all))).all());
    awaitPartitions(topic, all);
  }

  /** What retention does. */
  public void deleteBefore(String topic, int partition, long offset) {
    get(
        admin
            .deleteRecords(
                Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
            .all());
  }

  /** Sends texts to a partition, under the key {@code k}, and waits until they are there. */
  public void send(String topic, int partition, String... values) {
    for (String value : values) {
      send(topic, partition, "k".getBytes(StandardCharsets.UTF_8), bytes(value));
    }
  }

  /** Sends one message and waits until it is there. */
  public void send(String topic, int partition, byte @Nullable [] key, byte @Nullable [] value) {
    send(new ProducerRecord<>(topic, partition, key, value));
  }

  public void send(ProducerRecord<byte[], byte[]> message) {
    try {
      producer.send(message).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A producer of the caller's, who closes it. */
  public Producer<byte[], byte[]> newProducer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", servers);
    settings.put("max.request.size", 10_000_000);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
