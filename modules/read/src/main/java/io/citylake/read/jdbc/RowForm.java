package io.citylake.read.jdbc;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RawRow;
import io.citylake.read.record.RawText;
import java.io.Serializable;
import java.util.List;

/**
 * What of a row tells it from others: its cells under some names, so that a column that nobody maps
 * makes no row new.
 *
 * @param names sorted; none for the whole record, as an earlier program did
 */
record RowForm(List<String> names) implements Serializable {
  static final RowForm WHOLE = new RowForm(List.of());

  RowForm {
    names = List.copyOf(names);
  }

  /** The mapped ones of a table's columns; the whole record where none is mapped. */
  static RowForm of(List<String> mapped, List<String> columns) {
    return new RowForm(mapped.stream().filter(columns::contains).distinct().sorted().toList());
  }

  /**
   * For rows with these columns.
   *
   * @param source for the message
   * @throws CityLakeException METADATA_CORRUPT where a column is not there any more, because then
   *     every row would be new
   */
  Digester digester(List<String> columns, String source) {
    int[] places = new int[names.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = columns.indexOf(names.get(i));
      if (places[i] < 0) {
        throw new CityLakeException(
            ErrorCode.METADATA_CORRUPT,
            "Cannot go on after the recorded position: %s has no column %s any more, by which rows that were read are told from new ones (columns=%s). Run the job once with --full-refresh"
                .formatted(source, names.get(i), String.join(", ", columns)));
      }
    }
    return row -> RowDigests.digest(places.length == 0 ? row.raw() : text(row, places));
  }

  private String text(RawRow row, int[] places) {
    RawText json = new RawText();
    for (int i = 0; i < places.length; i++) {
      json.put(names.get(i), row.value(places[i]));
    }
    return json.close();
  }

  /** Used by one thread. */
  @FunctionalInterface
  interface Digester {
    String digest(RawRow row);
  }
}
