package io.citylake.publish.stage;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/** Makes the writer of one task: it routes each row to the table's or the quarantine's writer. */
final class RouteTask implements DataWriterFactory {
  private static final long serialVersionUID = 1L;

  private final DataWriterFactory good;
  private final DataWriterFactory bad;
  private final Layout layout;

  RouteTask(DataWriterFactory good, DataWriterFactory bad, Layout layout) {
    this.good = good;
    this.bad = bad;
    this.layout = layout;
  }

  /** Where in a judged row things are. */
  record Layout(
      int outcome,
      int good,
      int goodWidth,
      int bad,
      int badWidth,
      int warnings,
      int fatal,
      int reasons,
      int reasonWidth,
      int reasonColumn,
      int reasonRule)
      implements Serializable {

    static Layout of(StructType judged) {
      StructType bad = (StructType) judged.apply(JudgedColumns.BAD).dataType();
      StructType reason = (StructType) ((ArrayType) bad.apply("reasons").dataType()).elementType();
      return new Layout(
          judged.fieldIndex(JudgedColumns.OUTCOME),
          judged.fieldIndex(JudgedColumns.GOOD),
          ((StructType) judged.apply(JudgedColumns.GOOD).dataType()).size(),
          judged.fieldIndex(JudgedColumns.BAD),
          bad.size(),
          judged.fieldIndex(JudgedColumns.WARNINGS),
          judged.fieldIndex(JudgedColumns.FATAL),
          bad.fieldIndex("reasons"),
          reason.size(),
          reason.fieldIndex("column"),
          reason.fieldIndex("rule"));
    }
  }

  @Override
  public DataWriter<InternalRow> createWriter(int partition, long task) {
    return new Router(
        good.createWriter(partition, task), bad.createWriter(partition, task), layout);
  }

  /** Both writers of one task attempt; they commit together or abort together. */
  private static final class Router implements DataWriter<InternalRow> {
    private final DataWriter<InternalRow> good;
    private final DataWriter<InternalRow> bad;
    private final Layout layout;
    private final TallyCounter counter;

    Router(DataWriter<InternalRow> good, DataWriter<InternalRow> bad, Layout layout) {
      this.good = good;
      this.bad = bad;
      this.layout = layout;
      this.counter = new TallyCounter(layout);
    }

    @Override
    public void write(InternalRow row) throws IOException {
      switch (row.getInt(layout.outcome())) {
        case JudgedColumns.ACCEPTED -> {
          good.write(row.getStruct(layout.good(), layout.goodWidth()));
          counter.accepted(row);
        }
        case JudgedColumns.QUARANTINED -> {
          InternalRow refused = row.getStruct(layout.bad(), layout.badWidth());
          bad.write(refused);
          counter.quarantined(row, refused);
        }
        case JudgedColumns.DUPLICATE -> counter.duplicate();
        case JudgedColumns.SKIPPED -> counter.skipped();
        default ->
            throw new IllegalStateException(
                "Cannot route a row: its outcome must be 0 to 3 (outcome="
                    + row.getInt(layout.outcome())
                    + ")");
      }
    }

    @Override
    public RoutedMessage commit() throws IOException {
      return new RoutedMessage(good.commit(), bad.commit(), counter.tally());
    }

    @Override
    public void abort() throws IOException {
      try {
        good.abort();
      } finally {
        bad.abort();
      }
    }

    @Override
    public void close() throws IOException {
      try {
        good.close();
      } finally {
        bad.close();
      }
    }
  }
}
