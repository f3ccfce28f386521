package io.citylake.publish.stage;

import io.citylake.model.JudgedLayout;
import io.citylake.model.JudgedLayout.Outcome;
import io.citylake.model.QuarantineColumn;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Makes the writer of one task: it routes each row to the table's or the quarantine's writer. */
final class RouteTask implements DataWriterFactory {
  private static final long serialVersionUID = 1L;

  private final DataWriterFactory good;
  private final DataWriterFactory bad;
  private final @Nullable DataWriterFactory kept;
  private final Layout layout;

  RouteTask(
      DataWriterFactory good,
      DataWriterFactory bad,
      @Nullable DataWriterFactory kept,
      Layout layout) {
    this.good = good;
    this.bad = bad;
    this.kept = kept;
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
      StructType bad = (StructType) judged.apply(JudgedLayout.BAD).dataType();
      String reasons = QuarantineColumn.REASONS.column();
      StructType reason = (StructType) ((ArrayType) bad.apply(reasons).dataType()).elementType();
      return new Layout(
          judged.fieldIndex(JudgedLayout.OUTCOME),
          judged.fieldIndex(JudgedLayout.GOOD),
          ((StructType) judged.apply(JudgedLayout.GOOD).dataType()).size(),
          judged.fieldIndex(JudgedLayout.BAD),
          bad.size(),
          judged.fieldIndex(JudgedLayout.WARNINGS),
          judged.fieldIndex(JudgedLayout.FATAL),
          bad.fieldIndex(reasons),
          reason.size(),
          reason.fieldIndex(JudgedLayout.REASON_COLUMN),
          reason.fieldIndex(JudgedLayout.REASON_RULE));
    }
  }

  @Override
  public DataWriter<InternalRow> createWriter(int partition, long task) {
    return new Router(
        good.createWriter(partition, task),
        bad.createWriter(partition, task),
        kept == null ? null : kept.createWriter(partition, task),
        layout);
  }

  /** The writers of one task attempt; they commit together or abort together. */
  private static final class Router implements DataWriter<InternalRow> {
    private final DataWriter<InternalRow> good;
    private final DataWriter<InternalRow> bad;
    private final @Nullable DataWriter<InternalRow> kept;
    private final Layout layout;
    private final TallyCounter counter;
    private long duplicatesKept;

    Router(
        DataWriter<InternalRow> good,
        DataWriter<InternalRow> bad,
        @Nullable DataWriter<InternalRow> kept,
        Layout layout) {
      this.good = good;
      this.bad = bad;
      this.kept = kept;
      this.layout = layout;
      this.counter = new TallyCounter(layout);
    }

    @Override
    public void write(InternalRow row) throws IOException {
      switch (Outcome.of(row.getInt(layout.outcome()))) {
        case ACCEPTED -> {
          good.write(row.getStruct(layout.good(), layout.goodWidth()));
          counter.accepted(row);
        }
        case QUARANTINED -> {
          InternalRow refused = row.getStruct(layout.bad(), layout.badWidth());
          bad.write(refused);
          counter.quarantined(row, refused);
        }
        case DUPLICATE -> {
          counter.duplicate();
          if (kept != null && !row.isNullAt(layout.good())) {
            kept.write(row.getStruct(layout.good(), layout.goodWidth()));
            duplicatesKept++;
          }
        }
        case SKIPPED -> counter.skipped();
      }
    }

    @Override
    public RoutedMessage commit() throws IOException {
      return new RoutedMessage(
          good.commit(),
          bad.commit(),
          kept == null ? null : kept.commit(),
          duplicatesKept,
          counter.tally());
    }

    @Override
    public void abort() throws IOException {
      try {
        good.abort();
      } finally {
        try {
          bad.abort();
        } finally {
          if (kept != null) {
            kept.abort();
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      try {
        good.close();
      } finally {
        try {
          bad.close();
        } finally {
          if (kept != null) {
            kept.close();
          }
        }
      }
    }
  }
}
