package io.citylake.read.scan;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.JobName;
import io.citylake.model.JudgedRow;
import io.citylake.model.RawRow;
import io.citylake.model.Reason;
import io.citylake.model.RowOrigin;
import io.citylake.model.RunId;
import io.citylake.model.Sha256;
import io.citylake.read.record.RecordCursor.Retry;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * What stamps and shapes judged rows; the recipe travels to the executors, the {@link Writer} is
 * made there.
 */
record JudgedRowTask(
    String job, String run, long ingestedAt, List<ColumnType> types, boolean withContext)
    implements Serializable {

  static JudgedRowTask of(
      JobName job, RunId run, Instant ingestedAt, DatasetContract dataset, boolean withContext) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, ingestedAt);
    List<ColumnType> types = dataset.columns().stream().map(ColumnContract::type).toList();
    return new JudgedRowTask(
        job.toString(), run.toString(), micros, new ArrayList<>(types), withContext);
  }

  Writer writer() {
    return new Writer(this);
  }

  /**
   * Fills one row again and again: Spark puts an unsafe projection (which copies) above every row
   * scan, so a row is never looked at after the next one was asked for.
   */
  static final class Writer {
    private static final UTF8String OPEN = UTF8String.fromString("open");
    private static final GenericArrayData NO_REASONS = new GenericArrayData(new Object[0]);
    private static final int BAD_WIDTH = JudgedSchema.bad().length();
    private static final int ID_LENGTH = 32;

    private final JudgedRowTask task;
    private final ColumnType[] types;
    private final UTF8String job;
    private final UTF8String run;
    private final MessageDigest sha256;
    private final @Nullable Object[] cells = new @Nullable Object[5];
    private final @Nullable Object[] goodCells;
    private final @Nullable Object[] badCells = new @Nullable Object[BAD_WIDTH];
    private final InternalRow row = new GenericInternalRow(cells);
    private final InternalRow good;
    private final InternalRow bad = new GenericInternalRow(badCells);
    private @Nullable RowOrigin origin;
    private UTF8String source = UTF8String.EMPTY_UTF8;
    private UTF8String fingerprint = UTF8String.EMPTY_UTF8;
    private long lastPlace;
    private int again;

    private Writer(JudgedRowTask task) {
      this.task = task;
      this.types = task.types().toArray(ColumnType[]::new);
      this.job = UTF8String.fromString(task.job());
      this.run = UTF8String.fromString(task.run());
      this.goodCells = new @Nullable Object[types.length + 4];
      this.good = new GenericInternalRow(goodCells);
      this.sha256 = Sha256.digest();
    }

    InternalRow skipped(RowOrigin from, RawRow raw) {
      meet(from, raw);
      return shaped(JudgedSchema.SKIPPED, null, null, null, false);
    }

    InternalRow judged(RowOrigin from, RawRow raw, JudgedRow verdict, @Nullable Retry retry) {
      meet(from, raw);
      if (!verdict.accepted()) {
        InternalRow refused = bad(from, raw, reasons(verdict.refusals()), retry);
        return shaped(JudgedSchema.QUARANTINED, null, refused, null, verdict.fatal());
      }
      return shaped(
          JudgedSchema.ACCEPTED,
          good(raw, verdict),
          task.withContext() ? bad(from, raw, NO_REASONS, retry) : null,
          warnings(verdict.warnings()),
          false);
    }

    private InternalRow shaped(
        int outcome,
        @Nullable InternalRow accepted,
        @Nullable InternalRow refused,
        @Nullable GenericArrayData warnings,
        boolean fatal) {
      cells[0] = outcome;
      cells[1] = accepted;
      cells[2] = refused;
      cells[3] = warnings;
      cells[4] = fatal;
      return row;
    }

    /** Several records of one place (an unpivoted line) must not share an identity. */
    @SuppressWarnings("ReferenceEquality") // a cursor gives the same origin as long as it is one
    private void meet(RowOrigin from, RawRow raw) {
      if (from != origin) {
        origin = from;
        source = UTF8String.fromString(from.source());
        fingerprint = UTF8String.fromString(from.fingerprint());
        lastPlace = -1;
      }
      again = raw.place() == lastPlace ? again + 1 : 0;
      lastPlace = raw.place();
    }

    private InternalRow good(RawRow raw, JudgedRow verdict) {
      @Nullable Object[] values = verdict.values();
      int width = types.length;
      for (int i = 0; i < width; i++) {
        goodCells[i] = internal(values[i], i);
      }
      goodCells[width] = source;
      goodCells[width + 1] = raw.place();
      goodCells[width + 2] = run;
      goodCells[width + 3] = task.ingestedAt();
      return good;
    }

    private @Nullable Object internal(@Nullable Object value, int column) {
      if (value instanceof String text) {
        return UTF8String.fromString(text);
      }
      if (value instanceof BigDecimal number && types[column] instanceof ColumnType.Decimal type) {
        return Decimal.apply(number, type.precision(), type.scale());
      }
      return value;
    }

    private InternalRow bad(
        RowOrigin from, RawRow raw, GenericArrayData reasons, @Nullable Retry retry) {
      int attempt = retry == null ? 1 : retry.attempt() + 1;
      badCells[0] = UTF8String.fromString(id(from, raw.place(), attempt));
      badCells[1] = job;
      badCells[2] = source;
      badCells[3] = raw.place();
      badCells[4] = UTF8String.fromString(raw.raw());
      badCells[5] = reasons;
      badCells[6] = run;
      badCells[7] = task.ingestedAt();
      badCells[8] = OPEN;
      badCells[9] = attempt;
      badCells[10] = retry == null ? null : UTF8String.fromString(retry.id());
      badCells[15] = fingerprint;
      return bad;
    }

    private String id(RowOrigin from, long place, int attempt) {
      StringBuilder text =
          new StringBuilder(task.job())
              .append('|')
              .append(from.source())
              .append('|')
              .append(from.fingerprint())
              .append('|')
              .append(place);
      if (again > 0) {
        text.append('#').append(again);
      }
      if (attempt > 1) {
        text.append('|').append(attempt);
      }
      byte[] digest = sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
    }

    private static GenericArrayData reasons(List<Reason> refusals) {
      Object[] all = new Object[refusals.size()];
      for (int i = 0; i < all.length; i++) {
        Reason reason = refusals.get(i);
        all[i] =
            new GenericInternalRow(
                new @Nullable Object[] {
                  UTF8String.fromString(reason.column()),
                  UTF8String.fromString(reason.value()),
                  UTF8String.fromString(reason.rule()),
                  UTF8String.fromString(reason.message())
                });
      }
      return new GenericArrayData(all);
    }

    private static @Nullable GenericArrayData warnings(List<Reason> warnings) {
      if (warnings.isEmpty()) {
        return null;
      }
      Object[] labels =
          warnings.stream()
              .map(Reason::label)
              .map(UTF8String::fromString)
              .filter(Objects::nonNull)
              .toArray();
      return new GenericArrayData(labels);
    }
  }
}
