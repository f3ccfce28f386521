package io.citylake.contract.load;

import io.citylake.contract.job.LookBack;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.AvroMessage;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.FileFormat;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.contract.job.SourceSpec.Incremental;
import io.citylake.contract.job.SourceSpec.Intake;
import io.citylake.contract.job.SourceSpec.Json;
import io.citylake.contract.job.SourceSpec.JsonMessage;
import io.citylake.contract.job.SourceSpec.Login;
import io.citylake.contract.job.SourceSpec.Merged;
import io.citylake.contract.job.SourceSpec.MessageFormat;
import io.citylake.contract.job.SourceSpec.NullWatermark;
import io.citylake.contract.job.SourceSpec.Parquet;
import io.citylake.contract.job.SourceSpec.Partition;
import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.contract.job.SourceSpec.ProtobufMessage;
import io.citylake.contract.job.SourceSpec.Ragged;
import io.citylake.contract.job.SourceSpec.Tombstones;
import io.citylake.contract.job.SourceSpec.Unpivot;
import io.citylake.contract.job.SourceSpec.Unreadable;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the source of a job that is without a problem. */
final class SourceBuilder {
  private final Path home;
  private final Copies usualCopies;

  /**
   * @param usualCopies what becomes of copies where the job does not say
   */
  SourceBuilder(Path home, Copies usualCopies) {
    this.home = home;
    this.usualCopies = usualCopies;
  }

  SourceSpec build(Chosen chosen) {
    View view = chosen.arguments();
    return switch (chosen.key()) {
      case "files" ->
          new SourceSpec.Files(
              SettingsBuilder.absolute(home, view.text("path")),
              format(view.choice("format").orElseThrow()),
              view.load("min-age", Duration.class),
              new Intake(
                  view.find("copies", Copies.class).orElse(usualCopies),
                  view.load("unreadable", Unreadable.class),
                  view.find("members", String.class).orElse(null)));
      case "jdbc" -> jdbc(view);
      case "feed" -> new SourceSpec.FeedMessages(view.text("name"), view.text("rows"));
      case "kafka" -> kafka(view);
      default -> throw new IllegalArgumentException("no record for source " + chosen.key());
    };
  }

  private static FileFormat format(Chosen chosen) {
    View view = chosen.arguments();
    return switch (chosen.key()) {
      case "csv", "tsv" -> separated(view);
      case "xlsx" ->
          new Excel(
              view.text("sheet"),
              header(view),
              view.load("merged", Merged.class),
              view.list("columns", String.class),
              view.texts("skip-rows"),
              unpivot(view));
      case "json" ->
          new Json(view.text("encoding"), view.load("lines", Boolean.class), view.text("rows"));
      case "parquet" -> new Parquet();
      default -> throw new IllegalArgumentException("no record for format " + chosen.key());
    };
  }

  private static Csv separated(View view) {
    String quote = view.text("quote");
    return new Csv(
        view.text("encoding"),
        view.text("delimiter"),
        quote,
        view.find("escape", String.class).orElse(quote),
        view.load("multi-line", Boolean.class),
        header(view),
        view.list("columns", String.class),
        view.texts("skip-rows"),
        view.load("ragged", Ragged.class),
        unpivot(view));
  }

  private static Header header(View view) {
    View header = view.childOrDefaults("header");
    return new Header(
        header.load("present", Boolean.class),
        Math.toIntExact(header.load("within", Long.class)),
        Math.toIntExact(header.load("rows", Long.class)),
        header.text("joiner"));
  }

  private static @Nullable Unpivot unpivot(View view) {
    return view.child("unpivot")
        .map(
            each ->
                new Unpivot(
                    each.findText("columns").orElseThrow(), each.text("name"), each.text("value")))
        .orElse(null);
  }

  private SourceSpec.Jdbc jdbc(View view) {
    Product product = view.load("product", Product.class);
    String database = view.text("database");
    return new SourceSpec.Jdbc(
        product,
        view.find("host", String.class).orElse(null),
        view.find("port", Long.class).map(Math::toIntExact).orElse(defaultPort(product)),
        product == Product.SQLITE ? SettingsBuilder.absolute(home, database) : database,
        view.text("table"),
        view.find("user", String.class).orElse(null),
        view.find("password", Secret.class).orElse(null),
        view.list("columns", String.class),
        view.child("incremental")
            .map(
                each ->
                    new Incremental(
                        each.text("column"),
                        each.load("look-back", LookBack.class),
                        each.load("ahead", Duration.class),
                        each.load("nulls", NullWatermark.class)))
            .orElse(null),
        view.child("partition")
            .map(
                each ->
                    new Partition(
                        each.text("column"), Math.toIntExact(each.load("count", Long.class))))
            .orElse(null),
        Math.toIntExact(view.load("fetch-size", Long.class)),
        view.load("rows-per-second", Long.class),
        SettingsBuilder.values(view.map("parameters", String.class)));
  }

  private SourceSpec.Kafka kafka(View view) {
    return new SourceSpec.Kafka(
        view.list("servers", String.class),
        view.text("topic"),
        messages(view.choice("format").orElseThrow()),
        view.load("tombstones", Tombstones.class),
        view.load("max-records", Long.class),
        view.find("user", String.class)
            .map(user -> new Login(user, view.load("password", Secret.class)))
            .orElse(null),
        SettingsBuilder.values(view.map("parameters", String.class)),
        SettingsBuilder.values(view.map("secrets", Secret.class)));
  }

  private MessageFormat messages(Chosen chosen) {
    View view = chosen.arguments();
    return switch (chosen.key()) {
      case "json" -> new JsonMessage(view.text("rows"));
      case "avro" ->
          new AvroMessage(
              view.find("schema", String.class).map(this::schema).orElse(null),
              schemas(view),
              view.text("rows"));
      case "protobuf" ->
          new ProtobufMessage(
              view.text("message"),
              view.find("descriptor", String.class).map(this::schema).orElse(null),
              schemas(view),
              view.text("rows"));
      default -> throw new IllegalArgumentException("no record for messages " + chosen.key());
    };
  }

  private SortedMap<Integer, String> schemas(View view) {
    SortedMap<Integer, String> ids = new TreeMap<>();
    view.map("ids", String.class)
        .forEach((id, file) -> ids.put(Integer.valueOf(id), schema(file.value())));
    return ids;
  }

  private String schema(String file) {
    return file.equals(AvroMessage.REFUSE) ? file : SettingsBuilder.absolute(home, file);
  }

  private static int defaultPort(Product product) {
    return switch (product) {
      case POSTGRESQL -> 5432;
      case MYSQL, MARIADB -> 3306;
      case SQLITE -> 0;
    };
  }
}
