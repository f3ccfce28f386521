package io.citylake.read.scan;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErasedForms;
import io.citylake.model.ErrorCode;
import io.citylake.model.JudgedRow;
import io.citylake.model.RawRow;
import io.citylake.model.Reason;
import io.citylake.model.RowJudge;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Reads the tasks of a partition one after the other and judges each record as it comes. */
final class JudgedPartitionReader implements PartitionReader<InternalRow> {
  private final Iterator<RecordTask> tasks;
  private final RowJudge judge;
  private final JudgedRowTask.Writer writer;
  private final JudgedRow verdict;
  private final ErasedForms erased;
  private final ReadAmount amount;
  private @Nullable RecordTask task;
  private @Nullable RecordCursor cursor;
  private RowJudge.@Nullable BoundJudge bound;
  private @Nullable RowOrigin boundOrigin;
  private @Nullable List<String> boundNames;
  private @Nullable InternalRow current;

  JudgedPartitionReader(
      List<RecordTask> tasks,
      RowJudge judge,
      JudgedRowTask shape,
      ErasedForms erased,
      ReadAmount amount) {
    this.erased = erased;
    this.amount = amount;
    this.tasks = tasks.iterator();
    this.judge = judge;
    this.writer = shape.writer();
    this.verdict = new JudgedRow(judge.columns());
  }

  @Override
  public boolean next() throws IOException {
    while (true) {
      RecordCursor open = cursor;
      if (open == null) {
        if (!tasks.hasNext()) {
          return false;
        }
        task = tasks.next();
        cursor = task.open();
      } else if (open.next()) {
        current = judged(open);
        amount.record();
        return true;
      } else {
        open.close();
        cursor = null;
        amount.ended(task == null ? 0 : task.bytes());
      }
    }
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return amount.metrics(cursor == null ? 0 : cursor.bytes());
  }

  private InternalRow judged(RecordCursor open) {
    RawRow row = open.row();
    RowOrigin origin = open.origin();
    if (open.skipped()) {
      return writer.skipped(origin, row);
    }
    if (isErased(row)) {
      return writer.withheld(origin, row, open.retry());
    }
    verdict.clear();
    String malformed = row.malformed();
    if (malformed != null) {
      verdict.refuse(Reason.ofRecord(malformed));
    } else {
      judge(open, row, origin);
    }
    return writer.judged(origin, row, verdict, open.retry());
  }

  /** Before anything else looks at the record: no reason may repeat what it holds. */
  private boolean isErased(RawRow row) {
    if (erased.isEmpty()) {
      return false;
    }
    if (row.malformed() != null) {
      return erased.covers(row.raw());
    }
    for (int i = 0; i < row.names().size(); i++) {
      if (erased.covers(row.value(i))) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings(
      "ReferenceEquality") // RawRow promises the same list as long as the header holds
  private void judge(RecordCursor open, RawRow row, RowOrigin origin) {
    RowJudge.BoundJudge known = bound;
    if (known == null || origin != boundOrigin || row.names() != boundNames) {
      try {
        known = judge.bind(origin, row.names());
      } catch (CityLakeException e) {
        // A row that was quarantined under another header is refused again, not the whole run.
        if (open.retry() == null || e.code() != ErrorCode.SOURCE_HEADER_MISSING) {
          throw e;
        }
        verdict.refuse(Reason.ofRecord(String.valueOf(e.getMessage())));
        return;
      }
      bound = known;
      boundOrigin = origin;
      boundNames = row.names();
    }
    known.judge(row, verdict);
  }

  @Override
  public InternalRow get() {
    if (current == null) {
      throw new IllegalStateException("Cannot give a row before the first next()");
    }
    return current;
  }

  @Override
  public void close() throws IOException {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
