package io.citylake.read.kafka;

import io.citylake.contract.job.SourceSpec.Kafka;
import io.citylake.contract.job.SourceSpec.Login;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * How to reach the brokers of a topic: what a job may say, and what reading each message once asks
 * for. No group is joined and no offset committed, so nothing of a run stays with the brokers. It
 * travels to the executors with the secrets, which it never prints.
 */
final class KafkaCluster implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether the client reports to beans; a word of Kafka 3 only. */
  private static final String BEANS = "auto.include.jmx.reporter";

  private static final int API_TIMEOUT = 30_000;
  private static final int REQUEST_TIMEOUT = 15_000;
  private static final int CONNECT_TIMEOUT = 5_000;

  /** What the messages of one poll may take together, where each is as large as may be. */
  private static final int POLLED_BYTES = 256 << 20;

  private static final int POLLED = 500;

  private final String topic;
  private final TreeMap<String, String> settings;
  private final TreeMap<String, String> secrets;

  /** What no message may hold, the longest first. */
  private final ArrayList<String> hidden;

  private KafkaCluster(
      String topic,
      Map<String, String> settings,
      Map<String, String> secrets,
      List<String> hidden) {
    this.topic = topic;
    this.settings = new TreeMap<>(settings);
    this.secrets = new TreeMap<>(secrets);
    this.hidden = new ArrayList<>(hidden);
    this.hidden.removeIf(String::isEmpty);
    this.hidden.sort(Comparator.comparingInt(String::length).reversed());
  }

  /**
   * Looks the brokers' hosts up; connects to none.
   *
   * @param client what the brokers' logs call the reader
   * @throws CityLakeException SETTING_INVALID, SOURCE_UNAVAILABLE
   */
  static KafkaCluster of(Kafka spec, String client) {
    TreeMap<String, String> settings = new TreeMap<>(spec.parameters());
    spec.servers().forEach(server -> refuseLinkLocal(spec, server));
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", spec.servers()));
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, client);
    settings.putIfAbsent(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(API_TIMEOUT));
    // Of a request no longer than of the call that it is made for.
    int api = Integer.parseInt(settings.get(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG));
    settings.putIfAbsent(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        Integer.toString(Math.min(api, REQUEST_TIMEOUT)));
    settings.put(
        CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
        Integer.toString(CONNECT_TIMEOUT));
    // Nothing is told to the brokers, nor kept for beans, that nobody asked for.
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
    settings.put(BEANS, "false");
    TreeMap<String, String> secrets = new TreeMap<>();
    spec.secrets().forEach((name, value) -> secrets.put(name, value.reveal()));
    List<String> hidden = new ArrayList<>(secrets.values());
    Login login = spec.login();
    if (login != null) {
      hidden.add(login.password().reveal());
      hidden.add(jaas(spec, login));
      secrets.put(SaslConfigs.SASL_JAAS_CONFIG, jaas(spec, login));
    }
    return new KafkaCluster(spec.topic(), settings, secrets, hidden);
  }

  /** The module follows from the mechanism, so that no text of a job names a class. */
  private static String jaas(Kafka spec, Login login) {
    boolean plain = "PLAIN".equals(spec.parameters().get(SaslConfigs.SASL_MECHANISM));
    String module =
        plain
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    return "%s required username=%s password=%s;"
        .formatted(module, quoted(login.user()), quoted(login.password().reveal()));
  }

  private static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }

  /** Cloud metadata services live there; no broker does. */
  private static void refuseLinkLocal(Kafka spec, String server) {
    String host = server.substring(0, server.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
          throw new CityLakeException(
              ErrorCode.SETTING_INVALID,
              "Cannot read topic %s: a broker has a link-local address (server=%s)"
                  .formatted(spec.topic(), server));
        }
      }
    } catch (UnknownHostException e) {
      if (spec.servers().size() == 1) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNAVAILABLE,
            "Cannot read topic %s: the broker's host is not known (server=%s)"
                .formatted(spec.topic(), server),
            e);
      }
    }
  }

  /** How the client logs in, which is a secret. */
  Optional<String> login() {
    return Optional.ofNullable(secrets.get(SaslConfigs.SASL_JAAS_CONFIG));
  }

  String topic() {
    return topic;
  }

  /** What no message may hold, the longest first. */
  List<String> hidden() {
    return List.copyOf(hidden);
  }

  /** All settings of a client, with the secrets. */
  Map<String, Object> all() {
    Map<String, Object> all = new HashMap<>(settings);
    all.putAll(secrets);
    return all;
  }

  /** Asks about topics; the caller closes it. */
  Admin openAdmin() {
    try {
      return Admin.create(all());
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  /**
   * Reads partitions that it is given; the caller closes it.
   *
   * @param largest how many bytes a message may have; of the value of a larger one only the
   *     beginning is kept
   */
  Consumer<byte[], Value> openConsumer(int largest) {
    Map<String, Object> all = all();
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    all.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.CHECK_CRCS_CONFIG, true);
    all.put(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        Math.max(1, Math.min(POLLED, POLLED_BYTES / largest)));
    Deserializer<Value> values = (name, data) -> Value.of(data, largest);
    try {
      return new KafkaConsumer<>(all, new ByteArrayDeserializer(), values);
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  /** What went wrong, in our words and the client's, without a secret. */
  CityLakeException failure(Throwable e) {
    return failure(ErrorCode.SOURCE_UNAVAILABLE, e);
  }

  CityLakeException failure(ErrorCode code, Throwable e) {
    StringBuilder said = new StringBuilder();
    for (Throwable each = e; each != null && said.length() < 1000; each = each.getCause()) {
      String message = String.valueOf(each.getMessage());
      if (said.indexOf(message) < 0) {
        said.append(said.isEmpty() ? "" : ": ").append(message.strip());
      }
    }
    String text = said.toString();
    for (String secret : hidden) {
      text = text.replace(secret, "***");
    }
    return new CityLakeException(
        code,
        "Cannot read topic %s: %s (servers=%s, client says %s)"
            .formatted(
                topic,
                text,
                settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG),
                e.getClass().getSimpleName()));
  }

  @Override
  public String toString() {
    return topic + " of " + settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }
}
