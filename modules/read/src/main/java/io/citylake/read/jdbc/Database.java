package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Jdbc;
import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to a source: driver and URL follow from the product and from typed parts, so that
 * no text of a job can name another driver or slip in a parameter. It travels to the executors with
 * the password, which it never prints; connections are read-only.
 */
final class Database implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+]");
  private static final Pattern NAME = Pattern.compile("[^/?#&;:%\\\\\\s\\p{Cntrl}]+");
  private static final Pattern PARAMETER_VALUE = Pattern.compile("[A-Za-z0-9_. -]{0,200}");

  private static final Set<String> POSTGRESQL_PARAMETERS =
      Set.of(
          "sslmode",
          "connectTimeout",
          "socketTimeout",
          "tcpKeepAlive",
          "ApplicationName",
          "currentSchema");
  private static final Set<String> MARIADB_PARAMETERS =
      Set.of("sslMode", "connectTimeout", "socketTimeout", "tcpKeepAlive", "useCompression");

  private final Product product;
  private final String url;
  private final TreeMap<String, String> properties;
  private final String password;

  private Database(Product product, String url, Map<String, String> properties, String password) {
    this.product = product;
    this.url = url;
    this.properties = new TreeMap<>(properties);
    this.password = password;
  }

  /**
   * Checks the typed parts.
   *
   * @param sqliteFile the database file, already confined to the source roots; unused for servers
   * @throws CityLakeException SETTING_INVALID
   */
  static Database of(Jdbc spec, String sqliteFile) {
    refuseParameters(spec);
    Map<String, String> properties = new TreeMap<>(spec.parameters());
    Secret secret = spec.password();
    String password = secret == null ? "" : secret.reveal();
    String user = spec.user();
    if (user != null) {
      properties.put("user", user);
    }
    String url =
        switch (spec.product()) {
          case POSTGRESQL -> {
            properties.putIfAbsent("ApplicationName", "citylake");
            yield "jdbc:postgresql://" + address(spec, 5432);
          }
          case MYSQL, MARIADB -> {
            // A TINYINT(1) may hold more than 0 and 1, and a year is a number.
            properties.put("tinyInt1isBit", "false");
            properties.put("yearIsDateType", "false");
            yield "jdbc:mariadb://" + address(spec, 3306);
          }
          case SQLITE -> {
            properties.put("open_mode", "1");
            yield "jdbc:sqlite:" + file(sqliteFile);
          }
        };
    return new Database(spec.product(), url, properties, password);
  }

  private static String address(Jdbc spec, int usual) {
    String host = spec.host();
    if (host == null || !HOST.matcher(host).matches()) {
      throw invalid(spec, "the host must be a name or an address (host=" + host + ")");
    }
    if (!NAME.matcher(spec.database()).matches()) {
      throw invalid(
          spec,
          "the database name may hold no space, slash or sign of a URL (database="
              + spec.database()
              + ")");
    }
    refuseLinkLocal(spec, host);
    int port = spec.port() == 0 ? usual : spec.port();
    return host + ":" + port + "/" + spec.database();
  }

  /** Cloud metadata services live there; no database does. */
  private static void refuseLinkLocal(Jdbc spec, String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host.replaceAll("[\\[\\]]", ""))) {
        if (address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
          throw invalid(spec, "the host is a link-local address (host=" + host + ")");
        }
      }
    } catch (UnknownHostException e) {
      throw new CityLakeException(
          ErrorCode.SOURCE_UNAVAILABLE,
          "Cannot read %s: the host is not known (host=%s)".formatted(spec.table(), host),
          e);
    }
  }

  private static String file(String path) {
    if (path.indexOf('?') >= 0 || path.startsWith(":")) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot read a sqlite file whose path holds '?' (database=%s)".formatted(path));
    }
    return path;
  }

  private static void refuseParameters(Jdbc spec) {
    Set<String> known =
        switch (spec.product()) {
          case POSTGRESQL -> POSTGRESQL_PARAMETERS;
          case MYSQL, MARIADB -> MARIADB_PARAMETERS;
          case SQLITE -> Set.of();
        };
    spec.parameters()
        .forEach(
            (name, value) -> {
              if (!known.contains(name) || !PARAMETER_VALUE.matcher(value).matches()) {
                throw invalid(
                    spec,
                    "the driver parameter is not on the list of allowed ones, or its value holds signs that none needs (parameter=%s, allowed=%s)"
                        .formatted(name, known.stream().sorted().toList()));
              }
            });
  }

  private static CityLakeException invalid(Jdbc spec, String why) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID, "Cannot read %s: %s".formatted(spec.table(), why));
  }

  Product product() {
    return product;
  }

  String url() {
    return url;
  }

  /** A read-only connection within a transaction, so that PostgreSQL streams. */
  Connection open() throws SQLException {
    Properties all = new Properties();
    all.putAll(properties);
    if (!password.isEmpty()) {
      all.setProperty("password", password);
    }
    @Nullable Connection connection = driver().connect(url, all);
    if (connection == null) {
      throw new SQLException("the driver does not take " + url, "08001");
    }
    try {
      prepare(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare(Connection connection) throws SQLException {
    if (product == Product.SQLITE) {
      return;
    }
    if (product != Product.POSTGRESQL) {
      try (Statement zone = connection.createStatement()) {
        zone.execute("SET time_zone = '+00:00'");
      }
    }
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
  }

  private Driver driver() {
    return switch (product) {
      case POSTGRESQL -> new org.postgresql.Driver();
      case MYSQL, MARIADB -> new org.mariadb.jdbc.Driver();
      case SQLITE -> new org.sqlite.JDBC();
    };
  }

  /**
   * Backticks for SQLite too: in double quotes it takes a name that it does not know for a text.
   */
  String quoted(String identifier) {
    if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID, "Cannot use an empty name or one with a NUL in SQL");
    }
    String mark = product == Product.POSTGRESQL ? "\"" : "`";
    return mark + identifier.replace(mark, mark + mark) + mark;
  }

  /** What went wrong, in our words and the driver's, without the password. */
  CityLakeException failure(String source, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    boolean away =
        state.startsWith("08")
            || state.startsWith("28")
            || state.startsWith("53")
            || state.startsWith("57")
            || isNoFile(e);
    String said = String.valueOf(e.getMessage());
    if (!password.isEmpty()) {
      said = said.replace(password, "***");
    }
    return new CityLakeException(
        away ? ErrorCode.SOURCE_UNAVAILABLE : ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: %s (sqlstate=%s)".formatted(source, said.strip(), state));
  }

  /** SQLITE_CANTOPEN; on a cluster it lies on another machine, whose file it is no fault of. */
  private boolean isNoFile(SQLException e) {
    return product == Product.SQLITE && e.getErrorCode() == 14;
  }

  @Override
  public String toString() {
    return url;
  }
}
