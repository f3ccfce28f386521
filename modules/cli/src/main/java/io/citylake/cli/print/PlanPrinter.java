package io.citylake.cli.print;

import io.citylake.cli.call.Console;
import io.citylake.publish.plan.LakePlan;
import java.io.PrintWriter;
import java.util.Arrays;

/** Shows a plan. */
public final class PlanPrinter {
  private PlanPrinter() {}

  /** Answers whether there is something to do. */
  public static boolean print(Console console, OutputFormat format, LakePlan plan) {
    PrintWriter out = console.out();
    if (format != OutputFormat.table) {
      new Listing(
              "table",
              "symbol",
              "change",
              "description",
              "rows",
              "bytes",
              "files_rewritten",
              "table_rows",
              "table_bytes_estimate",
              "blocked")
          .print(
              out,
              format,
              plan.lines().stream()
                  .map(
                      line ->
                          Arrays.<Object>asList(
                              line.table(),
                              line.symbol(),
                              line.change(),
                              line.description(),
                              line.rows(),
                              line.bytes(),
                              line.filesRewritten(),
                              line.tableRows(),
                              line.tableBytesEstimate(),
                              line.blocked()))
                  .iterator());
      plan.attention().forEach(console.err()::println);
      return !plan.isEmpty();
    }
    plan.render().forEach(out::println);
    if (plan.isEmpty()) {
      out.println("Nothing to do: the catalog is what the contracts say.");
    } else if (plan.isBlocked()) {
      out.println(
          "Blocked changes stop apply: mend the contract, or allow what may be dropped with"
              + " --allow-drop.");
    }
    out.flush();
    return !plan.isEmpty();
  }
}
