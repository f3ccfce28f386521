package io.citylake.contract.job;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings of Kafka's client that a job may make, each with what its value may be. Others can
 * load classes, read files or ask servers elsewhere, and none is needed: what reading exactly once
 * asks for is set by the reader.
 */
public final class KafkaParameters {
  private static final String PATH = "[^\\p{Cntrl}]{1,500}";
  private static final String MILLISECONDS = "[1-9]\\d{2,6}";
  private static final String STORE = "JKS|PKCS12|PEM";

  /** By name. */
  public static final SortedMap<String, Pattern> ALLOWED =
      patterns(
          Map.of(
              "security.protocol", "PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL",
              "sasl.mechanism", "PLAIN|SCRAM-SHA-256|SCRAM-SHA-512",
              "ssl.truststore.location", PATH,
              "ssl.truststore.type", STORE,
              "ssl.keystore.location", PATH,
              "ssl.keystore.type", STORE,
              "ssl.enabled.protocols", "TLSv1\\.[23](,TLSv1\\.[23])?",
              "client.rack", "[A-Za-z0-9._-]{1,100}",
              "request.timeout.ms", MILLISECONDS,
              "default.api.timeout.ms", MILLISECONDS));

  /** Those that are secrets. */
  public static final SortedSet<String> SECRETS =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(
              List.of("ssl.truststore.password", "ssl.keystore.password", "ssl.key.password")));

  private KafkaParameters() {}

  private static SortedMap<String, Pattern> patterns(Map<String, String> texts) {
    SortedMap<String, Pattern> patterns = new TreeMap<>();
    texts.forEach((name, text) -> patterns.put(name, Pattern.compile(text)));
    return Collections.unmodifiableSortedMap(patterns);
  }
}
