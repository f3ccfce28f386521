package io.citylake.contract.shape;

import io.citylake.contract.job.KafkaNames;
import io.citylake.contract.job.KafkaParameters;
import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.Option;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the page with every source, file format and way of reading a value, with examples. */
final class FormatsPage {
  private static final String INTRODUCTION =
      """
      # Sources and formats

      Generated from the code that reads the files; `citylake generate-reference` writes it anew.
      Don't edit it by hand: a test compares it and reads every example.

      A job (`jobs/THEME/JOB.yaml`) has one `source`: [files](#files), a [database table](#jdbc) or a
      [topic of Kafka](#kafka). Its `columns` say how each [column](#columns) of the target comes from the source.
      **Bold** keys are required. All keys of a job are in [settings](settings.md).
      """;

  private static final String FILES =
      """
      A file may be packed as `.gz` or `.zip`, within the caps of `conf/citylake.yaml`; an archive within an archive is
      not opened. A file that was read is not read again. Sent again under the same name with other content, its rows
      take the place of the earlier ones.
      """;

  private static final String JDBC =
      """
      Only these driver `parameters` are allowed:

      - `postgresql`: `ApplicationName`, `connectTimeout`, `currentSchema`, `socketTimeout`, `sslmode`, `tcpKeepAlive`
      - `mysql`, `mariadb`: `connectTimeout`, `socketTimeout`, `sslMode`, `tcpKeepAlive`, `useCompression`
      - `sqlite`: none
      """;

  private static final String FEED =
      """
      Beside the names in a message a job may map `_sequence`, `_arrival` and `_sender`: its number in the feed, when it came, and whose key it
      came with, or the id of the platform. Of a message that came by MQTT also `_topic`, and `_topic_NAME` for each level of its
      pattern that has a name.

      Of a feed with `format: ngsi` each message is an entity, with what its notification says as `_notification`
      (`_notification.subscriptionId`, `_notification.notifiedAt`). What came by GA/T 1400 is an object, with its kind as `_kind` and, of a
      notification, `_notification.NotificationID`, `.SubscribeID`, `.Title` and `.TriggerTime`.
      """;

  private static final String KAFKA =
      """
      Only these `parameters` of the client are allowed: %s; and these `secrets`: %s.

      Beside the names in a message's value a job may map what the message says of itself: %s; below
      `$kafka.key` what a key that is a JSON object has, and below `$kafka.headers` each header by its name.
      """
          .formatted(
              marked(KafkaParameters.ALLOWED.keySet()),
              marked(KafkaParameters.SECRETS),
              marked(KafkaNames.ALL.stream().map(KafkaNames.PREFIX::concat).toList()));

  private static final String COLUMNS =
      """
      Each entry of `columns` names a column of the target. The text after it is short for `from`. Exactly one of
      `from`, `template`, `path-match` and `constant` says where the value comes from; the others say how it is read.
      """;

  private final StringBuilder out = new StringBuilder(INTRODUCTION);
  private final Map<String, String> examples = Examples.all();

  private FormatsPage() {}

  static String text() {
    FormatsPage page = new FormatsPage();
    for (Option source : SourceShapes.SOURCE.options()) {
      page.source(source);
    }
    page.out.append("\n## columns\n\n").append(COLUMNS).append('\n');
    page.example("columns");
    page.table("columns", JobShape.MAPPING);
    return page.out.toString();
  }

  private void source(Option source) {
    out.append("\n## ").append(source.key()).append("\n\n").append(source.doc()).append("\n\n");
    out.append(about(source.key())).append('\n');
    example(source.key());
    table(source.key(), source.arguments());
    for (Field field : source.arguments().fields()) {
      if (field.shape() instanceof Choice formats) {
        formats.options().forEach(each -> format(Examples.format(source, each), each));
      }
    }
  }

  private static String about(String source) {
    return switch (source) {
      case "files" -> FILES;
      case "jdbc" -> JDBC;
      case "feed" -> FEED;
      case "kafka" -> KAFKA;
      default -> throw new IllegalArgumentException("no text about source " + source);
    };
  }

  private static String marked(Collection<String> names) {
    return names.stream().collect(Collectors.joining("`, `", "`", "`"));
  }

  private void format(String name, Option format) {
    out.append("\n### ").append(name).append("\n\n").append(format.doc()).append("\n\n");
    example(name);
    if (format.arguments().fields().isEmpty()) {
      out.append("It has no options.\n");
    } else {
      table(format.key(), format.arguments());
    }
  }

  private void example(String name) {
    out.append("```yaml\n").append(examples.get(name)).append("```\n\n");
  }

  private void table(String owner, Fields fields) {
    out.append(ShapeText.head("key", "holds", "default", "meaning", "example"));
    for (Field field : fields.fields()) {
      row(field.key(), field, cell(owner, field.key()));
      if (field.shape() instanceof Fields parts) {
        parts.fields().forEach(part -> row(field.key() + "." + part.key(), part, ""));
      }
    }
  }

  private void row(String path, Field field, String example) {
    out.append(
        ShapeText.row(
            ShapeText.key(path, field),
            ShapeText.holds(field.shape()),
            ShapeText.fallback(field),
            field.doc(),
            example));
  }

  /** Formats share options, and these their examples. */
  private String cell(String owner, String key) {
    String own = examples.get(owner + "." + key);
    String example = own == null ? examples.get("format." + key) : own;
    return example == null ? "" : "`" + example.strip() + "`";
  }
}
