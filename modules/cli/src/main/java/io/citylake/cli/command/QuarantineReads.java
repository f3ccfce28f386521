package io.citylake.cli.command;

import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Invocation;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.TableAccess;
import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantinedRow;
import java.util.List;
import java.util.TreeSet;

/** Writes down which refused rows are about to be shown: they are whole, and in clear. */
final class QuarantineReads {
  /** Nobody judged what stands in them. */
  private static final int GRADE = 4;

  private QuarantineReads() {}

  static void log(Invocation invocation, HomeOption home, String what, List<QuarantinedRow> rows) {
    List<TableAccess> tables =
        rows.stream()
            .map(QuarantinedRow::table)
            .collect(java.util.stream.Collectors.toCollection(TreeSet::new))
            .stream()
            .map(
                table ->
                    new TableAccess(
                        new TableName(table.theme(), table.table() + "__quarantine"),
                        List.of("raw", "reasons"),
                        GRADE,
                        0))
            .toList();
    OperatorLog.open(invocation.settings(home.home), invocation.clock())
        .handsOut(Action.QUARANTINE, "quarantine " + what, tables, rows.size());
  }
}
