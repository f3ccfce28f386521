package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;
import java.util.ArrayList;
import java.util.List;

/** The sources of a job, and the formats of files. */
final class SourceShapes {
  static final Choice SOURCE =
      new Choice(
          "source",
          "files, jdbc, feed or kafka",
          List.of(
              new Option("files", "Files by glob.", files(), false),
              new Option("jdbc", "A database table or view.", jdbc(), false),
              new Option("feed", "What is pushed to a live feed.", feed(), false),
              new Option("kafka", "A topic of Kafka.", KafkaShapes.KAFKA, false)),
          List.of());

  private SourceShapes() {}

  private static Fields files() {
    return Fields.of(
        "files",
        required(
            "path",
            Scalars.LABEL,
            "A path with a glob, under one of the source roots; relative to the workspace."),
        required("format", format(), "How bytes become records."),
        withDefault(
            "min-age",
            Scalars.DURATION,
            "0s",
            "Files changed more recently wait for the next run, so that no half-copied one is read."),
        derived(
            "copies",
            Scalars.oneOf(SourceSpec.Copies.class),
            "skip where the target is append and no column comes from path-match, else load",
            "What becomes of a file whose bytes were loaded under another name."),
        withDefault(
            "unreadable",
            Scalars.oneOf(SourceSpec.Unreadable.class),
            "refuse",
            "Whether a file that cannot be read is refused alone, or fails the job."),
        derived(
            "members",
            Scalars.LABEL,
            "those with the format's ending where the archive has any, else all",
            "A glob for the files within a zip."));
  }

  private static Choice format() {
    return new Choice(
        "format",
        "csv, tsv, xlsx, json or parquet",
        List.of(
            new Option("csv", "Separated values.", separated("csv", ","), true),
            new Option("tsv", "Separated values, by tabs.", separated("tsv", "\t"), true),
            new Option("xlsx", "A sheet of an Excel workbook.", excel(), true),
            new Option("json", "JSON documents.", json(), true),
            new Option(
                "parquet",
                "Parquet files.",
                new Fields("parquet", List.of(), null, List.of()),
                true)),
        List.of());
  }

  private static Fields separated(String name, String delimiter) {
    return Fields.of(
        name,
        withDefault(
            "encoding", Scalars.ENCODING, "utf-8", "Of the text; a byte-order mark overrides it."),
        withDefault("delimiter", Scalars.ONE_CHARACTER, delimiter, "Between fields."),
        withDefault("quote", Scalars.CHARACTER_OR_NONE, "\"", "Around fields; empty for none."),
        derived(
            "escape",
            Scalars.CHARACTER_OR_NONE,
            "the quote, doubled",
            "Before a quote within a field."),
        withDefault(
            "multi-line",
            Scalars.BOOLEAN,
            "true",
            "Whether a quoted field may span lines; without, large files are read in parallel."),
        header(),
        columns(),
        skipRows(),
        withDefault(
            "ragged",
            Scalars.oneOf(SourceSpec.Ragged.class),
            "refuse",
            "Records with more or fewer fields: refuse them, pad with null, or pad and trim surplus empty ones."),
        unpivot());
  }

  private static Fields excel() {
    return Fields.of(
        "xlsx",
        withDefault("sheet", Scalars.VALUE, "1", "Its name, or its number from 1."),
        header(),
        withDefault(
            "merged",
            Scalars.oneOf(SourceSpec.Merged.class),
            "first",
            "Of merged cells below the header: only the first has the value, or fill has each have it."),
        columns(),
        skipRows(),
        unpivot());
  }

  private static Fields json() {
    return Fields.of(
        "json",
        withDefault("encoding", Scalars.ENCODING, "utf-8", "Of the text."),
        withDefault(
            "lines",
            Scalars.BOOLEAN,
            "false",
            "Whether each line is a document (NDJSON); else a file is one document or array."),
        withDefault(
            "rows",
            Scalars.TEXT,
            "",
            "The path to the array whose elements are the rows: data.stations."));
  }

  private static Field header() {
    return optional(
        "header",
        Fields.of(
                "header",
                withDefault("present", Scalars.BOOLEAN, "true", "Whether names come first."),
                withDefault(
                    "within",
                    Scalars.whole(1, 1000),
                    "20",
                    "In how many first lines the names are looked for."),
                withDefault(
                    "rows",
                    Scalars.whole(1, 10),
                    "1",
                    "How many rows the header has; the names of a column are joined: 水位/最高."),
                withDefault(
                    "joiner", Scalars.TEXT, "/", "What stands between the names of several rows."))
            .withShorthand("present"),
        "How the names are found.");
  }

  private static Field columns() {
    return optional("columns", ListOf.some(Scalars.LABEL), "The names, where there is no header.");
  }

  private static Field skipRows() {
    return optional(
        "skip-rows",
        ListOf.any(Scalars.PATTERN),
        "Expressions; a record in whose first non-empty field one is found is no data: totals, footnotes.");
  }

  private static Field unpivot() {
    return optional(
        "unpivot",
        Fields.of(
            "unpivot",
            required(
                "columns",
                Scalars.PATTERN,
                "Which columns become rows; the first group, or the whole name, is the new value."),
            required("name", Scalars.LABEL, "Under what name the column's name appears."),
            required("value", Scalars.LABEL, "Under what name the cell appears.")),
        "Wide columns to rows.");
  }

  private static Fields feed() {
    return Fields.of(
            "feed",
            required("name", Scalars.IDENTIFIER, "A feed under conf/feeds."),
            withDefault(
                "rows",
                Scalars.TEXT,
                "",
                "The path in each message to the array whose elements are the rows; the message"
                    + " itself without."))
        .withShorthand("name");
  }

  private static Fields jdbc() {
    List<Field> fields = new ArrayList<>(server());
    fields.addAll(reading());
    return new Fields("jdbc", fields, null, List.of());
  }

  private static List<Field> server() {
    return List.of(
        required(
            "product", Scalars.oneOf(SourceSpec.Product.class), "Fixes the driver and the URL."),
        optional("host", Scalars.HOST_NAME, "The server; not for sqlite."),
        derived(
            "port",
            Scalars.whole(1, 65535),
            "5432 for postgresql, 3306 for mysql and mariadb",
            "Where it listens; not for sqlite."),
        required(
            "database",
            Scalars.DATABASE,
            "The database; for sqlite its file, under one of the source roots."),
        required("table", Scalars.SOURCE_TABLE, "The table or view, with its schema."),
        optional("user", Scalars.LABEL, "Who logs in."),
        optional("password", Scalars.SECRET, "The password, by reference."),
        optional(
            "parameters",
            new MapOf("parameters of the product's allow-list", Scalars.VALUE),
            "Driver parameters."));
  }

  private static List<Field> reading() {
    return List.of(
        derived("columns", ListOf.some(Scalars.SOURCE_COLUMN), "all", "The columns to read."),
        optional(
            "incremental",
            Fields.of(
                "incremental",
                required("column", Scalars.SOURCE_COLUMN, "The watermark."),
                withDefault(
                    "look-back",
                    Scalars.LOOK_BACK,
                    "0s",
                    "How far before the last watermark reading starts; needs a key. A number where the watermark is one."),
                withDefault(
                    "ahead",
                    Scalars.DURATION,
                    "1d",
                    "How far ahead of the clock a watermark that is a time may be; rows with a later one are quarantined and move nothing."),
                withDefault(
                    "nulls",
                    Scalars.oneOf(SourceSpec.NullWatermark.class),
                    "load",
                    "Rows without a watermark: load each once, or refuse them (quarantine).")),
            "Reads only what is new since the last run."),
        optional(
            "partition",
            Fields.of(
                "partition",
                required("column", Scalars.SOURCE_COLUMN, "A numeric column."),
                required("count", Scalars.whole(1, 1000), "How many ranges of it.")),
            "Reads by several connections at once."),
        withDefault(
            "fetch-size", Scalars.whole(1, 1_000_000), "5000", "Rows that one round trip brings."),
        withDefault(
            "rows-per-second",
            Scalars.whole(0, Long.MAX_VALUE),
            "0",
            "At most, so that the database keeps breathing; 0 for no limit."));
  }
}
