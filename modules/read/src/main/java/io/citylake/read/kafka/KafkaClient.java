package io.citylake.read.kafka;

import io.citylake.contract.job.SourceSpec.Kafka;
import io.citylake.model.CityLakeException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/** How whoever fills the topic of a job reaches its brokers: as the job does. */
public final class KafkaClient {
  private KafkaClient() {}

  /**
   * Settings of a producer, the job's secrets among them. Looks the brokers' hosts up; connects to
   * none.
   *
   * @param client what the brokers' logs call it
   * @throws CityLakeException SETTING_INVALID, SOURCE_UNAVAILABLE
   */
  public static Map<String, Object> settings(Kafka spec, String client) {
    Map<String, Object> settings = new TreeMap<>(KafkaCluster.of(spec, client).all());
    // Of who reads.
    settings.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    return settings;
  }
}
