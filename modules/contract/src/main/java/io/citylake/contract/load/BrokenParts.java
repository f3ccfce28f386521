package io.citylake.contract.load;

import io.citylake.contract.BrokenFiles;
import io.citylake.contract.BrokenFiles.BrokenTask;
import io.citylake.contract.Problem;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs, steps, applications, feeds and parts of the map the mistakes of a workspace stand in,
 * or its alerts, which are loaded apart. Nothing else refers to them, so that the rest can be used
 * without; what refers to a contract can't be used without it.
 */
final class BrokenParts {
  private static final String NAME = "([a-z][a-z0-9_]{0,63})";
  private static final Pattern TASK =
      Pattern.compile("jobs/" + NAME + "/" + NAME + "\\.(?:yaml|yml|sql)");
  private static final Pattern APPLICATION =
      Pattern.compile("conf/applications/" + NAME + "\\.(?:yaml|yml)");

  private static final Pattern FEED = Pattern.compile("conf/feeds/" + NAME + "\\.(?:yaml|yml)");

  private static final Pattern LAYER = Pattern.compile("conf/map/" + NAME + "\\.(?:yaml|yml)");

  private static final Pattern DOSSIER =
      Pattern.compile("conf/dossier/" + NAME + "\\.(?:yaml|yml)");

  private static final Pattern BASE_MAP = Pattern.compile("conf/map\\.(?:yaml|yml)");

  private static final Pattern ALERTS = Pattern.compile("conf/alerts\\.(?:yaml|yml)");

  private final Drafts drafts;

  private BrokenParts(Drafts drafts) {
    this.drafts = drafts;
  }

  /** Takes them out of the drafts; empty where a mistake stands in a file that others need. */
  static Optional<BrokenFiles> takeOut(Drafts drafts, List<Problem> problems) {
    SortedMap<JobName, List<Problem>> tasks = new TreeMap<>();
    SortedMap<String, List<Problem>> applications = new TreeMap<>();
    SortedMap<String, List<Problem>> feeds = new TreeMap<>();
    SortedMap<String, List<Problem>> map = new TreeMap<>();
    for (Problem problem : problems) {
      Matcher task = TASK.matcher(problem.file());
      Matcher application = APPLICATION.matcher(problem.file());
      Matcher feed = FEED.matcher(problem.file());
      Matcher layer = LAYER.matcher(problem.file());
      Matcher dossier = DOSSIER.matcher(problem.file());
      if (task.matches()) {
        JobName name = new JobName(task.group(1), task.group(2));
        tasks.computeIfAbsent(name, each -> new ArrayList<>()).add(problem);
      } else if (application.matches()) {
        applications.computeIfAbsent(application.group(1), each -> new ArrayList<>()).add(problem);
      } else if (feed.matches()) {
        // Its jobs read what was received all the same.
        feeds.computeIfAbsent(feed.group(1), each -> new ArrayList<>()).add(problem);
      } else if (layer.matches()) {
        map.computeIfAbsent(layer.group(1), each -> new ArrayList<>()).add(problem);
      } else if (dossier.matches()) {
        map.computeIfAbsent(Layers.dossier(dossier.group(1)), each -> new ArrayList<>())
            .add(problem);
      } else if (BASE_MAP.matcher(problem.file()).matches()) {
        map.computeIfAbsent(Layers.BASE, each -> new ArrayList<>()).add(problem);
      } else if (!ALERTS.matcher(problem.file()).matches()) {
        // What of alerts is mistaken is said to whoever asks for them.
        return Optional.empty();
      }
    }
    return Optional.of(new BrokenParts(drafts).takeOut(tasks, applications, feeds, map));
  }

  private BrokenFiles takeOut(
      SortedMap<JobName, List<Problem>> tasks,
      SortedMap<String, List<Problem>> applications,
      SortedMap<String, List<Problem>> feeds,
      SortedMap<String, List<Problem>> map) {
    SortedMap<JobName, BrokenTask> broken = new TreeMap<>();
    tasks.forEach(
        (name, problems) ->
            broken.put(name, new BrokenTask(name, target(name), ordered(problems))));
    SortedMap<String, List<Problem>> screens = new TreeMap<>();
    applications.forEach((name, problems) -> screens.put(name, ordered(problems)));
    drafts.jobs().keySet().removeAll(broken.keySet());
    drafts.steps().keySet().removeAll(broken.keySet());
    SortedMap<String, List<Problem>> silent = new TreeMap<>();
    feeds.forEach((name, problems) -> silent.put(name, ordered(problems)));
    drafts.applications().keySet().removeAll(screens.keySet());
    drafts.feeds().keySet().removeAll(silent.keySet());
    SortedMap<String, List<Problem>> unmapped = new TreeMap<>();
    map.forEach((name, problems) -> unmapped.put(name, ordered(problems)));
    drafts.layers().keySet().removeAll(unmapped.keySet());
    drafts.dossiers().keySet().removeIf(name -> unmapped.containsKey(Layers.dossier(name)));
    return new BrokenFiles(broken, screens, silent, unmapped);
  }

  private static List<Problem> ordered(List<Problem> problems) {
    return problems.stream().sorted().distinct().toList();
  }

  /** As far as the file can be read: what needs the table is not run past it. */
  private @Nullable TableName target(JobName name) {
    return drafts
        .jobs()
        .getOrDefault(name, Optional.empty())
        .flatMap(view -> view.find("target", TableName.class))
        .or(
            () ->
                drafts
                    .steps()
                    .getOrDefault(name, Optional.empty())
                    .map(draft -> StepChecks.target(name, draft)))
        .filter(table -> drafts.datasets().containsKey(table))
        .orElse(null);
  }
}
