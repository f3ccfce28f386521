package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Incremental;
import io.citylake.contract.job.SourceSpec.NullWatermark;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.read.jdbc.QueryTask.Chosen;
import io.citylake.read.jdbc.QueryTask.Which;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a table is new by its watermark: the rows between the last one and the greatest of now,
 * and of those that no order tells from new ones (see {@link Reached}) the ones that were not met.
 * They are told by their content, which is asked for once and fixed: what comes while it is read is
 * the next run's.
 */
final class Increment {
  private static final Logger LOG = LoggerFactory.getLogger(Increment.class);

  /** A position remembers no more of one kind. */
  private static final int MOST = 5_000;

  private final Database database;
  private final Incremental incremental;
  private final Asking asking;

  /** What is asked of the table. */
  interface Asking {
    /** The greatest watermark; empty where there is none. */
    Optional<Watermark> newest(QueryText rows);

    /**
     * The rows by their content; empty where there are more than so many.
     *
     * @param form what was digested of those that were met
     * @throws CityLakeException METADATA_CORRUPT where the table can't give that any more
     */
    Optional<Found> digests(QueryText rows, RowForm form, int most);

    /** What is digested of rows from now on; of the tables that were asked for digests. */
    RowForm form();
  }

  /**
   * Rows by their content.
   *
   * @param asMet as those are digested that were met
   * @param asKept as they are from now on
   */
  record Found(RowDigests asMet, RowDigests asKept) {}

  /**
   * Some of the rows.
   *
   * @param ordered whether the watermark alone tells which they are, so that they may be many
   */
  record Part(QueryText rows, Chosen chosen, boolean ordered) {}

  /**
   * What a run reads.
   *
   * @param reached the watermark afterwards; null where no row has one
   * @param met what is remembered afterwards
   */
  record Plan(List<Part> parts, @Nullable Watermark reached, Reached met) {
    Plan {
      parts = List.copyOf(parts);
    }
  }

  Increment(Database database, Incremental incremental, Asking asking) {
    this.database = database;
    this.incremental = incremental;
    this.asking = asking;
  }

  /**
   * Asks for bounds, and for the content of a few rows.
   *
   * @param last null before the first row with a watermark
   * @throws CityLakeException METADATA_CORRUPT where the last watermark is ahead of the clock
   */
  Plan after(@Nullable Watermark last, Reached met, QueryText table, Instant now) {
    Optional<Watermark> greatest = asking.newest(table);
    Optional<Watermark> latest = latest(last, greatest, now);
    requireBehind(last, latest);
    boolean isAhead =
        latest.isPresent() && greatest.filter(each -> each.isAfter(latest.get())).isPresent();
    Optional<Watermark> newest =
        isAhead ? asking.newest(table.where(database, "<=", latest.orElseThrow())) : greatest;
    Watermark upTo = newest.filter(each -> last == null || each.isAfter(last)).orElse(last);
    List<Part> parts = new ArrayList<>();
    RowDigests ties = upTo == null ? RowDigests.NONE : ties(last, met, table, upTo, parts);
    QueryText without = table.and(database.quoted(incremental.column()) + " IS NULL", List.of());
    String refusal =
        incremental.nulls() == NullWatermark.REFUSE
            ? "its %s is null, which the job refuses of a watermark".formatted(incremental.column())
            : "";
    RowDigests nulls = unordered(without, met.form(), met.nulls(), refusal, parts);
    RowDigests ahead =
        latest.isEmpty()
            ? RowDigests.NONE
            : unordered(
                table.where(database, ">", latest.get()),
                met.form(),
                met.ahead(),
                "its %s is ahead of the clock".formatted(incremental.column()),
                parts);
    return new Plan(parts, upTo, new Reached(asking.form(), ties, nulls, ahead));
  }

  private @Nullable RowDigests ties(
      @Nullable Watermark last, Reached met, QueryText table, Watermark upTo, List<Part> parts) {
    Watermark from = last == null ? null : last.lessen(incremental.lookBack());
    if (from == null || upTo.isAfter(from)) {
      parts.add(new Part(table.between(database, from, upTo), Chosen.ALL, true));
    }
    if (last != null && upTo.isAfter(last) && incremental.lookBack().isZero()) {
      unordered(table.where(database, "=", last), met.form(), met.ties(), "", parts);
    }
    boolean same = upTo.equals(last);
    return unordered(
        table.where(database, "=", upTo),
        met.form(),
        same ? met.ties() : RowDigests.NONE,
        "",
        parts);
  }

  /**
   * Adds the rows that were not met.
   *
   * @return what is there now; null where it is too much to be remembered
   */
  private @Nullable RowDigests unordered(
      QueryText rows, RowForm form, @Nullable RowDigests met, String refusal, List<Part> parts) {
    Optional<Found> found = asking.digests(rows, form, MOST);
    if (found.isEmpty()) {
      LOG.warn(
          "More than {} rows of a source are alike by their watermark {}: which of them are new can't be told next time; read with a look-back, or by a column that tells them apart",
          MOST,
          incremental.column());
    }
    if (met != null) {
      Chosen chosen =
          found.isPresent()
              ? new Chosen(Which.ONLY, found.get().asMet().minus(met), form, refusal)
              : new Chosen(Which.ALL_BUT, met, form, refusal);
      if (chosen.which() == Which.ALL_BUT || !chosen.rows().isEmpty()) {
        parts.add(new Part(rows, chosen, false));
      }
    }
    return found.map(Found::asKept).orElse(null);
  }

  /** By the form that the watermark had, since of a text nobody knows whether it is a time. */
  private Optional<Watermark> latest(
      @Nullable Watermark last, Optional<Watermark> greatest, Instant now) {
    Optional<Watermark> before =
        Optional.ofNullable(last).flatMap(each -> each.latest(now, incremental.ahead()));
    return before.isPresent()
        ? before
        : greatest.flatMap(each -> each.latest(now, incremental.ahead()));
  }

  private void requireBehind(@Nullable Watermark last, Optional<Watermark> latest) {
    if (last != null && latest.filter(last::isAfter).isPresent()) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot go on after the recorded position: its watermark %s=%s is ahead of the clock, so every row that came since would be left out. Run the job once with --full-refresh"
              .formatted(last.column(), last.value()));
    }
  }
}
