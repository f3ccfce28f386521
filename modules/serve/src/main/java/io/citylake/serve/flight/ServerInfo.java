package io.citylake.serve.flight;

import java.util.Map;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlNullOrdering;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlOuterJoinsSupportLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedGroupBy;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedSubqueries;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedTransaction;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedUnions;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedAnsi92SqlGrammarLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedSqlGrammar;

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
          .withSqlTransactionsSupported(false)
          .withFlightSqlServerBulkIngestion(false)
          .withFlightSqlServerBulkIngestionTransaction(false)
          .withFlightSqlServerSubstraitMinVersion("")
          .withFlightSqlServerSubstraitMaxVersion("")
          .withFlightSqlServerStatementTimeout(0)
          .withFlightSqlServerTransactionTimeout(0)
          .withSqlSearchStringEscape("\\")
          .withSqlExtraNameCharacters("")
          .withSqlProcedureTerm("")
          .withSqlKeywords(new String[] {"ANTI", "EXCEPT", "LATERAL", "QUALIFY", "SEMI"})
          .withSqlNumericFunctions(
              new String[] {"ABS", "CEIL", "FLOOR", "LN", "POWER", "ROUND", "SQRT"})
          .withSqlStringFunctions(
              new String[] {"CONCAT", "LENGTH", "LOWER", "REPLACE", "SUBSTRING", "TRIM", "UPPER"})
          .withSqlSystemFunctions(new String[] {"COALESCE", "NULLIF", "VERSION"})
          .withSqlDatetimeFunctions(
              new String[] {"DATE_ADD", "DATE_TRUNC", "DAY", "HOUR", "MONTH", "YEAR"})
          .withSqlNullOrdering(SqlNullOrdering.SQL_NULLS_SORTED_LOW)
          .withSqlSupportsColumnAliasing(true)
          .withSqlNullPlusNullIsNull(true)
          .withSqlSupportsConvert(Map.of())
          .withSqlSupportsTableCorrelationNames(true)
          .withSqlSupportsDifferentTableCorrelationNames(false)
          .withSqlSupportsExpressionsInOrderBy(true)
          .withSqlSupportsOrderByUnrelated(true)
          .withSqlSupportsLikeEscapeClause(true)
          .withSqlSupportsNonNullableColumns(true)
          .withSqlSupportsIntegrityEnhancementFacility(false)
          .withSqlCatalogAtStart(true)
          .withSqlSelectForUpdateSupported(false)
          .withSqlStoredProceduresSupported(false)
          .withSqlCorrelatedSubqueriesSupported(true)
          .withSqlMaxRowSizeIncludesBlobs(false)
          .withSqlDataDefinitionCausesTransactionCommit(false)
          .withSqlDataDefinitionsInTransactionsIgnored(false)
          .withSqlBatchUpdatesSupported(false)
          .withSqlSavepointsSupported(false)
          .withSqlNamedParametersSupported(false)
          .withSqlLocatorsUpdateCopy(false)
          .withSqlStoredFunctionsUsingCallSyntaxSupported(false)
          .withSqlDefaultTransactionIsolation(0)
          .withSqlDbSchemaNameLength(0)
          .withSqlMaxUsernameLength(0)
          .withSqlMaxTablesInSelect(0)
          .withSqlMaxTableNameLength(0)
          .withSqlMaxStatements(0)
          .withSqlMaxStatementLength(0)
          .withSqlMaxRowSize(0)
          .withSqlMaxCatalogNameLength(0)
          .withSqlMaxProcedureNameLength(0)
          .withSqlMaxIndexLength(0)
          .withSqlMaxCursorNameLength(0)
          .withSqlMaxConnections(0)
          .withSqlMaxColumnsInTable(0)
          .withSqlMaxColumnsInSelect(0)
          .withSqlMaxColumnsInOrderBy(0)
          .withSqlMaxColumnsInIndex(0)
          .withSqlMaxColumnsInGroupBy(0)
          .withSqlMaxColumnNameLength(0)
          .withSqlMaxCharLiteralLength(0)
          .withSqlMaxBinaryLiteralLength(0)
          .withSqlSupportedGroupBy(
              SqlSupportedGroupBy.SQL_GROUP_BY_UNRELATED,
              SqlSupportedGroupBy.SQL_GROUP_BY_BEYOND_SELECT)
          .withSqlSupportedGrammar(SupportedSqlGrammar.SQL_CORE_GRAMMAR)
          .withSqlAnsi92SupportedLevel(SupportedAnsi92SqlGrammarLevel.ANSI92_ENTRY_SQL)
          .withSqlSchemasSupportedActions()
          .withSqlCatalogsSupportedActions()
          .withSqlSupportedPositionedCommands()
          .withSqlSubQueriesSupported(
              SqlSupportedSubqueries.SQL_SUBQUERIES_IN_COMPARISONS,
              SqlSupportedSubqueries.SQL_SUBQUERIES_IN_EXISTS,
              SqlSupportedSubqueries.SQL_SUBQUERIES_IN_INS)
          .withSqlSupportedUnions(SqlSupportedUnions.SQL_UNION, SqlSupportedUnions.SQL_UNION_ALL)
          .withSqlOuterJoinSupportLevel(SqlOuterJoinsSupportLevel.SQL_FULL_OUTER_JOINS)
          .withSqlSupportedTransactionsIsolationLevels()
          .withSqlSupportedResultSetTypes();

  private ServerInfo() {}

  static void send(CommandGetSqlInfo command, ServerStreamListener listener) {
    INFO.send(command.getInfoList(), listener);
  }

  private static String version() {
    String version = ServerInfo.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }
}
