package io.citylake.contract.load;

import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.KafkaNames;
import io.citylake.contract.job.KafkaParameters;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import io.citylake.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a job must say that reads a topic. */
final class KafkaChecks {
  private static final Pattern PART = Pattern.compile("\\{([^{}]+)}");

  private final View view;
  private final Diagnostics findings;

  KafkaChecks(View view, Diagnostics findings) {
    this.view = view;
    this.findings = findings;
  }

  void run() {
    Map<String, Placed<String>> parameters = view.map("parameters", String.class);
    parameters.forEach(this::parameter);
    view.map("secrets", Secret.class)
        .forEach(
            (key, value) -> {
              if (!KafkaParameters.SECRETS.contains(key)) {
                findings.add(
                    value.place(),
                    "secret '%s' isn't allowed; allowed are: %s"
                        .formatted(key, String.join(", ", KafkaParameters.SECRETS)));
              }
            });
    login(parameters);
    view.choice("format")
        .filter(format -> !format.key().equals("json"))
        .ifPresent(format -> ids(format.arguments()));
  }

  private void ids(View format) {
    format
        .map("ids", String.class)
        .forEach(
            (id, file) -> {
              if (!isSchemaId(id)) {
                findings.add(
                    file.place(),
                    "'%s' is no schema id: it must be a whole number from 1 to 2147483647"
                        .formatted(id));
              }
            });
  }

  private static boolean isSchemaId(String id) {
    return id.matches("[1-9][0-9]{0,9}") && Long.parseLong(id) <= Integer.MAX_VALUE;
  }

  private void parameter(String key, Placed<String> value) {
    Pattern pattern = KafkaParameters.ALLOWED.get(key);
    if (KafkaParameters.SECRETS.contains(key)) {
      findings.add(value.place(), "parameter '%s' belongs under 'secrets'".formatted(key));
    } else if (pattern == null) {
      findings.add(
          value.place(),
          "parameter '%s' isn't allowed; allowed are: %s"
              .formatted(key, String.join(", ", KafkaParameters.ALLOWED.keySet())));
    } else if (!pattern.matcher(value.value()).matches()) {
      findings.add(value.place(), "parameter '%s' must match %s".formatted(key, pattern.pattern()));
    }
  }

  private void login(Map<String, Placed<String>> parameters) {
    if (view.has("user") != view.has("password")) {
      String there = view.has("user") ? "user" : "password";
      findings.add(view.place(there), "'user' and 'password' go together");
    }
    Optional<Placed<String>> protocol = Optional.ofNullable(parameters.get("security.protocol"));
    boolean asks = protocol.filter(each -> each.value().startsWith("SASL_")).isPresent();
    if (view.has("user") && !asks) {
      findings.add(
          protocol.map(Placed::place).orElse(view.place("user")),
          "'user' needs 'parameters' with security.protocol SASL_SSL or SASL_PLAINTEXT");
    }
    if (asks && !view.has("user") && !view.has("password")) {
      findings.add(protocol.get().place(), "security.protocol with SASL needs 'user'");
    }
    if (asks && !parameters.containsKey("sasl.mechanism")) {
      findings.add(
          protocol.get().place(),
          "security.protocol with SASL needs sasl.mechanism: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
    }
  }

  /**
   * A run's rows are neither a whole copy of the table nor of one of its partitions; and which of
   * two messages of a key is newer only a value in them says, since elements of one message share
   * its offset, and offsets of two partitions have no order.
   */
  static void target(View job, Optional<View> target, Diagnostics findings) {
    target
        .flatMap(each -> each.find("write-mode", WriteMode.class))
        .filter(mode -> mode != WriteMode.APPEND && mode != WriteMode.UPSERT)
        .ifPresent(
            mode ->
                findings.add(
                    job.place("target"),
                    "a topic needs a target with write-mode append or upsert: each run reads the messages since the last one, which are no whole copy"));
    target
        .filter(
            each ->
                each.find("write-mode", WriteMode.class).stream()
                    .anyMatch(WriteMode.UPSERT::equals))
        .filter(each -> !each.has("sequence"))
        .ifPresent(
            each ->
                findings.add(
                    job.place("target"),
                    "a topic needs a target with a sequence where its write-mode is upsert: else an old message that is replayed, or read late, takes the place of a newer one of its key"));
  }

  /** Names of a message's own, in any job. */
  static void names(View job, boolean kafka, Diagnostics findings) {
    for (Placed<View> mapping : job.views("columns").values()) {
      View one = mapping.value();
      for (Placed<String> from : one.placed("from", String.class)) {
        name(from.value(), from.place(), kafka, findings);
      }
      one.find("template", String.class).stream()
          .flatMap(text -> PART.matcher(text).results())
          .forEach(part -> name(part.group(1), one.place("template"), kafka, findings));
    }
  }

  private static void name(String name, Place at, boolean kafka, Diagnostics findings) {
    if (!KafkaNames.isOne(name)) {
      return;
    }
    if (!kafka) {
      findings.add(at, "'%s' goes with source kafka only".formatted(name));
    } else if (!KafkaNames.isKnown(name)) {
      List<String> known = KafkaNames.ALL.stream().map(KafkaNames.PREFIX::concat).toList();
      findings.unknown(at, "name", name, known);
    }
  }
}
