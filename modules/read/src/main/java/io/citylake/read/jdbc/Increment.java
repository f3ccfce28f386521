package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Incremental;
import io.citylake.contract.job.SourceSpec.NullWatermark;
import io.citylake.contract.job.SourceSpec.Product;
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

    /** The forms that most texts of the watermark have, of rows that have one. */
    List<TextOrder.Found> forms(QueryText rows);

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
   * @param remarks what people should act on
   */
  record Plan(List<Part> parts, @Nullable Watermark reached, Reached met, List<String> remarks) {
    Plan {
      parts = List.copyOf(parts);
      remarks = List.copyOf(remarks);
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
   * @throws CityLakeException METADATA_CORRUPT where the last watermark is ahead of the clock,
   *     WATERMARK_UNORDERED where its texts have no order
   */
  Plan after(@Nullable Watermark last, Reached met, QueryText table, Instant now) {
    Optional<Watermark> any = asking.newest(table);
    Optional<TextOrder> order = order(last, any, table);
    QueryText ordered = order.map(each -> of(each, table)).orElse(table);
    Optional<Watermark> greatest = order.isPresent() ? asking.newest(ordered) : any;
    Optional<Watermark> latest = latest(last, greatest, now);
    requireBehind(last, latest);
    boolean isAhead =
        latest.isPresent() && greatest.filter(each -> each.isAfter(latest.get())).isPresent();
    Optional<Watermark> newest =
        isAhead ? asking.newest(ordered.where(database, "<=", latest.orElseThrow())) : greatest;
    Watermark upTo = newest.filter(each -> last == null || each.isAfter(last)).orElse(last);
    List<Part> parts = new ArrayList<>();
    RowDigests ties = upTo == null ? RowDigests.NONE : ties(last, met, ordered, upTo, parts);
    QueryText without = table.and(column() + " IS NULL", List.of());
    String refusal =
        incremental.nulls() == NullWatermark.REFUSE
            ? "its %s is null, which the job refuses of a watermark".formatted(incremental.column())
            : "";
    RowDigests nulls = unordered(without, met.form(), met.nulls(), refusal, parts);
    RowDigests ahead =
        latest.isEmpty()
            ? RowDigests.NONE
            : unordered(
                ordered.where(database, ">", latest.get()),
                met.form(),
                met.ahead(),
                "its %s is ahead of the clock".formatted(incremental.column()),
                parts);
    List<String> remarks = new ArrayList<>();
    RowDigests others =
        order.isEmpty()
            ? RowDigests.NONE
            : others(table.and(not(order.get()), List.of()), met, parts, remarks);
    return new Plan(parts, upTo, new Reached(asking.form(), ties, nulls, ahead, others), remarks);
  }

  /** Of a column with texts; that of the last watermark, so that what was read has an order too. */
  private Optional<TextOrder> order(
      @Nullable Watermark last, Optional<Watermark> any, QueryText table) {
    boolean sqlite = database.product() == Product.SQLITE;
    boolean texts =
        any.isPresent() && (isText(any.get()) || (sqlite && last != null && isText(last)));
    if (!texts) {
      return Optional.empty();
    }
    boolean goesOn = last != null && (isText(last) || sqlite);
    QueryText present = table.and(column() + " IS NOT NULL", List.of());
    Optional<TextOrder> order = goesOn ? TextOrder.of(last) : TextOrder.of(asking.forms(present));
    if (order.isEmpty()) {
      throw unordered(
          goesOn
              ? "Its last value has no form that does; then run it once with --full-refresh"
              : "None of its values has a form that does");
    }
    return order;
  }

  private static boolean isText(Watermark watermark) {
    return watermark.kind() == Watermark.Kind.TEXT;
  }

  private String column() {
    return database.quoted(incremental.column());
  }

  private QueryText of(TextOrder order, QueryText table) {
    return table.and(order.condition(column(), database.product()), List.of());
  }

  private String not(TextOrder order) {
    return "%s IS NOT NULL AND NOT (%s)"
        .formatted(column(), order.condition(column(), database.product()));
  }

  /** Adds the rows of other forms that were not met: they have no place in the order. */
  private RowDigests others(QueryText rows, Reached met, List<Part> parts, List<String> remarks) {
    Found found =
        asking
            .digests(rows, met.form(), MOST)
            .orElseThrow(
                () ->
                    unordered(
                        "More than %,d of its values have another form than the others"
                            .formatted(MOST)));
    RowDigests before = met.others();
    if (before == null) {
      if (!found.asKept().isEmpty()) {
        remarks.add(
            "%,d rows have a text in %s of another form than the others, and an earlier program may have left them out; --full-refresh loads them"
                .formatted(found.asKept().size(), incremental.column()));
      }
      return found.asKept();
    }
    RowDigests added = found.asMet().minus(before);
    if (!added.isEmpty()) {
      parts.add(new Part(rows, new Chosen(Which.ONLY, added, met.form(), ""), false));
      remarks.add(
          "%,d rows have a text in %s of another form than the others; they were read by their content and moved nothing, and no more than %,d such rows can be remembered"
              .formatted(added.size(), incremental.column(), MOST));
    }
    return found.asKept();
  }

  private CityLakeException unordered(String why) {
    return new CityLakeException(
        ErrorCode.WATERMARK_UNORDERED,
        "Cannot read increments by %s: it holds texts, and only texts such as 2026-01-09, 2026-01-09 08:00:00 or 00012, all as long, order as what they mean, so rows would be left out. %s. Read by a column of dates, times or numbers (a view can cast), or the whole table"
            .formatted(incremental.column(), why));
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
