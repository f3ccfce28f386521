package io.citylake.schedule.export;

import io.citylake.contract.schedule.Pool;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is scheduled, in the shape in which other schedulers can have it.
 *
 * @param call how a task is run there
 * @param start the first day on which it runs
 * @param pools that tasks of it are in
 * @param losses what no other scheduler can have, each in a sentence that names it
 */
public record ExportPlan(
    Call call,
    LocalDate start,
    List<ExportFlow> flows,
    SortedMap<String, Pool> pools,
    List<String> losses) {

  /**
   * What is called.
   *
   * @param program the command, by its path or as the other machine finds it
   * @param home the workspace there
   */
  public record Call(String program, String home) {}

  public ExportPlan {
    flows = List.copyOf(flows);
    pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
    losses = List.copyOf(losses);
  }
}
