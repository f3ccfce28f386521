package io.citylake.contract.load;

import io.citylake.contract.settings.MaintainSettings;
import io.citylake.contract.settings.MaintainSettings.History;
import io.citylake.contract.shape.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How much upkeep leaves at least. */
final class MaintainChecks {
  private MaintainChecks() {}

  static void run(View maintain, Diagnostics findings) {
    atLeast(maintain, "keep-snapshots", MaintainSettings.LEAST_SNAPSHOTS, "1h", findings);
    longer(maintain, "all-releases", "hourly-releases", findings);
    longer(maintain, "hourly-releases", "daily-releases", findings);
    maintain
        .child("history")
        .ifPresent(
            history -> {
              for (String key : List.of("runs", "stages", "logs", "entries", "quarantine")) {
                atLeast(history, key, History.LEAST, "7d", findings);
              }
              for (String key : List.of("moments", "slots")) {
                atLeast(history, key, History.LEAST_SLOTS, "62d", findings);
              }
            });
  }

  private static void atLeast(
      View view, String key, Duration least, String text, Diagnostics findings) {
    view.find(key, Duration.class)
        .filter(each -> each.compareTo(least) < 0)
        .ifPresent(
            each -> findings.add(view.place(key), "'%s' must be at least %s".formatted(key, text)));
  }

  private static void longer(View view, String key, String other, Diagnostics findings) {
    Optional<Duration> first = view.find(key, Duration.class);
    Optional<Duration> second = view.find(other, Duration.class);
    if (first.isPresent() && second.isPresent() && second.get().compareTo(first.get()) < 0) {
      findings.add(
          view.place(other), "'%s' must be at least as long as '%s'".formatted(other, key));
    }
  }
}
