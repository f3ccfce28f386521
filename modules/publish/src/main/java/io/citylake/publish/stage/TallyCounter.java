package io.citylake.publish.stage;

import io.citylake.model.Reason;
import io.citylake.model.Tally;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** Counts a task's rows while they are written, so that nobody reads them again to count. */
final class TallyCounter {
  private final RouteTask.Layout layout;
  private final Map<String, Long> reasons = new HashMap<>();
  private final Map<String, Long> warnings = new HashMap<>();
  private long accepted;
  private long quarantined;
  private long duplicates;
  private long skipped;
  private long warned;
  private long fatal;

  TallyCounter(RouteTask.Layout layout) {
    this.layout = layout;
  }

  void accepted(InternalRow row) {
    accepted++;
    if (row.isNullAt(layout.warnings())) {
      return;
    }
    ArrayData labels = row.getArray(layout.warnings());
    for (int i = 0; i < labels.numElements(); i++) {
      warnings.merge(labels.getUTF8String(i).toString(), 1L, Long::sum);
    }
    if (labels.numElements() > 0) {
      warned++;
    }
  }

  void quarantined(InternalRow row, InternalRow refused) {
    quarantined++;
    if (row.getBoolean(layout.fatal())) {
      fatal++;
    }
    if (refused.isNullAt(layout.reasons())) {
      return;
    }
    ArrayData all = refused.getArray(layout.reasons());
    for (int i = 0; i < all.numElements(); i++) {
      InternalRow reason = all.getStruct(i, layout.reasonWidth());
      String column = text(reason, layout.reasonColumn());
      String rule = text(reason, layout.reasonRule());
      reasons.merge(new Reason(column, null, rule, "").label(), 1L, Long::sum);
    }
  }

  void duplicate() {
    duplicates++;
  }

  void skipped() {
    skipped++;
  }

  Tally tally() {
    long read = accepted + quarantined + duplicates;
    return new Tally(
        read, accepted, quarantined, duplicates, skipped, warned, fatal, reasons, warnings);
  }

  private static String text(InternalRow row, int at) {
    return row.isNullAt(at) ? "" : row.getUTF8String(at).toString();
  }
}
