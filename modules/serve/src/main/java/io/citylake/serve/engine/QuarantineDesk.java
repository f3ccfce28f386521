package io.citylake.serve.engine;

import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refused rows, for those callers who may treat them. Of tables whose rows a caller may not treat
 * the same is said as of tables that aren't there. What is seen and done is in the access log. Safe
 * for threads.
 */
public interface QuarantineDesk {
  /** Rows that one call may change. */
  int MOST_CHANGED = 500;

  /**
   * How many rows were refused for a reason; a row counts for each of its reasons.
   *
   * @param reason as {@code column:rule}, or the rule where it is about the whole row; null for all
   *     those whose column the caller isn't told of
   * @param oldest when the first of them was refused, ISO 8601
   */
  record Count(
      String dataset,
      String title,
      String titleEn,
      String job,
      @Nullable String reason,
      long rows,
      String oldest) {}

  /**
   * A field of a refused row, by the source's name.
   *
   * @param value as it arrived; null where nothing did, or where it is withheld
   * @param withheld whether the caller may not read it
   * @param corrected the text that waits to be replayed; null for none
   * @param columns that are made of it, as far as the caller is told of them
   */
  record Field(
      String name,
      @Nullable String value,
      boolean withheld,
      @Nullable String corrected,
      List<String> columns) {
    public Field {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Why a row was refused.
   *
   * @param column null where it is about the whole row
   * @param message null where it is withheld
   * @param value that was found; null where there was none or it is withheld
   */
  record Why(
      @Nullable String column, String rule, @Nullable String message, @Nullable String value) {}

  /**
   * A refused row as a caller may see it.
   *
   * @param hiddenFields how many fields he isn't told of
   * @param hiddenReasons how many reasons are about columns that he isn't told of
   * @param replayOf the row that was replayed and refused as this one; null for none
   */
  record Row(
      String id,
      String dataset,
      String job,
      @Nullable String source,
      @Nullable Long place,
      String status,
      int attempt,
      String refusedAt,
      List<Field> fields,
      int hiddenFields,
      List<Why> reasons,
      int hiddenReasons,
      @Nullable String replayOf,
      @Nullable String resolvedAt,
      @Nullable String resolvedBy,
      @Nullable String note) {
    public Row {
      fields = List.copyOf(fields);
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Some refused rows.
   *
   * @param more whether there are others
   */
  record Page(List<Row> rows, boolean more) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Which rows are looked at.
   *
   * @param reason as {@link Count#reason()}; null for any
   * @param status null for any
   * @param ids empty for any
   * @param most from 1 on
   */
  record Wanted(
      String dataset,
      @Nullable String reason,
      @Nullable String status,
      List<String> ids,
      int most) {
    public Wanted {
      ids = List.copyOf(ids);
    }
  }

  /**
   * What became of replayed rows.
   *
   * @param accepted rows that are in the table now
   * @param duplicates rows that the table had already
   * @param refused those that were refused again, as the open rows that they are now
   * @param failures of the job, each in a sentence; the rows that it concerns are open as before
   */
  record Replayed(long accepted, long duplicates, List<Row> refused, List<String> failures) {
    public Replayed {
      refused = List.copyOf(refused);
      failures = List.copyOf(failures);
    }
  }

  /**
   * What became of rows that were given up.
   *
   * @param failures of the job, each in a sentence; the rows that it concerns are open as before
   */
  record Discarded(long discarded, List<String> failures) {
    public Discarded {
      failures = List.copyOf(failures);
    }
  }

  /** Open rows by table, job and reason. */
  List<Count> counts(Caller caller);

  /**
   * Rows whole, as far as the caller reads them.
   *
   * @throws CityLakeException TABLE_NOT_FOUND
   */
  Page rows(Caller caller, Wanted wanted);

  /**
   * Corrected texts for a row.
   *
   * @param values by the source's names; only of fields that the caller reads
   * @param seen what of them he saw before, empty for no text; what is another by now is refused
   */
  record Fix(String id, Map<String, String> values, Map<String, String> seen) {
    public Fix {
      values = Map.copyOf(values);
      seen = Map.copyOf(seen);
    }
  }

  /**
   * Keeps corrected texts for an open row until it is replayed.
   *
   * @param why in his words
   * @throws CityLakeException TABLE_NOT_FOUND, QUARANTINE_ROW_NOT_FOUND, ACCESS_DENIED, USAGE where
   *     somebody changed it meanwhile, or LIMIT_EXCEEDED while others are replayed
   */
  void fix(Caller caller, String dataset, Fix fix, String why);

  /**
   * Puts open rows through their jobs again, each once, by the rules as they are now.
   *
   * @param ids one to {@link #MOST_CHANGED}
   * @throws CityLakeException TABLE_NOT_FOUND, QUARANTINE_ROW_NOT_FOUND, ACCESS_DENIED or
   *     LIMIT_EXCEEDED
   */
  Replayed replay(Caller caller, String dataset, List<String> ids, String why);

  /**
   * Gives open rows up, for good.
   *
   * @param ids one to {@link #MOST_CHANGED}
   * @param why stays with the rows
   * @throws CityLakeException as {@link #replay}
   */
  Discarded discard(Caller caller, String dataset, List<String> ids, String why);

  /** Where nobody treats refused rows. */
  static QuarantineDesk none() {
    return new QuarantineDesk() {
      @Override
      public List<Count> counts(Caller caller) {
        return List.of();
      }

      @Override
      public Page rows(Caller caller, Wanted wanted) {
        throw notFound();
      }

      @Override
      public void fix(Caller caller, String dataset, Fix fix, String why) {
        throw notFound();
      }

      @Override
      public Replayed replay(Caller caller, String dataset, List<String> ids, String why) {
        throw notFound();
      }

      @Override
      public Discarded discard(Caller caller, String dataset, List<String> ids, String why) {
        throw notFound();
      }
    };
  }

  /** Of a table that isn't there, or not for the caller. */
  static CityLakeException notFound() {
    return new CityLakeException(
        ErrorCode.TABLE_NOT_FOUND,
        "Cannot find the dataset: there is none of this name whose refused rows you may treat");
  }
}
