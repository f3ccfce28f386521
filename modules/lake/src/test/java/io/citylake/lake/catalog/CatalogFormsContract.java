package io.citylake.lake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Databases of each earlier form, as {@code form-N.sql} says what the first program of that form
 * made: opened, they are as a new one, and hold what they held. Whoever raises the form adds what
 * the form before it was when it began, and changes none of these.
 */
abstract class CatalogFormsContract {
  @TempDir protected Path home;

  /** A database of its own for each directory. */
  abstract CatalogSettings catalog(Path directory) throws IOException;

  @Test
  void anEarlierFormIsBroughtUpToWhatANewOneIs() throws Exception {
    CatalogSettings fresh = catalog(home);
    open(fresh);
    SortedSet<String> expected = described(fresh);
    assertThat(expected).hasSizeGreaterThan(150);
    int known = CatalogSchema.FORMAT.known();
    for (int form = 1; form < known; form++) {
      CatalogSettings earlier = catalog(Files.createDirectories(home.resolve("form-" + form)));
      make(earlier, form);
      assertThat(described(earlier)).as("form %d", form).isNotEqualTo(expected);

      open(earlier);

      assertThat(described(earlier)).as("form %d", form).isEqualTo(expected);
      assertThat(read(earlier, "SELECT version FROM citylake_format"))
          .as("form %d", form)
          .containsExactly(Integer.toString(known));
      assertThat(read(earlier, "SELECT content FROM citylake_meta WHERE name = 'kept'"))
          .as("form %d", form)
          .containsExactly("this");
      assertThat(read(earlier, "SELECT outcome FROM citylake_runs"))
          .as("form %d", form)
          .containsExactly("published");
    }
  }

  private static void open(CatalogSettings settings) {
    try (CatalogDatabase database = new CatalogDatabase(settings)) {
      database.call(connection -> true);
    }
  }

  private static void make(CatalogSettings settings, int form) throws SQLException, IOException {
    String name = "form-" + form + ".sql";
    try (InputStream in =
            Objects.requireNonNull(
                CatalogFormsContract.class.getResourceAsStream(name),
                name + " says what the first program of that form made");
        Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String each : sql.split(";\n")) {
        statement.execute(each);
      }
      statement.execute("INSERT INTO citylake_format VALUES ('catalog', " + form + ", '0.0.9', 1)");
      statement.execute("INSERT INTO citylake_meta VALUES ('kept', 'this')");
      statement.execute(
          "INSERT INTO citylake_runs (run_id, job, target, kind, business_date, started_at, outcome,"
              + " accepted, tally) VALUES ('r', 'a.b', 'a.c', 'load', '2026-01-01', 't',"
              + " 'published', 7, '{}')");
    }
  }

  private static Connection connect(CatalogSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.uri());
  }

  private static List<String> read(CatalogSettings settings, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** Each column, key and index of our tables. */
  private static SortedSet<String> described(CatalogSettings settings) throws SQLException {
    SortedSet<String> all = new TreeSet<>();
    try (Connection connection = connect(settings)) {
      DatabaseMetaData database = connection.getMetaData();
      each(
          database.getColumns(null, null, "citylake%", "%"),
          List.of("TABLE_NAME", "COLUMN_NAME", "TYPE_NAME", "COLUMN_SIZE", "NULLABLE"),
          all::add);
      SortedSet<String> tables = new TreeSet<>();
      each(
          database.getTables(null, null, "citylake%", new String[] {"TABLE"}),
          List.of("TABLE_NAME"),
          tables::add);
      for (String table : tables) {
        each(
            database.getPrimaryKeys(null, null, table),
            List.of("TABLE_NAME", "COLUMN_NAME", "KEY_SEQ"),
            key -> all.add("key " + key));
        each(
            database.getIndexInfo(null, null, table, false, true),
            List.of("TABLE_NAME", "INDEX_NAME", "NON_UNIQUE", "ORDINAL_POSITION", "COLUMN_NAME"),
            index -> all.add("index " + index));
      }
    }
    return all;
  }

  private static void each(ResultSet rows, List<String> columns, Consumer<String> to)
      throws SQLException {
    try (rows) {
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (String column : columns) {
          line.append(line.isEmpty() ? "" : " ").append(rows.getString(column));
        }
        to.accept(line.toString());
      }
    }
  }
}
