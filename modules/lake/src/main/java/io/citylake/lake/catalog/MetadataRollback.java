package io.citylake.lake.catalog;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Points a table whose newest metadata file is damaged at the newest one that can be read. Commits
 * since then are lost; a job's position goes back with its rows, so the next run loads them again.
 */
public final class MetadataRollback {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataRollback.class);
  private static final String SUFFIX = ".metadata.json";

  private final Lake lake;
  private final FileIO io;

  public MetadataRollback(Lake lake) {
    this.lake = lake;
    this.io = lake.catalog().fileIo();
  }

  /**
   * Rolls a table back.
   *
   * @return the metadata file that the table has now
   * @throws CityLakeException USAGE where the table's metadata file is sound, METADATA_CORRUPT
   *     where no earlier one is
   */
  public String rollBack(TableName table) {
    String current = locationOf(table);
    if (isReadable(current)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot roll back the metadata of table %s: its metadata file is sound (file=%s)"
              .formatted(table, current));
    }
    String sound =
        earlierThan(current).stream()
            .filter(this::isReadable)
            .findFirst()
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.METADATA_CORRUPT,
                        "Cannot roll back the metadata of table %s: no earlier file can be read (file=%s); restore the warehouse from a backup"
                            .formatted(table, current)));
    swap(table, current, sound);
    LOG.warn("Table {} was rolled back from {} to {}", table, current, sound);
    return sound;
  }

  /** Newest first: names start with the version, padded with zeros. */
  private List<String> earlierThan(String current) {
    List<String> files = new ArrayList<>();
    if (io instanceof SupportsPrefixOperations prefixes) {
      String directory = current.substring(0, current.lastIndexOf('/'));
      for (FileInfo file : prefixes.listPrefix(directory)) {
        if (file.location().endsWith(SUFFIX)
            && fileName(file.location()).compareTo(fileName(current)) < 0) {
          files.add(file.location());
        }
      }
    }
    files.sort(Comparator.comparing(MetadataRollback::fileName).reversed());
    return files;
  }

  private static String fileName(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private boolean isReadable(String location) {
    try {
      return TableMetadataParser.read(io, location) != null;
    } catch (RuntimeException e) {
      LOG.debug("Metadata file {} cannot be read", location, e);
      return false;
    }
  }

  private String locationOf(TableName table) {
    String query =
        "SELECT metadata_location FROM iceberg_tables"
            + " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?";
    return lake.database()
        .call(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(query)) {
                name(statement, 1, table);
                try (ResultSet rows = statement.executeQuery()) {
                  if (rows.next()) {
                    return rows.getString(1);
                  }
                }
              }
              throw new CityLakeException(
                  ErrorCode.TABLE_NOT_FOUND,
                  "Cannot find table %s: the catalog does not have it".formatted(table));
            });
  }

  private void swap(TableName table, String from, String to) {
    String update =
        "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = NULL"
            + " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?"
            + " AND metadata_location = ?";
    int swapped =
        lake.database()
            .call(
                connection -> {
                  try (PreparedStatement statement = connection.prepareStatement(update)) {
                    statement.setString(1, to);
                    name(statement, 2, table);
                    statement.setString(5, from);
                    return statement.executeUpdate();
                  }
                });
    if (swapped == 0) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot roll back the metadata of table %s: another process changed it".formatted(table));
    }
  }

  private static void name(PreparedStatement statement, int at, TableName table)
      throws SQLException {
    statement.setString(at, Lake.CATALOG);
    statement.setString(at + 1, table.theme());
    statement.setString(at + 2, table.table());
  }
}
