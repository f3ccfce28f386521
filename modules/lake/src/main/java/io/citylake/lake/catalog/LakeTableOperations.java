package io.citylake.lake.catalog;

import io.citylake.lake.io.StorageFault;
import io.citylake.lake.io.VersionHint;
import io.citylake.lake.retry.Retry;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits one table in Iceberg's JDBC catalog schema (V1), with the three outcomes that Iceberg's
 * own operations fold into one unchecked exception.
 *
 * <p>The swap is a compare-and-set from one metadata file to another, so it may be sent again: a
 * second success is impossible, and a swap that changed no row is explained by reading the row. So
 * a lost reply and a busy database both end by repeating the swap. Only when the database cannot be
 * reached at all any more is the outcome unknown, and then nothing is deleted.
 */
final class LakeTableOperations extends BaseMetastoreTableOperations {
  private static final Logger LOG = LoggerFactory.getLogger(LakeTableOperations.class);

  private static final String WHERE =
      " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?"
          + " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)";
  private static final String LOAD =
      "SELECT metadata_location, previous_metadata_location FROM iceberg_tables" + WHERE;
  private static final String SWAP =
      "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?"
          + WHERE
          + " AND metadata_location = ?";
  private static final String CREATE =
      "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location,"
          + " previous_metadata_location, iceberg_type) VALUES (?, ?, ?, ?, NULL, 'TABLE')";

  private final CatalogDatabase database;
  private final FileIO io;
  private final String catalog;
  private final TableIdentifier table;

  LakeTableOperations(CatalogDatabase database, FileIO io, String catalog, TableIdentifier table) {
    this.database = database;
    this.io = io;
    this.catalog = catalog;
    this.table = table;
  }

  @Override
  protected String tableName() {
    return catalog + "." + table;
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  protected void doRefresh() {
    Optional<Pointer> pointer = database.call(this::load);
    if (pointer.isPresent()) {
      refreshFromMetadataLocation(
          pointer.get().location(), failure -> false, 0, location -> read(pointer.get()));
    } else if (currentMetadataLocation() != null) {
      throw new NoSuchTableException("Cannot load table %s: it was dropped", table);
    } else {
      disableRefresh();
    }
  }

  @Override
  protected void doCommit(@Nullable TableMetadata base, TableMetadata metadata) {
    @Nullable String previous = base == null ? null : base.metadataFileLocation();
    if (previous != null) {
      requireLast(previous);
    }
    String next = writeNewMetadataIfRequired(base == null, metadata);
    Retry.Attempts attempts = Retry.ofStatements().begin();
    boolean sent = false;
    while (true) {
      SQLException failure;
      try {
        if (!swap(previous, next)) {
          conclude(base, next);
        }
        if (previous == null) {
          VersionHint.replace(io, next);
        } else {
          VersionHint.write(io, next);
        }
        return;
      } catch (SQLException e) {
        sent |= !database.dialect().isBusy(e);
        failure = e;
      }
      LOG.debug("The swap of table {} failed and is sent again", table, failure);
      if (!attempts.again()) {
        throw outcome(failure, sent, attempts);
      }
    }
  }

  /**
   * Requires that nothing was committed after a version that the catalog names: what was would not
   * be seen any more.
   */
  private void requireLast(String previous) {
    Optional<String> later = LaterCommit.find(io, previous);
    // Else another commit was first, which the swap finds.
    if (later.isPresent()
        && database.call(this::load).map(Pointer::location).filter(previous::equals).isPresent()) {
      throw LaterCommit.refusal(table.toString(), previous, later.get());
    }
  }

  /** Nothing was swapped: either an earlier try did it, or another commit was first. */
  private void conclude(@Nullable TableMetadata base, String next) throws SQLException {
    Optional<Pointer> pointer = database.once(this::load);
    if (pointer.isEmpty()) {
      throw new NoSuchTableException("Cannot commit to table %s: it was dropped", table);
    }
    String current = pointer.get().location();
    if (current.equals(next) || hasHistory(pointer.get(), next)) {
      return;
    }
    if (base == null) {
      throw new AlreadyExistsException("Cannot create table %s: it exists", table);
    }
    throw new CommitFailedException(
        "Cannot commit to table %s: another commit was first (expected=%s, found=%s)",
        table, base.metadataFileLocation(), current);
  }

  private boolean hasHistory(Pointer pointer, String location) {
    return read(pointer).previousFiles().stream().anyMatch(entry -> entry.file().equals(location));
  }

  private RuntimeException outcome(SQLException failure, boolean sent, Retry.Attempts attempts) {
    if (sent) {
      return new CommitStateUnknownException(
          "Cannot tell whether table %s was committed: the catalog database does not answer, %s"
              .formatted(table, attempts.spent()),
          failure);
    }
    return new CommitFailedException(
        failure,
        "Cannot commit to table %s: the catalog database stayed busy, %s",
        table,
        attempts.spent());
  }

  private boolean swap(@Nullable String previous, String next) throws SQLException {
    try {
      return database.once(connection -> swap(connection, previous, next)) == 1;
    } catch (SQLException e) {
      if (previous == null && database.dialect().isConstraint(e)) {
        return false;
      }
      throw e;
    }
  }

  private int swap(java.sql.Connection connection, @Nullable String previous, String next)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(previous == null ? CREATE : SWAP)) {
      if (previous == null) {
        name(statement, 1);
        statement.setString(4, next);
      } else {
        statement.setString(1, next);
        statement.setString(2, previous);
        name(statement, 3);
        statement.setString(6, previous);
      }
      return statement.executeUpdate();
    }
  }

  /**
   * Has the catalog name another metadata file, whatever stands in either.
   *
   * @throws CommitFailedException where it does not name the former
   */
  void repoint(String from, String to) {
    int swapped = database.call(connection -> swap(connection, from, to));
    if (swapped == 0) {
      throw new CommitFailedException(
          "Cannot have the catalog name another version of table %s: another process changed it",
          table);
    }
    VersionHint.replace(io, to);
  }

  private Optional<Pointer> load(java.sql.Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOAD)) {
      name(statement, 1);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(new Pointer(rows.getString(1), rows.getString(2)))
            : Optional.empty();
      }
    }
  }

  private void name(PreparedStatement statement, int at) throws SQLException {
    statement.setString(at, catalog);
    statement.setString(at + 1, table.namespace().toString());
    statement.setString(at + 2, table.name());
  }

  private TableMetadata read(Pointer pointer) {
    try {
      return TableMetadataParser.read(io, pointer.location());
    } catch (RuntimeException e) {
      StorageFault.requireAccess("read table " + table, e);
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read table %s: its metadata file is missing or damaged (file=%s); the one before it is %s; restore the file, or go back to an earlier one by citylake table recover %s"
              .formatted(
                  table,
                  pointer.location(),
                  pointer.previous() == null ? "not there" : pointer.previous(),
                  table),
          e);
    }
  }

  /** What the catalog says of a table. */
  private record Pointer(String location, @Nullable String previous) {}
}
