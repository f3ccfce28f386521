package io.citylake.city;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a landing directory holds, in a form that compares: digests of files, rows of databases. */
final class CityFiles {
  private CityFiles() {}

  /** By name; of a database its rows in the order of their numbers. */
  static Map<String, String> contents(Path root) throws IOException, SQLException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        contents.put(
            name, name.endsWith(".db") ? digest(rows(file)) : digest(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private static byte[] rows(Path database) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String table :
          column(statement, "select name from sqlite_master where type = 'table' order by name")) {
        try (ResultSet result =
            statement.executeQuery("select * from " + table + " order by rowid")) {
          while (result.next()) {
            StringBuilder row = new StringBuilder(table);
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
              row.append('|').append(result.getString(i));
            }
            rows.add(row.toString());
          }
        }
      }
    }
    return String.join("\n", rows).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static List<String> column(Statement statement, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return Collections.unmodifiableList(values);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
