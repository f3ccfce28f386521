package io.citylake.city.file;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The landing directory as one part sees it. File names are relative, {@code /} between names; each
 * belongs to one part alone, and is counted as a file of the job.
 */
public final class Landing {
  private final Part part;

  public Landing(Part part) {
    this.part = part;
  }

  /** A table of text cells; the caller closes it. */
  public Sheet sheet(String file, SheetStyle style, JobCount count) throws IOException {
    Path path = place(file, count);
    SheetFile sheet =
        style == SheetStyle.XLSX ? WorkbookFile.open(path) : CsvFile.open(path, style);
    return new Sheet(sheet, !part.corrected(), count);
  }

  /**
   * Lines of UTF-8 that end in a line feed; the caller closes them. Counts nothing but the file.
   */
  public Lines lines(String file, JobCount count) throws IOException {
    return Lines.open(place(file, count));
  }

  /**
   * A new SQLite database in one transaction: the caller commits and closes it. One part writes one
   * database, so a source that has one is cut WHOLE.
   */
  public Connection sqlite(String file, JobCount count) throws IOException, SQLException {
    Path path = place(file, count);
    Files.deleteIfExists(path);
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
    try (Statement statement = connection.createStatement()) {
      // A crash leaves nothing worth keeping: the part is made again.
      statement.execute("pragma synchronous = off");
      statement.execute("pragma journal_mode = off");
    }
    connection.setAutoCommit(false);
    return connection;
  }

  private Path place(String file, JobCount count) throws IOException {
    count.file(file);
    Path path = part.request().to().resolve(file);
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return path;
  }
}
