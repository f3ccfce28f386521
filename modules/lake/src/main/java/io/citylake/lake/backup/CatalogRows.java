package io.citylake.lake.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.citylake.lake.backup.Part.Kind;
import io.citylake.lake.catalog.CatalogTables;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the catalog database as an archive keeps them, in a form that no kind of database owns:
 * compressed lines of JSON, first the columns, then each row.
 */
final class CatalogRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 1000;

  private CatalogRows() {}

  /** Every table that is kept, each as a part. */
  static List<Part> write(Connection connection, Archive archive, Predicate<Row> kept)
      throws SQLException {
    List<Part> parts = new ArrayList<>();
    for (String table : CatalogTables.kept()) {
      try (Statement query = connection.createStatement();
          ResultSet rows = query.executeQuery("SELECT * FROM " + table)) {
        Archive.Kept part =
            archive.put(
                out -> {
                  try (BufferedWriter lines =
                      new BufferedWriter(
                          new OutputStreamWriter(
                              new GZIPOutputStream(out), StandardCharsets.UTF_8))) {
                    write(table, rows, kept, lines);
                  } catch (SQLException e) {
                    throw new IOException("rows of %s: %s".formatted(table, e.getMessage()), e);
                  }
                });
        parts.add(new Part(Kind.ROWS, "", table, part.length(), part.sha256()));
      }
    }
    return parts;
  }

  /** A row that is looked at. */
  record Row(String table, List<String> columns, ArrayNode values) {
    String text(String column) {
      return values.get(columns.indexOf(column)).asText();
    }

    boolean isNull(String column) {
      return values.get(columns.indexOf(column)).isNull();
    }
  }

  private static void write(String table, ResultSet rows, Predicate<Row> kept, BufferedWriter lines)
      throws SQLException, IOException {
    List<String> columns = columns(rows);
    lines.write(JSON.writeValueAsString(columns));
    lines.newLine();
    while (rows.next()) {
      Row row = row(table, columns, rows);
      if (kept.test(row)) {
        lines.write(JSON.writeValueAsString(row.values()));
        lines.newLine();
      }
    }
  }

  /** Those of a table now. */
  static List<Row> read(Connection connection, String table) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet found = query.executeQuery("SELECT * FROM " + table)) {
      List<String> columns = columns(found);
      List<Row> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(row(table, columns, found));
      }
      return rows;
    }
  }

  private static List<String> columns(ResultSet rows) throws SQLException {
    ResultSetMetaData shape = rows.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= shape.getColumnCount(); i++) {
      columns.add(shape.getColumnLabel(i).toLowerCase(Locale.ROOT));
    }
    return columns;
  }

  private static Row row(String table, List<String> columns, ResultSet rows) throws SQLException {
    ArrayNode values = JSON.createArrayNode();
    for (int i = 1; i <= columns.size(); i++) {
      Object value = rows.getObject(i);
      if (value == null) {
        values.addNull();
      } else if (value instanceof Number number) {
        values.add(number.longValue());
      } else {
        values.add(value.toString());
      }
    }
    return new Row(table, columns, values);
  }

  /** The rows of a part. */
  static List<Row> read(Archive archive, Part part) {
    String table = part.name();
    if (!CatalogTables.kept().contains(table)) {
      throw damaged(table, "it is no table of a catalog", null);
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      archive.copy(part, bytes);
      List<Row> rows = new ArrayList<>();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray())),
                  StandardCharsets.UTF_8))) {
        List<String> columns = new ArrayList<>();
        for (JsonNode column : JSON.readTree(lines.readLine())) {
          columns.add(column.asText());
        }
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          rows.add(new Row(table, columns, (ArrayNode) JSON.readTree(line)));
        }
      }
      return rows;
    } catch (IOException | ClassCastException e) {
      throw damaged(table, String.valueOf(e.getMessage()), e);
    }
  }

  /** Puts rows in the place of all that a table has. Part of the caller's transaction. */
  static void replace(Connection connection, String table, List<Row> rows) throws SQLException {
    List<String> columns;
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM " + table);
      try (ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
        columns = columns(none);
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    List<String> given = rows.get(0).columns();
    if (!columns.containsAll(given)) {
      throw damaged(table, "it has columns %s".formatted(given), null);
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                    table,
                    String.join(", ", given),
                    String.join(", ", Collections.nCopies(given.size(), "?"))))) {
      int pending = 0;
      for (Row row : rows) {
        set(insert, row.values());
        insert.addBatch();
        if (++pending % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static void set(PreparedStatement insert, ArrayNode values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      JsonNode value = values.get(i);
      if (value.isNull()) {
        insert.setObject(i + 1, null);
      } else if (value.isIntegralNumber()) {
        insert.setLong(i + 1, value.asLong());
      } else {
        insert.setString(i + 1, value.asText());
      }
    }
  }

  private static CityLakeException damaged(String table, String why, @Nullable Throwable cause) {
    return new CityLakeException(
        ErrorCode.ARCHIVE_DAMAGED,
        "Cannot restore the rows of %s: %s; choose an earlier backup by --as-of"
            .formatted(table, why),
        cause);
  }
}
