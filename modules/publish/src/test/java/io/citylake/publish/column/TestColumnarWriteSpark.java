package io.citylake.publish.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.session.SparkSettings;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Spark's readers make of files that are written column by column, with filters and without.
 */
class TestColumnarWriteSpark {
  private static final int TABLES = Integer.getInteger("citylake.tables", 6);
  private static final long SEED = Long.getLong("citylake.seed", System.nanoTime());
  private static final String INSTANTS = "spark.sql.datetime.java8API.enabled";
  private static final int BUCKETS = 7;
  private static final Namespace NAMESPACE = Namespace.of("drawn");
  private static final Set<TypeID> IN_BUCKETS =
      EnumSet.of(
          TypeID.INTEGER,
          TypeID.LONG,
          TypeID.DATE,
          TypeID.TIMESTAMP,
          TypeID.STRING,
          TypeID.DECIMAL);

  @TempDir private Path home;
  private SparkSession spark;

  private Lake lake;

  @BeforeEach
  void open() {
    Settings settings = LocalLake.settings(home);
    lake = Lake.open(settings);
    lake.catalog().createNamespace(NAMESPACE, Map.of());
    spark = (SparkSession) LocalLake.session(SparkSettings.of(settings));
    // The older classes have no room for the first and the last instant.
    spark.conf().set(INSTANTS, "true");
  }

  @AfterEach
  void close() {
    spark.conf().unset(INSTANTS);
    lake.close();
  }

  @Test
  void sparkFindsTheSameRowsAsInFilesOfIcebergsWriter() throws Exception {
    Random seeds = new Random(SEED);
    for (int i = 0; i < TABLES; i++) {
      long seed = seeds.nextLong();
      Random random = new Random(seed);
      DrawnTable drawn = new DrawnTable(random);
      PartitionSpec spec = spec(drawn.schema, random);
      String what = "seed=%d %s %s".formatted(seed, drawn, spec);
      Table ours = table(drawn, spec, "ours" + i);
      Table theirs = table(drawn, spec, "theirs" + i);
      columnar(ours, drawn);
      iceberg(theirs, drawn);

      assertThat(partitions(ours)).as(what).isEqualTo(partitions(theirs));
      Dataset<Row> mine = spark.table(name(ours));
      Dataset<Row> other = spark.table(name(theirs));
      // Names are Avro's in files. Iceberg's reader looks at row groups and dictionaries, Spark's
      // own at each page's bounds.
      Dataset<Row> files = spark.read().parquet(files(ours)).toDF(other.columns());
      assertThat(answer(mine)).as(what).isEqualTo(answer(other));
      assertThat(answer(files)).as(what).isEqualTo(answer(other));
      List<Row> samples = other.limit(50).collectAsList();
      for (String name : other.columns()) {
        Column filter = filter(name, samples.get(random.nextInt(samples.size())), random);
        assertThat(answer(mine.where(filter)))
            .as(what + " " + filter)
            .isEqualTo(answer(other.where(filter)));
        assertThat(answer(files.where(filter)))
            .as(what + " files, " + filter)
            .isEqualTo(answer(other.where(filter)));
      }
    }
  }

  @Test
  void leavesNoFileOfWhatIsNotCommitted() throws Exception {
    DrawnTable drawn = new DrawnTable(new Random(SEED));
    Table table = table(drawn, spec(drawn.schema, new Random(SEED)), "gone");
    BatchWrite write = write(table);
    try (DataWriter<InternalRow> none = write.createBatchWriterFactory(null).createWriter(0, 1)) {
      write.commit(new WriterCommitMessage[] {none.commit()});
    }
    assertThat(parquet()).isEmpty();

    try (DataWriter<InternalRow> some = write.createBatchWriterFactory(null).createWriter(0, 2)) {
      for (InternalRow row : drawn.rows) {
        some.write(row);
      }
      some.abort();
    }
    assertThat(parquet()).isEmpty();

    WriterCommitMessage written = written(write, drawn);
    assertThat(parquet()).isNotEmpty();
    write(table).abort(new WriterCommitMessage[] {written});
    assertThat(parquet()).isEmpty();
  }

  @Test
  void refusesRowsThatLackWhatTheTableRequires() {
    Schema schema =
        new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "text", Types.StringType.get()));
    Table table =
        lake.catalog().buildTable(TableIdentifier.of(NAMESPACE, "required"), schema).create();
    StructType rows = SparkSchemaUtil.convert(schema.select("text"));

    assertThatThrownBy(() -> ColumnarBatchWrite.of(spark, table, "", rows, "w", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id");
  }

  private List<Path> parquet() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(path -> path.toString().endsWith(".parquet")).toList();
    }
  }

  private static Column filter(String name, Row sample, Random random) {
    Object value = sample.getAs(name);
    Column column = functions.col("`" + name + "`");
    if (value == null) {
      return column.isNull();
    }
    return switch (random.nextInt(3)) {
      case 0 -> column.equalTo(value);
      case 1 -> column.lt(value);
      default -> column.geq(value);
    };
  }

  /** How many rows there are, and a sum over all that they hold. */
  private static List<Row> answer(Dataset<Row> rows) {
    Column[] columns =
        List.of(rows.columns()).stream()
            .map(name -> functions.col("`" + name + "`"))
            .toArray(Column[]::new);
    return rows.agg(
            functions.count(functions.lit(1)),
            functions.sum(functions.xxhash64(columns).cast("decimal(38,0)")))
        .collectAsList();
  }

  private static PartitionSpec spec(Schema schema, Random random) {
    Types.NestedField field = schema.columns().get(random.nextInt(schema.columns().size()));
    return IN_BUCKETS.contains(field.type().typeId())
        ? PartitionSpec.builderFor(schema).bucket(field.name(), BUCKETS).build()
        : PartitionSpec.unpartitioned();
  }

  private Table table(DrawnTable drawn, PartitionSpec spec, String name) {
    return lake.catalog()
        .buildTable(TableIdentifier.of(NAMESPACE, name), drawn.schema)
        .withPartitionSpec(spec)
        .withProperties(
            Map.of(
                "format-version",
                "2",
                "write.parquet.compression-codec",
                "zstd",
                "write.parquet.row-group-size-bytes",
                Long.toString(drawn.settings.rowGroupBytes()),
                "write.parquet.page-size-bytes",
                Integer.toString(drawn.settings.pageBytes()),
                "write.parquet.page-row-limit",
                Integer.toString(drawn.settings.pageRows()),
                "write.parquet.dict-size-bytes",
                Integer.toString(drawn.settings.dictionaryBytes())))
        .create();
  }

  private static String name(Table table) {
    String[] parts = table.name().split("\\.", -1);
    return "%s.%s.%s".formatted(Lake.CATALOG, NAMESPACE, parts[parts.length - 1]);
  }

  private void columnar(Table table, DrawnTable drawn) throws Exception {
    BatchWrite write = write(table);
    write.commit(new WriterCommitMessage[] {written(write, drawn)});
  }

  private BatchWrite write(Table table) {
    StructType rows = SparkSchemaUtil.convert(table.schema());
    return ColumnarBatchWrite.of(spark, table, "", rows, "w", Map.of()).orElseThrow();
  }

  private static WriterCommitMessage written(BatchWrite write, DrawnTable drawn) throws Exception {
    try (DataWriter<InternalRow> writer = write.createBatchWriterFactory(null).createWriter(0, 1)) {
      for (InternalRow row : drawn.rows) {
        writer.write(row);
      }
      return writer.commit();
    }
  }

  private void iceberg(Table table, DrawnTable drawn) {
    StructType rows = SparkSchemaUtil.convert(table.schema());
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    try {
      spark
          .internalCreateDataFrame(context.parallelize(drawn.rows, 1).rdd(), rows, false)
          .writeTo(name(table))
          .option("fanout-enabled", "true")
          .append();
    } catch (NoSuchTableException e) {
      throw new AssertionError(e);
    }
    table.refresh();
  }

  private static String[] files(Table table) throws IOException {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      return asStream(tasks).map(task -> task.file().location()).toArray(String[]::new);
    }
  }

  /** Partitions as texts, each with its rows. */
  private static Map<String, Long> partitions(Table table) throws Exception {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      return asStream(tasks)
          .collect(
              Collectors.groupingBy(
                  task -> String.valueOf(task.file().partition()),
                  Collectors.summingLong(task -> task.file().recordCount())));
    }
  }

  private static Stream<FileScanTask> asStream(CloseableIterable<FileScanTask> tasks) {
    return StreamSupport.stream(tasks.spliterator(), false);
  }
}
