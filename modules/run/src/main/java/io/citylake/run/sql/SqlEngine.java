package io.citylake.run.sql;

import io.citylake.engine.BoundSql;
import io.citylake.engine.JobGroups;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.io.FileDamage;
import io.citylake.lake.metadata.LiveRows;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/** SQL on the embedded engine, for who runs it: no policy stands between. */
public final class SqlEngine implements SqlSource {
  private static final Logger LOG = LoggerFactory.getLogger(SqlEngine.class);
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  private final SparkSession spark;
  private final ZoneId zone;
  private final Mode mode;
  private final Lake lake;

  /** Of its own, so that stopping a statement stops nobody else's work on the same Spark. */
  private final String jobGroup = "citylake-sql-" + UUID.randomUUID();

  /** What statements may do. */
  public enum Mode {
    /** Only read; what would change more than the session is refused. */
    READ,
    /** Anything. */
    WRITE
  }

  /**
   * @param lake asked how many rows a table has around a statement that changes it
   */
  public SqlEngine(SparkSession spark, ZoneId zone, Mode mode, Lake lake) {
    this.spark = withJavaTime(spark);
    this.zone = zone;
    this.mode = mode;
    this.lake = lake;
  }

  /**
   * The answer to a statement.
   *
   * @param columns none where the statement answers nothing
   * @param done what a statement changed, in a sentence; empty where it only read
   * @param rows values as text, numbers, booleans, lists and maps; times as text in the workspace's
   *     zone. They come partition by partition, so that any number fits in memory.
   */
  public record Answer(
      List<String> columns, Iterator<List<@Nullable Object>> rows, Optional<String> done) {
    public Answer(List<String> columns, Iterator<List<@Nullable Object>> rows) {
      this(columns, rows, Optional.empty());
    }

    /** Takes up to that many rows; {@code rows().hasNext()} then says whether there are more. */
    public List<List<@Nullable Object>> head(int limit) {
      List<List<@Nullable Object>> head = new ArrayList<>();
      while (head.size() < limit && rows.hasNext()) {
        head.add(rows.next());
      }
      return head;
    }
  }

  /**
   * @throws CityLakeException WRITE_NOT_ASKED before anything is done, where the statement would
   *     change something and the engine only reads
   */
  @Override
  public Answer query(String statement) {
    return query(statement, List.of());
  }

  /**
   * The answer to a statement with values in the places of its {@code ?}; none of them becomes part
   * of its text.
   */
  public Answer query(String statement, List<? extends @Nullable Object> values) {
    try {
      enterGroup();
      LogicalPlan parsed =
          ((org.apache.spark.sql.classic.SparkSession) spark)
              .sessionState()
              .sqlParser()
              .parsePlan(statement);
      StatementEffect effect = StatementEffect.of(parsed);
      if (!effect.writes()) {
        Dataset<Row> query = bound(statement, values);
        return answer(() -> query, SqlEngine::failed);
      }
      if (mode == Mode.READ) {
        throw new CityLakeException(
            ErrorCode.WRITE_NOT_ASKED,
            "Cannot run the statement: it would change something (%s), and this only reads; pass --write if that is meant"
                .formatted(effect.kind()));
      }
      return change(statement, values, effect);
    } catch (Exception e) {
      // Spark's own exceptions are checked ones that Scala doesn't declare.
      throw failed(e);
    }
  }

  /**
   * Whether a statement changes nothing but its session, as far as its syntax tells; a text that
   * can't be read doesn't. Others must not even be analysed: EXECUTE IMMEDIATE runs then.
   */
  public boolean onlyReads(String statement) {
    try {
      return !StatementEffect.of(
              ((org.apache.spark.sql.classic.SparkSession) spark)
                  .sessionState()
                  .sqlParser()
                  .parsePlan(statement))
          .writes();
    } catch (Exception e) {
      // Scala's checked exceptions come unannounced.
      LOG.debug("A statement can't be parsed", e);
      return false;
    }
  }

  private Answer change(
      String statement, List<? extends @Nullable Object> values, StatementEffect effect) {
    String before = effect.table().map(this::rows).orElse("");
    LOG.info("SQL changes {} by {}: {} rows", effect.table().orElse(null), effect.kind(), before);
    Answer answer = answer(() -> bound(statement, values), SqlEngine::failed);
    String done =
        effect
            .table()
            .map(
                table ->
                    "Done: %s; %s had %s rows and has %s now"
                        .formatted(effect.kind(), table, before, rows(table)))
            .orElse("Done: " + effect.kind());
    LOG.info("{}", done);
    return new Answer(answer.columns(), answer.rows(), Optional.of(done));
  }

  private Dataset<Row> bound(String statement, List<? extends @Nullable Object> values) {
    try {
      return BoundSql.query(spark, statement, values);
    } catch (ParseException e) {
      throw failed(e);
    }
  }

  /** How many rows a table has; a question mark where that cannot be told. */
  private String rows(TableName name) {
    try {
      Table table = lake.loadTable(name);
      OptionalLong rows = LiveRows.count(table, table.currentSnapshot());
      return rows.isPresent() ? Long.toString(rows.getAsLong()) : "?";
    } catch (CityLakeException e) {
      return "?";
    }
  }

  /**
   * The answer of a query that another plans.
   *
   * @param planned asked once; may read metadata
   * @param failure what to say of an exception that comes while it is planned or runs
   */
  public Answer answer(
      Supplier<Dataset<Row>> planned, Function<Exception, CityLakeException> failure) {
    try {
      enterGroup();
      Dataset<Row> query = planned.get();
      List<String> columns = Arrays.asList(query.columns());
      return columns.isEmpty()
          ? new Answer(columns, Collections.emptyIterator())
          : new Answer(columns, new Rows(query.toLocalIterator(), failure));
    } catch (Exception e) {
      throw failure.apply(e);
    }
  }

  @Override
  public void cancel() {
    spark.sparkContext().cancelJobGroup(jobGroup, "cancelled by the user");
  }

  /** On whichever thread asks, which may have run something else since. */
  private void enterGroup() {
    JobGroups.enter(spark.sparkContext(), jobGroup, "citylake sql");
  }

  @Override
  public List<String> tableNames() {
    List<String> names = new ArrayList<>();
    for (Row namespace : spark.sql("SHOW NAMESPACES IN lake").collectAsList()) {
      for (Row table : spark.sql("SHOW TABLES IN lake." + namespace.getString(0)).collectAsList()) {
        names.add(namespace.getString(0) + "." + table.getString(1));
      }
    }
    return names;
  }

  private static CityLakeException failed(Exception e) {
    if (e instanceof SparkThrowable known && CANCELLED.equals(known.getCondition())) {
      return new CityLakeException(ErrorCode.CANCELLED, "The statement was cancelled", e);
    }
    if (e instanceof CityLakeException known) {
      return known;
    }
    Optional<CityLakeException> damaged = FileDamage.find(e);
    if (damaged.isPresent()) {
      return damaged.get();
    }
    return missingFile(e)
        .map(
            file ->
                new CityLakeException(
                    ErrorCode.STORAGE_FAILED,
                    "Cannot run the statement: a file of the lake is missing or can't be opened (%s); restore it from a backup"
                        .formatted(file),
                    e))
        .orElseGet(
            () ->
                new CityLakeException(
                    ErrorCode.SQL_INVALID, "Cannot run the statement: " + sentence(e), e));
  }

  /** What is said of the file at the root of a failure. */
  private static Optional<String> missingFile(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NotFoundException
          || cause instanceof FileNotFoundException
          || cause instanceof NoSuchFileException) {
        return String.valueOf(cause.getMessage()).lines().findFirst();
      }
    }
    return Optional.empty();
  }

  /** Spark's message in one paragraph, without its plan and the statement. */
  private static String sentence(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    for (String appendix : List.of("\n== SQL", ";\n'")) {
      int found = message.indexOf(appendix);
      message = found < 0 ? message : message.substring(0, found);
    }
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** A session beside it; java.sql's dates are those of another calendar before 1582. */
  private static SparkSession withJavaTime(SparkSession spark) {
    SparkSession own = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    own.conf().set("spark.sql.datetime.java8API.enabled", true);
    return own;
  }

  private final class Rows implements Iterator<List<@Nullable Object>> {
    private final Iterator<Row> source;
    private final Function<Exception, CityLakeException> failure;

    Rows(Iterator<Row> source, Function<Exception, CityLakeException> failure) {
      this.source = source;
      this.failure = failure;
    }

    @Override
    public boolean hasNext() {
      try {
        enterGroup();
        return source.hasNext();
      } catch (Exception e) {
        throw failure.apply(e);
      }
    }

    @Override
    public List<@Nullable Object> next() {
      Row row = source.next();
      List<@Nullable Object> values = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        values.add(plain(row.get(i)));
      }
      return values;
    }

    private @Nullable Object plain(@Nullable Object value) {
      if (value == null || value instanceof Number || value instanceof Boolean) {
        return value;
      }
      if (value instanceof Instant instant) {
        return INSTANT.format(instant.atZone(zone));
      }
      if (value instanceof Timestamp timestamp) {
        // Of a query that another session has analysed.
        Instant instant = DateTimeUtils.microsToInstant(DateTimeUtils.fromJavaTimestamp(timestamp));
        return INSTANT.format(instant.atZone(zone));
      }
      if (value instanceof LocalDateTime local) {
        return INSTANT.format(local);
      }
      if (value instanceof Row struct) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < struct.size(); i++) {
          fields.put(struct.schema().fieldNames()[i], plain(struct.get(i)));
        }
        return fields;
      }
      if (value instanceof scala.collection.Map<?, ?> map) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        CollectionConverters.asJava(map)
            .forEach((key, each) -> entries.put(String.valueOf(key), plain(each)));
        return entries;
      }
      if (value instanceof scala.collection.Iterable<?> list) {
        List<@Nullable Object> values = new ArrayList<>();
        CollectionConverters.asJava(list).forEach(each -> values.add(plain(each)));
        return values;
      }
      return value.toString();
    }
  }
}
