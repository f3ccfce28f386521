package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A workspace as it reads for business dates; the latest few are kept. Safe for threads. */
final class DatedWorkspaces {
  private static final int DATES_KEPT = 8;

  private final Function<LocalDate, Workspace> load;

  @GuardedBy("this")
  private final Map<LocalDate, Workspace> kept = new LinkedHashMap<>();

  DatedWorkspaces(Function<LocalDate, Workspace> load) {
    this.load = load;
  }

  synchronized Workspace of(LocalDate date) {
    Workspace workspace = kept.get(date);
    if (workspace == null) {
      workspace = load.apply(date);
      if (kept.size() >= DATES_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
      kept.put(date, workspace);
    }
    return workspace;
  }
}
