package io.citylake.read.scan;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.JobName;
import io.citylake.model.JudgedLayout;
import io.citylake.model.JudgedLayout.Outcome;
import io.citylake.model.JudgedRow;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.QuarantineStatus;
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
   * Fills one row again and again: a row is never looked at after the next one was asked for. The
   * sink takes its values at once, and whatever else Spark does to it begins with a copy.
   */
  static final class Writer {
    private static final UTF8String OPEN = UTF8String.fromString(QuarantineStatus.OPEN.toString());
    private static final GenericArrayData NO_REASONS = new GenericArrayData(new Object[0]);
    private static final UTF8String DISCARDED =
        UTF8String.fromString(QuarantineStatus.DISCARDED.toString());
    private static final UTF8String WITHHELD_RAW = UTF8String.fromString(Reason.WITHHELD_RAW);
    private static final Reason WITHHELD = Reason.withheld();
    private static final int ID_LENGTH = 32;

    // Where the layout has them, looked up once: these are written for every row.
    private static final int OUTCOME = JudgedLayout.COLUMNS.indexOf(JudgedLayout.OUTCOME);
    private static final int GOOD = JudgedLayout.COLUMNS.indexOf(JudgedLayout.GOOD);
    private static final int BAD = JudgedLayout.COLUMNS.indexOf(JudgedLayout.BAD);
    private static final int WARNINGS = JudgedLayout.COLUMNS.indexOf(JudgedLayout.WARNINGS);
    private static final int FATAL = JudgedLayout.COLUMNS.indexOf(JudgedLayout.FATAL);
    private static final int ID = at(QuarantineColumn.ID);
    private static final int JOB = at(QuarantineColumn.JOB);
    private static final int SOURCE = at(QuarantineColumn.SOURCE);
    private static final int PLACE = at(QuarantineColumn.PLACE);
    private static final int RAW = at(QuarantineColumn.RAW);
    private static final int REASONS = at(QuarantineColumn.REASONS);
    private static final int RUN_ID = at(QuarantineColumn.RUN_ID);
    private static final int REFUSED_AT = at(QuarantineColumn.REFUSED_AT);
    private static final int STATUS = at(QuarantineColumn.STATUS);
    private static final int ATTEMPT = at(QuarantineColumn.ATTEMPT);
    private static final int REPLAY_OF = at(QuarantineColumn.REPLAY_OF);
    private static final int FINGERPRINT = at(QuarantineColumn.FINGERPRINT);

    private final JudgedRowTask task;
    private final ColumnType[] types;
    private final UTF8String job;
    private final UTF8String run;
    private final MessageDigest sha256;
    private final @Nullable Object[] cells = new @Nullable Object[JudgedLayout.COLUMNS.size()];
    private final @Nullable Object[] goodCells;
    private final @Nullable Object[] badCells = new @Nullable Object[QuarantineColumn.ALL.size()];
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
      this.goodCells = new @Nullable Object[types.length + ServiceColumns.ORIGIN.size()];
      this.good = new GenericInternalRow(goodCells);
      this.sha256 = Sha256.digest();
    }

    private static int at(QuarantineColumn column) {
      return QuarantineColumn.ALL.indexOf(column);
    }

    InternalRow skipped(RowOrigin from, RawRow raw) {
      meet(from, raw);
      return shaped(Outcome.SKIPPED, null, null, null, false);
    }

    InternalRow judged(RowOrigin from, RawRow raw, JudgedRow verdict, @Nullable Retry retry) {
      meet(from, raw);
      if (!verdict.accepted()) {
        InternalRow refused = bad(from, raw.place(), text(raw), reasons(verdict.refusals()), retry);
        return shaped(Outcome.QUARANTINED, null, refused, null, verdict.fatal());
      }
      return shaped(
          Outcome.ACCEPTED,
          good(raw, verdict),
          task.withContext() ? bad(from, raw.place(), text(raw), NO_REASONS, retry) : null,
          warnings(verdict.warnings()),
          false);
    }

    /** A record that names an erased person: refused and told, and nothing of it is kept. */
    InternalRow withheld(RowOrigin from, RawRow raw, @Nullable Retry retry) {
      meet(from, raw);
      bad(from, raw.place(), WITHHELD_RAW, reasons(List.of(WITHHELD)), retry);
      badCells[STATUS] = DISCARDED;
      return shaped(Outcome.QUARANTINED, null, bad, null, false);
    }

    private InternalRow shaped(
        Outcome outcome,
        @Nullable InternalRow accepted,
        @Nullable InternalRow refused,
        @Nullable GenericArrayData warnings,
        boolean fatal) {
      cells[OUTCOME] = outcome.code();
      cells[GOOD] = accepted;
      cells[BAD] = refused;
      cells[WARNINGS] = warnings;
      cells[FATAL] = fatal;
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
      // As ServiceColumns.ORIGIN has them.
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

    private static UTF8String text(RawRow raw) {
      return UTF8String.fromString(raw.raw());
    }

    private InternalRow bad(
        RowOrigin from,
        long place,
        UTF8String raw,
        GenericArrayData reasons,
        @Nullable Retry retry) {
      int attempt = retry == null ? 1 : retry.attempt() + 1;
      badCells[ID] = UTF8String.fromString(id(from, place, attempt));
      badCells[JOB] = job;
      badCells[SOURCE] = source;
      badCells[PLACE] = place;
      badCells[RAW] = raw;
      badCells[REASONS] = reasons;
      badCells[RUN_ID] = run;
      badCells[REFUSED_AT] = task.ingestedAt();
      badCells[STATUS] = OPEN;
      badCells[ATTEMPT] = attempt;
      badCells[REPLAY_OF] = retry == null ? null : UTF8String.fromString(retry.id());
      badCells[FINGERPRINT] = fingerprint;
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
            // As JudgedLayout.REASON has them.
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
