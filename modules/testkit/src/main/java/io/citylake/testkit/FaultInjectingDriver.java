package io.citylake.testkit;

import io.citylake.testkit.Faults.StatementFault;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC driver for {@code jdbc:faulty:<address>}: it passes everything to the driver of the
 * address behind it, counts each statement as a step of {@link Faults}, and fails those that a test
 * chose. Registered by the service loader.
 */
public final class FaultInjectingDriver implements Driver {
  public static final String PREFIX = "jdbc:faulty:";

  static {
    try {
      DriverManager.registerDriver(new FaultInjectingDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** For the service loader. */
  public FaultInjectingDriver() {}

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Faults.step("connect");
    Connection real = DriverManager.getConnection(url.substring(PREFIX.length()), info);
    return wrap(Connection.class, new FaultyConnection(real, url.contains(":sqlite:")));
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  private static <T> T wrap(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultInjectingDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object target, Method method, @Nullable Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private record FaultyConnection(Connection real, boolean sqlite) implements InvocationHandler {
    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
        throws Throwable {
      Object result = call(real, method, arguments);
      if (result instanceof PreparedStatement statement) {
        String sql = String.valueOf(arguments[0]);
        return wrap(PreparedStatement.class, new FaultyStatement(statement, sql, sqlite));
      }
      return result instanceof Statement statement
          ? wrap(Statement.class, new FaultyStatement(statement, "", sqlite))
          : result;
    }
  }

  private record FaultyStatement(Statement real, String prepared, boolean sqlite)
      implements InvocationHandler {
    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
        throws Throwable {
      if (!method.getName().startsWith("execute")) {
        return call(real, method, arguments);
      }
      String sql = arguments == null ? prepared : String.valueOf(arguments[0]);
      Faults.step("sql " + sql.strip().split("\\s+", 2)[0]);
      Optional<StatementFault> fault = Faults.faultOf(sql);
      if (fault.isEmpty()) {
        return call(real, method, arguments);
      }
      switch (fault.get()) {
        case BUSY ->
            throw sqlite
                ? new SQLException("[SQLITE_BUSY] The database file is locked", null, 5)
                : new SQLException("canceling statement due to lock timeout", "55P03");
        case REFUSED_BEFORE ->
            throw new SQLNonTransientConnectionException("503 before the commit", "08006");
        case REPLY_LOST -> {
          call(real, method, arguments);
          throw new SQLNonTransientConnectionException("reply lost after the commit", "08006");
        }
      }
      throw new IllegalStateException();
    }
  }
}
