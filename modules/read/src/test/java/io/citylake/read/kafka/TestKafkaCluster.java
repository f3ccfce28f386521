package io.citylake.read.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.JsonMessage;
import io.citylake.contract.job.SourceSpec.Kafka;
import io.citylake.contract.job.SourceSpec.Login;
import io.citylake.contract.job.SourceSpec.Tombstones;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How brokers are reached, and what nobody may read in a message about it. */
class TestKafkaCluster {
  private static Kafka spec(String server, @Nullable Login login, Map<String, String> parameters) {
    return new Kafka(
        List.of(server),
        "t",
        new JsonMessage(""),
        Tombstones.REFUSE,
        1,
        login,
        parameters,
        Map.of());
  }

  /** A quote in a password must not end it, nor bring another module in. */
  @Test
  void aPasswordIsOnePasswordWhateverItHolds() {
    String password = "a\"; evil.Module required x=\"\\y\n密";
    Kafka spec =
        spec(
            "127.0.0.1:1",
            new Login("who\"", new Secret(password)),
            Map.of("sasl.mechanism", "SCRAM-SHA-512"));
    String jaas = KafkaCluster.of(spec, "c").login().orElseThrow();
    JaasContext context =
        JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(jaas)));
    assertThat(context.configurationEntries()).hasSize(1);
    AppConfigurationEntry entry = context.configurationEntries().get(0);
    assertThat(entry.getLoginModuleName())
        .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule");
    assertThat(String.valueOf(entry.getOptions().get("password"))).isEqualTo(password);
    assertThat(String.valueOf(entry.getOptions().get("username"))).isEqualTo("who\"");
  }

  @Test
  void failuresAndTextsShowNoSecret() {
    KafkaCluster cluster =
        KafkaCluster.of(
            spec(
                "127.0.0.1:1",
                new Login("reader", new Secret("s3cret")),
                Map.of("sasl.mechanism", "PLAIN")),
            "c");
    RuntimeException cause = new RuntimeException(cluster.login().orElseThrow());
    CityLakeException e = cluster.failure(new IllegalStateException("bad s3cret", cause));
    assertThat(e.getMessage()).doesNotContain("s3cret").contains("bad ***: ***");
    assertThat(e.getCause()).isNull();
    assertThat(cluster.toString()).doesNotContain("s3cret");
  }

  @Test
  void noBrokerIsWhereMetadataServicesAre() {
    assertThatThrownBy(() -> KafkaCluster.of(spec("169.254.169.254:80", null, Map.of()), "c"))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }

  @Test
  void nobodyThereIsToldInTime() {
    KafkaCluster cluster =
        KafkaCluster.of(spec("127.0.0.1:1", null, Map.of("default.api.timeout.ms", "500")), "c");
    assertThatThrownBy(() -> new TopicLook(cluster).state())
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE))
        .hasMessageContaining("Cannot read topic t: ")
        .hasMessageContaining("servers=127.0.0.1:1");
  }
}
