package io.citylake.lake.catalog;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which tables of the catalog database say something that outlives the processes of now. */
public final class CatalogTables {
  /** Reservations, what is read and who schedules now; and the form, which is the program's. */
  private static final List<String> OF_NOW =
      List.of("citylake_format", "citylake_lease", "citylake_holds", "citylake_schedulers");

  private static final SortedSet<String> KEPT = kept(CatalogSchema.names());

  private CatalogTables() {}

  /** Iceberg's pointers and our own. */
  public static SortedSet<String> kept() {
    return KEPT;
  }

  private static SortedSet<String> kept(SortedSet<String> own) {
    NavigableSet<String> kept = new TreeSet<>(own);
    kept.removeAll(OF_NOW);
    kept.add("iceberg_tables");
    kept.add("iceberg_namespace_properties");
    return Collections.unmodifiableSortedSet(kept);
  }
}
