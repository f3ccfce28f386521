package io.citylake.govern.gate;

import io.citylake.model.TableName;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The only catalog that a caller's statement can resolve names in: the tables of one release, each
 * as a {@link UnreadableTable}. Metadata tables, branches, views, functions and writes don't exist
 * in it.
 */
final class ReleaseCatalog implements TableCatalog {
  static final String NAME = "lake";
  private static final String READ_ONLY = "the gate is for reading only";

  private final TableSource source;

  /** Where tables come from; each call may raise ACCESS_DENIED. */
  interface TableSource {
    Optional<UnreadableTable> find(TableName name);

    Optional<UnreadableTable> find(TableName name, String version);

    Optional<UnreadableTable> find(TableName name, long microseconds);

    /** One of {@code information_schema}, by its name in lower case. */
    Optional<InformationTable> findInformation(String name);
  }

  ReleaseCatalog(TableSource source) {
    this.source = source;
  }

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    // It is made by our own constructor.
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    String[] namespace = identifier.namespace();
    if (namespace.length == 1 && namespace[0].equalsIgnoreCase(InformationTable.SCHEMA)) {
      return source
          .findInformation(identifier.name().toLowerCase(Locale.ROOT))
          .orElseThrow(() -> missing(identifier));
    }
    return name(identifier).flatMap(source::find).orElseThrow(() -> missing(identifier));
  }

  @Override
  public Table loadTable(Identifier identifier, String version) throws NoSuchTableException {
    return name(identifier)
        .flatMap(name -> source.find(name, version))
        .orElseThrow(() -> missing(identifier));
  }

  @Override
  public Table loadTable(Identifier identifier, long microseconds) throws NoSuchTableException {
    return name(identifier)
        .flatMap(name -> source.find(name, microseconds))
        .orElseThrow(() -> missing(identifier));
  }

  /** Names are lower_snake; SQL may write them in any case. What is longer is no table. */
  static Optional<TableName> name(Identifier identifier) {
    if (identifier.namespace().length != 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TableName(
              identifier.namespace()[0].toLowerCase(Locale.ROOT),
              identifier.name().toLowerCase(Locale.ROOT)));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static NoSuchTableException missing(Identifier identifier) {
    return new NoSuchTableException(identifier);
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    return new Identifier[0];
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes) {
    throw new UnsupportedOperationException(READ_ONLY);
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    throw new UnsupportedOperationException(READ_ONLY);
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw new UnsupportedOperationException(READ_ONLY);
  }
}
