package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;
import java.util.List;

/** A topic as the source of a job. */
final class KafkaShapes {
  static final Fields KAFKA =
      Fields.of(
          "kafka",
          required(
              "servers",
              ListOf.oneOrSome(Scalars.BROKER),
              "The brokers that are asked first, each as HOST:PORT."),
          required("topic", Scalars.TOPIC, "The topic; it must be there."),
          required("format", format(), "How messages become records."),
          withDefault(
              "tombstones",
              Scalars.oneOf(SourceSpec.Tombstones.class),
              "refuse",
              "Messages without a value: refuse them (quarantine), skip them, or make a row of what comes from key and headers."),
          withDefault(
              "max-records",
              Scalars.whole(1, 1_000_000_000),
              "1000000",
              "How many offsets one run reads at most; the next one goes on from there. A full refresh reads all."),
          optional("user", Scalars.LABEL, "Who logs in, where the brokers ask for it."),
          optional("password", Scalars.SECRET, "The password, by reference."),
          optional(
              "parameters",
              new MapOf("parameters of the client's allow-list", Scalars.VALUE),
              "Settings of Kafka's client, by its own names."),
          optional(
              "secrets",
              new MapOf("parameters of the client that are secret", Scalars.SECRET),
              "Passwords of key stores, by reference."));

  private KafkaShapes() {}

  private static Choice format() {
    return new Choice(
        "message-format",
        "json, avro or protobuf",
        List.of(
            new Option(
                "json",
                "A JSON document a message.",
                Fields.of(
                    "json-message",
                    withDefault(
                        "rows",
                        Scalars.TEXT,
                        "",
                        "The path to the array whose elements are the rows: data.stations.")),
                true),
            new Option("avro", "A binary Avro record a message.", avro(), false),
            new Option("protobuf", "A binary Protobuf message a message.", protobuf(), false)),
        List.of());
  }

  private static Fields avro() {
    return Fields.of(
            "avro-message",
            optional(
                "schema",
                Scalars.LABEL,
                "The file with the schema, where messages are the bare record; relative to the workspace."),
            optional(
                "ids",
                new MapOf("schema ids of a registry", Scalars.LABEL),
                "The file with the schema of each id, where messages begin with one; refuse instead of a file has those with it quarantined. An id that isn't here stops the job."),
            withDefault(
                "rows", Scalars.TEXT, "", "The path to the array whose elements are the rows."))
        .withOneOf("schema", "ids");
  }

  private static Fields protobuf() {
    return Fields.of(
            "protobuf-message",
            required("message", Scalars.LABEL, "The full name of the type: city.Level."),
            optional(
                "descriptor",
                Scalars.LABEL,
                "The file with the descriptors, where messages are the bare bytes: protoc --include_imports --descriptor_set_out=FILE."),
            optional(
                "ids",
                new MapOf("schema ids of a registry", Scalars.LABEL),
                "The file with the descriptors of each id, where messages begin with one, or refuse. An id that isn't here stops the job."),
            withDefault(
                "rows", Scalars.TEXT, "", "The path to the array whose elements are the rows."))
        .withOneOf("descriptor", "ids");
  }
}
