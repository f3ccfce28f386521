package io.citylake.city.play;

import java.net.URI;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How and where a feed is reached, with what its sender proves itself by, which is shown nowhere.
 */
public sealed interface FeedWay {
  /**
   * A sender of its own, which whoever asks for it closes. It connects when it first sends.
   *
   * @param what it plays, for messages
   */
  FeedSender open(String what);

  /**
   * Pushed to by HTTP.
   *
   * @param key of the sender
   */
  record Http(URI address, String key) implements FeedWay {
    @Override
    public FeedSender open(String what) {
      return new HttpSender(this, what);
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * Published to by MQTT with QoS 1.
   *
   * @param tls null for in the clear
   * @param user null for none
   * @param topic of each message
   * @param client who is taken for the same by a broker
   */
  record Mqtt(
      String host,
      int port,
      @Nullable SSLContext tls,
      @Nullable String user,
      @Nullable String password,
      String topic,
      String client)
      implements FeedWay {
    @Override
    public FeedSender open(String what) {
      return new MqttSender(this, what);
    }

    @Override
    public String toString() {
      return "%s://%s:%d/%s".formatted(tls == null ? "mqtt" : "mqtts", host, port, topic);
    }
  }

  /**
   * Pushed to as a lower platform of GA/T 1400.
   *
   * @param platform what it says as User-Identify
   */
  record Viid(URI receiver, String platform, String user, String password) implements FeedWay {
    @Override
    public FeedSender open(String what) {
      return new ViidSender(this, what);
    }

    @Override
    public String toString() {
      return receiver.resolve("/VIID") + " as " + platform;
    }
  }

  /**
   * Produced to a topic of Kafka.
   *
   * @param settings of the client, with its secrets
   * @param hidden what no message may hold, the longest first
   */
  record Kafka(String topic, Map<String, Object> settings, List<String> hidden) implements FeedWay {
    public Kafka {
      settings = Map.copyOf(settings);
      hidden = List.copyOf(hidden);
    }

    @Override
    public FeedSender open(String what) {
      return new KafkaSender(this, what);
    }

    @Override
    public String toString() {
      return "topic " + topic;
    }
  }
}
