package io.citylake.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.execution.arrow.ArrowWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spark's own writer says what the vectors of rows are. */
class TestRowWriter {
  private static final List<DataType> PLAIN =
      List.of(
          DataTypes.LongType,
          DataTypes.IntegerType,
          DataTypes.ShortType,
          DataTypes.ByteType,
          DataTypes.BooleanType,
          DataTypes.DoubleType,
          DataTypes.FloatType,
          DataTypes.StringType,
          DataTypes.BinaryType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType,
          DataTypes.createDecimalType(12, 2),
          DataTypes.createDecimalType(38, 9));

  private final BufferAllocator allocator = new RootAllocator();
  private final Random random = new Random(11);

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void writesWhatSparkWritesOfEveryPlainType() {
    StructType type = type(PLAIN);
    List<InternalRow> rows = rows(type, 25_001);
    assertSame(type, rows, batches(type, rows));
  }

  @Test
  void leavesNestedTypesToSpark() {
    List<DataType> types = new ArrayList<>(PLAIN);
    types.add(DataTypes.createArrayType(DataTypes.LongType));
    types.add(DataTypes.NullType);
    StructType type = type(types);
    List<InternalRow> rows = rows(type, 101);
    assertSame(type, rows, batches(type, rows));
  }

  @Test
  void makesNoBatchOfNoRowsAndFullOnesOfTenThousand() {
    StructType type = type(List.of(DataTypes.LongType));
    assertThat(batches(type, List.of())).isEmpty();
    assertThat(batches(type, rows(type, 20_000)).stream().map(RowBatches::rows))
        .containsExactly(10_000L, 10_000L);
  }

  /** Of long texts ten thousand rows would be 800 MB. */
  @Test
  void endsABatchByItsBytes() {
    StructType type = type(List.of(DataTypes.StringType, DataTypes.LongType, DataTypes.StringType));
    UTF8String text = UTF8String.fromString("x".repeat(40_000));
    List<InternalRow> rows = new ArrayList<>();
    for (long i = 0; i < 2_000; i++) {
      rows.add(new GenericInternalRow(new Object[] {text, i, text}));
    }
    for (boolean unsafe : List.of(true, false)) {
      UnsafeProjection ofSpark = UnsafeProjection.create(type);
      Iterator<InternalRow> each =
          rows.stream().<InternalRow>map(row -> unsafe ? ofSpark.apply(row) : row).iterator();
      List<Long> counts = new ArrayList<>();
      RowBatches.write(
          each, schema(type), allocator, Long.MAX_VALUE, made -> counts.add(RowBatches.rows(made)));
      assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(2_000);
      assertThat(counts).allMatch(count -> count < 100);
    }
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(64L << 20);
    List<byte[]> ended = new ArrayList<>();
    RowBatches.write(rows.iterator(), schema(type), allocator, 10L << 20, ended::add);
    assertThat(ended).hasSize(3);
  }

  private List<byte[]> batches(StructType type, List<InternalRow> rows) {
    List<byte[]> batches = new ArrayList<>();
    RowBatches.write(rows.iterator(), schema(type), allocator, Long.MAX_VALUE, batches::add);
    return batches;
  }

  private void assertSame(StructType type, List<InternalRow> rows, List<byte[]> batches) {
    int from = 0;
    try (BatchLoader loader = new BatchLoader(schema(type), allocator)) {
      for (byte[] batch : batches) {
        loader.load(batch);
        int until = from + loader.root().getRowCount();
        assertSame(type, rows.subList(from, until), loader.root());
        from = until;
      }
    }
    assertThat(from).isEqualTo(rows.size());
  }

  private void assertSame(StructType type, List<InternalRow> rows, VectorSchemaRoot written) {
    try (VectorSchemaRoot expected = VectorSchemaRoot.create(schema(type), allocator)) {
      ArrowWriter writer = ArrowWriter.create(expected);
      rows.forEach(writer::write);
      writer.finish();
      assertThat(written.getRowCount()).isEqualTo(expected.getRowCount());
      for (FieldVector vector : expected.getFieldVectors()) {
        assertThat(VectorEqualsVisitor.vectorEquals(vector, written.getVector(vector.getName())))
            .as(vector.getField().toString())
            .isTrue();
      }
    }
  }

  private static Schema schema(StructType type) {
    return ArrowUtils.toArrowSchema(type, "Asia/Shanghai", false, false);
  }

  private static StructType type(List<DataType> types) {
    StructType type = new StructType();
    for (int i = 0; i < types.size(); i++) {
      type = type.add("c" + i, types.get(i), true);
    }
    return type;
  }

  private List<InternalRow> rows(StructType type, int count) {
    List<InternalRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Object[] values = new Object[type.length()];
      for (int column = 0; column < values.length; column++) {
        values[column] = random.nextInt(7) == 0 ? null : value(type.fields()[column].dataType());
      }
      rows.add(new GenericInternalRow(values));
    }
    return rows;
  }

  private @Nullable Object value(DataType type) {
    if (type == DataTypes.IntegerType || type == DataTypes.DateType) {
      return random.nextInt();
    } else if (type == DataTypes.ShortType) {
      return (short) random.nextInt();
    } else if (type == DataTypes.ByteType) {
      return (byte) random.nextInt();
    } else if (type == DataTypes.BooleanType) {
      return random.nextBoolean();
    } else if (type == DataTypes.DoubleType) {
      return random.nextGaussian();
    } else if (type == DataTypes.FloatType) {
      return (float) random.nextGaussian();
    } else if (type == DataTypes.StringType) {
      return UTF8String.fromString("天府".repeat(random.nextInt(20)));
    } else if (type == DataTypes.BinaryType) {
      return new byte[random.nextInt(50)];
    } else if (type instanceof org.apache.spark.sql.types.DecimalType decimal) {
      BigDecimal number = BigDecimal.valueOf(random.nextLong() % 1_000_000_000L, decimal.scale());
      return Decimal.apply(number, decimal.precision(), decimal.scale());
    } else if (type instanceof org.apache.spark.sql.types.ArrayType) {
      return new GenericArrayData(new Object[] {random.nextLong(), null});
    } else if (type == DataTypes.NullType) {
      return null;
    }
    return random.nextLong();
  }
}
