package io.citylake.upkeep;

import io.citylake.contract.settings.MaintainSettings.History;
import io.citylake.lake.history.HistoryPruning;
import io.citylake.lake.history.HistoryPruning.Count;
import io.citylake.lake.history.HistoryPruning.Part;
import io.citylake.upkeep.Journal.Action;
import io.citylake.upkeep.Journal.Figures;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Parts;
import io.citylake.upkeep.past.OldLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Forgets what is old of the lake's own past: its ledger, its slots, its logs. One thread. */
final class Forgetting {
  private final Parts parts;
  private final History history;
  private final Journal journal;

  Forgetting(Parts parts, History history, Journal journal) {
    this.parts = parts;
    this.history = history;
    this.journal = journal;
  }

  void run(Mode mode) {
    rows(Part.RUNS, history.runs(), "runs that found nothing new", mode);
    rows(Part.STAGES, history.stages(), "stages of runs", mode);
    rows(Part.MOMENTS, history.moments(), "slots of what runs more often than daily", mode);
    rows(Part.SLOTS, history.slots(), "slots", mode);
    rows(Part.ENTRIES, history.entries(), "entries of upkeep", mode);
    journal.attempt(null, "prune-logs", () -> logs(mode));
  }

  private void rows(Part part, Duration keep, String what, Mode mode) {
    String name = "prune-" + part.name().toLowerCase(java.util.Locale.ROOT);
    journal.attempt(
        null,
        name,
        () -> {
          HistoryPruning pruning = new HistoryPruning(parts.lake().database());
          Instant before = journal.now().minus(keep);
          Count count = pruning.count(part, before);
          if (count.old() == 0) {
            return;
          }
          Action action =
              journal.action(
                  null,
                  name,
                  "%,d of %,d %s are older than %s"
                      .formatted(count.old(), count.all(), what, Journal.text(keep)));
          long removed = mode == Mode.ACT ? pruning.prune(part, before) : count.old();
          journal.tell(action, mode, Figures.of(count.all(), count.all() - removed));
        });
  }

  private void logs(Mode mode) {
    List<Path> old = OldLogs.find(parts.logs(), journal.now().minus(history.logs()));
    if (old.isEmpty()) {
      return;
    }
    Action action =
        journal.action(
            null,
            "prune-logs",
            "%,d logs and results of runs are older than %s"
                .formatted(old.size(), Journal.text(history.logs())));
    if (mode == Mode.ACT) {
      old.forEach(Forgetting::delete);
    }
    journal.tell(action, mode, Figures.of(old.size(), mode == Mode.ACT ? 0L : null));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + file, e);
    }
  }
}
