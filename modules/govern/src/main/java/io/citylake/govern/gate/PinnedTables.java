package io.citylake.govern.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.lake.system.SystemTable;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.Optional;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;

/** Loads states of tables, once each: a snapshot never changes. Safe for threads. */
final class PinnedTables {
  private static final int MOST = 2_000;

  private final TableCatalog lake;
  private final Cache<Key, PinnedTable> loaded = Caffeine.newBuilder().maximumSize(MOST).build();

  private record Key(TableName name, TableSnapshot snapshot) {}

  PinnedTables(TableCatalog lake) {
    this.lake = lake;
  }

  /**
   * The table as it was at a snapshot.
   *
   * @throws CityLakeException TABLE_NOT_FOUND where the name is another table by now, or the
   *     snapshot is gone
   */
  PinnedTable load(TableName name, TableSnapshot snapshot) {
    return loaded.get(new Key(name, snapshot), this::read);
  }

  /**
   * One of the platform's own, which is never the same twice; empty where it can't be read here.
   */
  Optional<SystemTable> findSystem(TableName name) {
    try {
      return lake.loadTable(Identifier.of(new String[] {name.theme()}, name.table()))
              instanceof SystemTable table
          ? Optional.of(table)
          : Optional.empty();
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private PinnedTable read(Key key) {
    Identifier identifier = Identifier.of(new String[] {key.name().theme()}, key.name().table());
    String version = Long.toString(key.snapshot().snapshotId());
    try {
      Table table = lake.loadTable(identifier, version);
      if (table instanceof SparkTable iceberg
          && iceberg.table().uuid().toString().equals(key.snapshot().uuid())) {
        return PinnedTable.of(key.name(), key.snapshot(), iceberg);
      }
      throw gone(key, "the name is another table by now", null);
    } catch (NoSuchTableException | IllegalArgumentException e) {
      throw gone(key, "the table or its snapshot is gone", e);
    } catch (Exception e) {
      // Scala's checked exceptions come unannounced.
      throw e instanceof CityLakeException known ? known : gone(key, "it can't be loaded", e);
    }
  }

  private static CityLakeException gone(
      Key key, String why, @org.jspecify.annotations.Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.TABLE_NOT_FOUND,
        "Cannot read %s: %s; ask again at the latest release (snapshot=%d)"
            .formatted(key.name(), why, key.snapshot().snapshotId()),
        cause);
  }
}
