package io.citylake.serve.flight;

import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedTransaction;

/** What the server says of itself and of its SQL. */
final class ServerInfo {
  private static final SqlInfoBuilder INFO =
      new SqlInfoBuilder()
          .withFlightSqlServerName("CityLake")
          .withFlightSqlServerVersion(version())
          .withFlightSqlServerArrowVersion("18.3.0")
          .withFlightSqlServerReadOnly(true)
          .withFlightSqlServerSql(true)
          .withFlightSqlServerSubstrait(false)
          .withFlightSqlServerTransaction(SqlSupportedTransaction.SQL_SUPPORTED_TRANSACTION_NONE)
          .withFlightSqlServerCancel(true)
          .withSqlIdentifierQuoteChar("`")
          .withSqlIdentifierCase(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE)
          .withSqlQuotedIdentifierCase(
              SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE)
          .withSqlDdlCatalog(false)
          .withSqlDdlSchema(false)
          .withSqlDdlTable(false)
          .withSqlAllTablesAreSelectable(true)
          .withSqlSchemaTerm("theme")
          .withSqlCatalogTerm("catalog")
          .withSqlTransactionsSupported(false);

  private ServerInfo() {}

  static void send(CommandGetSqlInfo command, ServerStreamListener listener) {
    INFO.send(command.getInfoList(), listener);
  }

  private static String version() {
    String version = ServerInfo.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }
}
