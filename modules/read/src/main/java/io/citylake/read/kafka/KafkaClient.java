package io.citylake.read.kafka;

import io.citylake.contract.job.SourceSpec.Kafka;
import io.citylake.model.CityLakeException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How whoever fills the topic of a job reaches its brokers: as the job does.
 *
 * @param settings of a producer, the job's secrets among them
 * @param hidden what no message may hold, the longest first
 */
public record KafkaClient(Map<String, Object> settings, List<String> hidden) {
  public KafkaClient {
    settings = Map.copyOf(settings);
    hidden = List.copyOf(hidden);
  }

  /**
   * Looks the brokers' hosts up; connects to none.
   *
   * @param client what the brokers' logs call it
   * @throws CityLakeException SETTING_INVALID, SOURCE_UNAVAILABLE
   */
  public static KafkaClient of(Kafka spec, String client) {
    KafkaCluster cluster = KafkaCluster.of(spec, client);
    Map<String, Object> settings = new TreeMap<>(cluster.all());
    // Of who reads.
    settings.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    return new KafkaClient(settings, cluster.hidden());
  }

  /** Shows none of it. */
  @Override
  public String toString() {
    return "KafkaClient";
  }
}
