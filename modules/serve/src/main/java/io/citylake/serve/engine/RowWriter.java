package io.citylake.serve.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.arrow.ArrowWriter;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Writes Spark's rows into vectors, one after the other. Spark's own writer asks each vector before
 * each value whether it is large enough, which takes longer than writing; here that is asked once a
 * row. Where a column is of another than a plain type, Spark's writer does the whole row. One
 * thread at a time.
 */
abstract class RowWriter {
  private static final int FIRST_ROWS = 512;

  private RowWriter() {}

  /**
   * @param root empty; stays the caller's to close
   */
  static RowWriter of(VectorSchemaRoot root) {
    List<Cell> cells = new ArrayList<>();
    for (FieldVector vector : root.getFieldVectors()) {
      Cell cell = cell(vector, cells.size());
      if (cell == null) {
        return new Nested(ArrowWriter.create(root));
      }
      cells.add(cell);
    }
    return new Plain(root, cells.toArray(new Cell[0]));
  }

  abstract void write(InternalRow row);

  /** The vectors then hold what was written since the last {@link #reset}. */
  abstract void finish();

  abstract void reset();

  /** Puts a value that isn't null into its vector, which has room for it. */
  @FunctionalInterface
  private interface Cell {
    void set(InternalRow row, int at);
  }

  private static @Nullable Cell cell(FieldVector vector, int column) {
    if (vector instanceof BigIntVector longs) {
      return (row, at) -> longs.set(at, row.getLong(column));
    } else if (vector instanceof IntVector ints) {
      return (row, at) -> ints.set(at, row.getInt(column));
    } else if (vector instanceof Float8Vector doubles) {
      return (row, at) -> doubles.set(at, row.getDouble(column));
    } else if (vector instanceof VarCharVector texts) {
      return (row, at) -> text(texts, at, row.getUTF8String(column));
    } else if (vector instanceof TimeStampVector times) {
      return (row, at) -> times.set(at, row.getLong(column));
    } else if (vector instanceof DateDayVector days) {
      return (row, at) -> days.set(at, row.getInt(column));
    } else if (vector instanceof DecimalVector decimals) {
      return decimal(decimals, column);
    } else if (vector instanceof BitVector bits) {
      return (row, at) -> bits.set(at, row.getBoolean(column) ? 1 : 0);
    } else if (vector instanceof SmallIntVector shorts) {
      return (row, at) -> shorts.set(at, row.getShort(column));
    } else if (vector instanceof TinyIntVector bytes) {
      return (row, at) -> bytes.set(at, row.getByte(column));
    } else if (vector instanceof Float4Vector floats) {
      return (row, at) -> floats.set(at, row.getFloat(column));
    } else if (vector instanceof VarBinaryVector binaries) {
      return (row, at) -> binaries.setSafe(at, row.getBinary(column));
    }
    return null;
  }

  private static void text(VarCharVector vector, int at, UTF8String text) {
    ByteBuffer bytes = text.getByteBuffer();
    vector.setSafe(at, bytes, bytes.position(), text.numBytes());
  }

  private static Cell decimal(DecimalVector vector, int column) {
    int precision = vector.getPrecision();
    int scale = vector.getScale();
    return precision <= Decimal.MAX_LONG_DIGITS()
        ? (row, at) -> vector.set(at, row.getDecimal(column, precision, scale).toUnscaledLong())
        : (row, at) -> vector.set(at, row.getDecimal(column, precision, scale).toJavaBigDecimal());
  }

  private static final class Plain extends RowWriter {
    private final VectorSchemaRoot root;
    private final Cell[] cells;
    private int rows;
    private int capacity;

    Plain(VectorSchemaRoot root, Cell[] cells) {
      this.root = root;
      this.cells = cells;
      for (FieldVector vector : root.getFieldVectors()) {
        vector.setInitialCapacity(FIRST_ROWS);
        vector.allocateNew();
      }
      capacity = capacity();
    }

    @Override
    void write(InternalRow row) {
      while (rows >= capacity) {
        root.getFieldVectors().forEach(FieldVector::reAlloc);
        capacity = capacity();
      }
      for (int i = 0; i < cells.length; i++) {
        if (!row.isNullAt(i)) {
          cells[i].set(row, rows);
        }
      }
      rows++;
    }

    /** Texts grow as they are written. */
    private int capacity() {
      return root.getFieldVectors().stream()
          .filter(BaseFixedWidthVector.class::isInstance)
          .mapToInt(FieldVector::getValueCapacity)
          .min()
          .orElse(Integer.MAX_VALUE);
    }

    @Override
    void finish() {
      root.setRowCount(rows);
    }

    @Override
    void reset() {
      root.getFieldVectors().forEach(FieldVector::reset);
      rows = 0;
    }
  }

  private static final class Nested extends RowWriter {
    private final ArrowWriter writer;

    Nested(ArrowWriter writer) {
      this.writer = writer;
    }

    @Override
    void write(InternalRow row) {
      writer.write(row);
    }

    @Override
    void finish() {
      writer.finish();
    }

    @Override
    void reset() {
      writer.reset();
    }
  }
}
