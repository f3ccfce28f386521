package io.citylake.run.graph;

import io.citylake.contract.BrokenFiles.BrokenTask;
import io.citylake.contract.Suggestion;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Task;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Picks jobs in dbt's words: {@code theme.job}, a glob ({@code enterprise.*}), {@code theme:x},
 * {@code tag:y}, {@code table:theme.t}, each with {@code +} before it for what it needs and after
 * it for what needs it. Several, separated by commas, are a union.
 */
public final class JobSelector {
  private final Workspace workspace;
  private final JobGraph graph;

  public JobSelector(Workspace workspace) {
    this.workspace = workspace;
    this.graph = JobGraph.of(workspace);
  }

  public List<JobName> all() {
    return graph.all();
  }

  /**
   * The jobs that any of the selections names, in the order to run them; broken ones too.
   *
   * @throws CityLakeException JOB_NOT_FOUND where a selection names none
   */
  public List<JobName> select(Collection<String> selections) {
    Set<JobName> chosen = new TreeSet<>();
    for (String selection : selections) {
      for (String part : selection.split(",", -1)) {
        chosen.addAll(selectOne(part.strip()));
      }
    }
    return graph.order(chosen);
  }

  /**
   * Called where a job is all that is wanted.
   *
   * @throws CityLakeException CONTRACT_INVALID where its file has a mistake
   */
  public void requireSound(JobName job) {
    graph
        .mistake(job)
        .ifPresent(
            mistake -> {
              throw mistake;
            });
  }

  private Set<JobName> selectOne(String selection) {
    boolean needed = selection.startsWith("+");
    boolean needing = selection.length() > 1 && selection.endsWith("+");
    String core = selection.substring(needed ? 1 : 0, selection.length() - (needing ? 1 : 0));
    Set<JobName> chosen = new TreeSet<>();
    for (Task job : workspace.tasks().values()) {
      if (matches(job, core)) {
        chosen.add(job.name());
      }
    }
    for (BrokenTask job : workspace.broken().tasks().values()) {
      if (matches(job, core)) {
        chosen.add(job.name());
      }
    }
    if (chosen.isEmpty()) {
      throw nothing(selection, core);
    }
    Set<JobName> wider = new TreeSet<>(chosen);
    for (JobName job : chosen) {
      if (needed) {
        wider.addAll(graph.upstreamOf(job));
      }
      if (needing) {
        wider.addAll(graph.downstreamOf(job));
      }
    }
    return wider;
  }

  private boolean matches(Task job, String core) {
    int colon = core.indexOf(':');
    if (colon < 0) {
      return glob(core).matcher(job.name().toString()).matches();
    }
    String value = core.substring(colon + 1);
    DatasetContract dataset = workspace.loadDataset(job.target());
    return switch (core.substring(0, colon)) {
      case "theme" -> job.name().theme().equals(value) || job.target().theme().equals(value);
      case "tag" ->
          job.tags().contains(value)
              || dataset.tags().contains(value)
              || workspace.themes().get(job.target().theme()).tags().contains(value);
      case "table" -> glob(value).matcher(job.target().toString()).matches();
      default ->
          throw new CityLakeException(
              ErrorCode.USAGE,
              "Cannot select '%s': expected a job, a glob, theme:, tag: or table:".formatted(core));
    };
  }

  /** As far as its file can be read, which its tags are not. */
  private static boolean matches(BrokenTask job, String core) {
    int colon = core.indexOf(':');
    if (colon < 0) {
      return glob(core).matcher(job.name().toString()).matches();
    }
    String value = core.substring(colon + 1);
    return switch (core.substring(0, colon)) {
      case "theme" -> job.name().theme().equals(value);
      case "table" ->
          job.target() != null && glob(value).matcher(job.target().toString()).matches();
      default -> false;
    };
  }

  private static Pattern glob(String text) {
    StringBuilder pattern = new StringBuilder();
    for (String part : text.split("(?<=\\*)|(?=\\*)", -1)) {
      pattern.append(part.equals("*") ? ".*" : Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString());
  }

  private CityLakeException nothing(String selection, String core) {
    List<String> names = workspace.tasks().keySet().stream().map(JobName::toString).toList();
    Optional<String> nearest = Suggestion.nearest(core, names);
    return new CityLakeException(
        ErrorCode.JOB_NOT_FOUND,
        "Cannot select '%s': no job of this workspace matches%s"
            .formatted(
                selection,
                nearest.map(name -> "; did you mean " + name + "?").orElse("; see citylake list")));
  }
}
