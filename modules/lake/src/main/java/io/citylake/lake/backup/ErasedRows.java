package io.citylake.lake.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.citylake.lake.backup.CatalogRows.Row;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who was erased, of a backup and of the lake of now: a restore must bring nobody back. */
final class ErasedRows {
  static final String TABLE = "citylake_erased";

  private ErasedRows() {}

  /** Those of a lake now. */
  static List<Row> of(CatalogDatabase database) {
    return database.call(connection -> CatalogRows.read(connection, TABLE));
  }

  /** The persons whose rows a backup has, as far as now is known who was erased since. */
  static SortedSet<String> comeBack(List<Row> backedUp, List<Row> now) {
    SortedSet<String> gone = new TreeSet<>();
    backedUp.stream()
        .filter(row -> !row.isNull("done_at"))
        .forEach(row -> gone.add(row.text("person")));
    SortedSet<String> back = new TreeSet<>();
    now.forEach(row -> back.add(row.text("person")));
    back.removeAll(gone);
    return back;
  }

  /**
   * Refuses to bring persons back whom nobody has agreed to.
   *
   * @throws CityLakeException ERASED_IN_BACKUP
   */
  static void require(SortedSet<String> comeBack, Returning returning) {
    if (!comeBack.isEmpty() && returning == Returning.REFUSED) {
      throw new CityLakeException(
          ErrorCode.ERASED_IN_BACKUP,
          "Cannot restore: %,d persons were erased since the backup, and their rows would be back; choose a later backup by --as-of, or say --with-erased and erase them again at once by citylake subject erase"
              .formatted(comeBack.size()));
    }
  }

  /** The list of both, in which whoever comes back is still to be erased. */
  static List<Row> merged(List<Row> backedUp, List<Row> now) {
    Map<String, Row> merged = new TreeMap<>();
    now.forEach(row -> merged.put(row.text("form"), undone(row)));
    backedUp.forEach(row -> merged.put(row.text("form"), row));
    return new ArrayList<>(merged.values());
  }

  private static Row undone(Row row) {
    ArrayNode values = row.values().deepCopy();
    values.setNull(row.columns().indexOf("done_at"));
    return new Row(row.table(), row.columns(), values);
  }
}
