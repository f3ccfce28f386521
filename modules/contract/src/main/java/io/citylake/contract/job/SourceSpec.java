package io.citylake.contract.job;

import io.citylake.model.DataSize;
import io.citylake.model.Secret;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Where a job's records come from. */
public sealed interface SourceSpec {

  /**
   * Files by glob.
   *
   * @param path Hadoop path with a glob ({@code /landing/ent/*.csv}); must lie under an allowed
   *     root
   * @param format how to read each of them
   * @param minAge files changed more recently are left for the next run, so that a half-copied file
   *     is not read
   */
  record Files(String path, FileFormat format, Duration minAge, Intake intake)
      implements SourceSpec {
    public Files(String path, FileFormat format, Duration minAge) {
      this(path, format, minAge, Intake.USUAL);
    }
  }

  /**
   * Which of the files that a glob matches are deliveries, and what becomes of the others.
   *
   * @param members a glob for the files within a zip; null: those with the ending of the format
   *     where the archive has any, else all
   */
  record Intake(Copies copies, Unreadable unreadable, @Nullable String members) {
    public static final Intake USUAL = new Intake(Copies.SKIP, Unreadable.REFUSE, null);
  }

  /** What becomes of a file that cannot be read. */
  enum Unreadable {
    /** It is refused as a whole, in quarantine and in the run's line; the others are loaded. */
    REFUSE,
    /** It fails the job. */
    FAIL
  }

  /** What becomes of a file whose bytes were loaded under another name. */
  enum Copies {
    /** It is passed over, and told. */
    SKIP,
    /** It is a delivery of its own. */
    LOAD
  }

  /** How the bytes of a file become records. */
  sealed interface FileFormat extends Serializable {}

  /**
   * {@code format: csv} (or {@code tsv}).
   *
   * @param encoding utf-8, gb18030, utf-16, iso-8859-1, ...; a byte-order mark overrides it
   * @param delimiter one character
   * @param quote one character, or empty for none
   * @param escape doubled quote where it equals the quote; else the escape character
   * @param multiLine whether a quoted field may span lines; without, large files are read in
   *     parallel splits
   * @param header how the names are found
   * @param columns names where the file has no header
   * @param skipRows lines that are no data: totals, footnotes; a regular expression found in the
   *     record's first non-empty field
   * @param unpivot wide columns to rows; null for none
   */
  record Csv(
      String encoding,
      String delimiter,
      String quote,
      String escape,
      boolean multiLine,
      Header header,
      List<String> columns,
      List<String> skipRows,
      Ragged ragged,
      @Nullable Unpivot unpivot)
      implements FileFormat {
    public Csv {
      columns = List.copyOf(columns);
      skipRows = List.copyOf(skipRows);
    }
  }

  /** {@code format: xlsx}: a sheet by name or number (from 1), read as a stream. */
  record Excel(
      String sheet,
      Header header,
      Merged merged,
      List<String> columns,
      List<String> skipRows,
      @Nullable Unpivot unpivot)
      implements FileFormat {
    public Excel {
      columns = List.copyOf(columns);
      skipRows = List.copyOf(skipRows);
    }
  }

  /** What the cells of a merged range hold below the header. */
  enum Merged {
    /** The first one has the value, as in the file; the others have none. */
    FIRST,
    /** Each has the value of the first. */
    FILL
  }

  /**
   * {@code format: json}: documents one a line ({@code lines: true}, NDJSON), or one document or
   * array a file.
   *
   * @param rows path to the array whose elements are the rows ({@code data.stations}); empty: the
   *     document, or its elements where it is an array
   */
  record Json(String encoding, boolean lines, String rows) implements FileFormat {}

  /**
   * {@code format: parquet}: values become text as SQL would print them; timestamps as ISO
   * instants.
   */
  record Parquet() implements FileFormat {}

  /**
   * How a table's header is found: within the first {@code within} lines, the first one that holds
   * every name that the job maps and that is not optional. The same line met again is skipped as a
   * repeated header.
   *
   * @param rows how many rows it has; the names of a column that stand in several are joined
   * @param joiner what stands between these
   */
  record Header(boolean present, int within, int rows, String joiner) implements Serializable {
    /** A header of one row. */
    public Header(boolean present, int within) {
      this(present, within, 1, "/");
    }
  }

  /** What happens to records with more or fewer fields than the header. */
  enum Ragged {
    /** Quarantined whole. */
    REFUSE,
    /** Missing fields are null; surplus ones are refused. */
    PAD,
    /** Missing fields are null; surplus empty ones are dropped, others refused. */
    TRIM
  }

  /**
   * {@code unpivot: {columns: "^(\\d{4})年$", name: year, value: gdp}}: each column whose name
   * matches gives a row; the pattern's first group (or the whole name) and the cell appear under
   * the two names, the other columns beside them.
   */
  record Unpivot(String columns, String name, String value) implements Serializable {}

  /**
   * A database table or view.
   *
   * @param product postgresql, mysql, mariadb or sqlite; it fixes the driver and the URL
   * @param host and port for servers; null for sqlite
   * @param database name, or the file for sqlite (under an allowed root)
   * @param table schema-qualified name, quoted by us
   * @param columns to read; empty for all
   * @param incremental by watermark; null reads everything each time
   * @param partition parallel reading by ranges of a numeric column; null for one connection
   * @param rowsPerSecond at most, so that a department's database keeps breathing; 0 for no limit
   * @param parameters driver parameters, each on the product's allow-list
   */
  record Jdbc(
      Product product,
      @Nullable String host,
      int port,
      String database,
      String table,
      @Nullable String user,
      @Nullable Secret password,
      List<String> columns,
      @Nullable Incremental incremental,
      @Nullable Partition partition,
      int fetchSize,
      long rowsPerSecond,
      Map<String, String> parameters)
      implements SourceSpec {
    public Jdbc {
      columns = List.copyOf(columns);
      parameters = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(parameters));
    }
  }

  /**
   * What is pushed to a live feed: JSON messages in UTF-8. Beside what they hold, {@code
   * _sequence}, {@code _arrival} and {@code _sender} can be mapped; of what came by MQTT {@code
   * _topic} too, and its named levels as {@code _topic_NAME}.
   *
   * @param feed its name
   * @param rows path in each message to the array whose elements are the rows; empty: the message
   */
  record FeedMessages(String feed, String rows) implements SourceSpec {}

  /** The databases that can be read. */
  enum Product {
    POSTGRESQL,
    MYSQL,
    MARIADB,
    SQLITE
  }

  /**
   * {@code incremental: {column: upd_time, look-back: 1d}}: rows from the last watermark less the
   * look-back; with a look-back the target needs a key, because rows are met again.
   *
   * @param ahead how far ahead of now a watermark that is a time may be; rows with a later one are
   *     refused
   */
  record Incremental(String column, LookBack lookBack, Duration ahead, NullWatermark nulls) {
    /** With what holds where a job says no more. */
    public Incremental(String column, Duration lookBack) {
      this(column, LookBack.of(lookBack), Duration.ofDays(1), NullWatermark.LOAD);
    }
  }

  /** What becomes of rows without a watermark, which no order tells from new ones. */
  enum NullWatermark {
    /** Each is loaded once, by its content. */
    LOAD,
    /** Each is quarantined, once. */
    REFUSE
  }

  /**
   * {@code partition: {column: id, count: 4}}: that many ranges between the column's minimum and
   * maximum.
   */
  record Partition(String column, int count) {}

  /**
   * A topic of Kafka.
   *
   * @param servers {@code HOST:PORT} of the brokers that are asked first
   * @param maxRecords how many offsets one run reads at most
   * @param login who reads; null where the brokers ask nobody
   * @param parameters of the client, of {@link KafkaParameters#ALLOWED}
   * @param secrets of the client, of {@link KafkaParameters#SECRETS}
   */
  record Kafka(
      List<String> servers,
      String topic,
      MessageFormat format,
      Tombstones tombstones,
      long maxRecords,
      @Nullable Login login,
      Map<String, String> parameters,
      Map<String, Secret> secrets)
      implements SourceSpec {
    public Kafka {
      servers = List.copyOf(servers);
      parameters = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(parameters));
      secrets = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(secrets));
    }
  }

  /** Who logs in, by a name and a password. */
  record Login(String user, Secret password) {}

  /** What a message without a value means. */
  enum Tombstones {
    /** It is quarantined, with its key. */
    REFUSE,
    /** It is counted as a record that is no data. */
    SKIP,
    /** It is a row of what the job takes from its key and headers; all else is null. */
    ROW
  }

  /** How the bytes of a message become records. */
  sealed interface MessageFormat extends Serializable {
    /** What it makes of messages, by what matters for rows that are loaded. */
    String definition();
  }

  /**
   * {@code format: json}: one document a message.
   *
   * @param rows path to the array whose elements are the rows; empty: the document, or its elements
   *     where it is an array
   */
  record JsonMessage(String rows) implements MessageFormat {
    @Override
    public String definition() {
      return "json " + rows;
    }
  }

  /**
   * {@code format: avro}: a binary Avro record a message.
   *
   * @param schema the file with the schema of all messages, without a registry; null where {@code
   *     ids} say more
   * @param ids the files with the schemas by the ids of a registry, which each message begins with;
   *     {@link #REFUSE} for those whose messages are refused
   * @param rows as of {@link JsonMessage}
   */
  record AvroMessage(@Nullable String schema, SortedMap<Integer, String> ids, String rows)
      implements MessageFormat {
    /** In place of a file. */
    public static final String REFUSE = "refuse";

    public AvroMessage {
      ids = java.util.Collections.unmodifiableSortedMap(new java.util.TreeMap<>(ids));
    }

    @Override
    public String definition() {
      return "avro " + rows;
    }
  }

  /**
   * {@code format: protobuf}: a binary Protobuf message a message.
   *
   * @param message the full name of its type: {@code city.Level}
   * @param descriptor the file with the descriptors of all messages, without a registry; null where
   *     {@code ids} say more
   * @param ids the files with the descriptors by the ids of a registry, as of {@link AvroMessage}
   * @param rows as of {@link JsonMessage}
   */
  record ProtobufMessage(
      String message, @Nullable String descriptor, SortedMap<Integer, String> ids, String rows)
      implements MessageFormat {
    public ProtobufMessage {
      ids = java.util.Collections.unmodifiableSortedMap(new java.util.TreeMap<>(ids));
    }

    @Override
    public String definition() {
      return "protobuf " + message + " " + rows;
    }
  }

  /** Caps on what one file may unfold to, against bombs. */
  record Caps(DataSize uncompressed, int ratio, int entries, int fields, DataSize record)
      implements Serializable {}
}
