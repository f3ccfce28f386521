package io.citylake.contract;

import io.citylake.contract.application.Application;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Calendar;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.contract.map.CityMap;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Settings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that a directory with {@code conf/} and {@code jobs/} declares, valid as a whole.
 *
 * @param broken what can't be used because its own file has mistakes
 */
public record Workspace(
    Path home,
    Settings settings,
    SortedMap<String, Theme> themes,
    SortedMap<TableName, DatasetContract> datasets,
    SortedMap<JobName, Job> jobs,
    SortedMap<JobName, Step> steps,
    SortedMap<String, CodeTable> codeTables,
    SortedMap<String, Calendar> calendars,
    SortedMap<String, Application> applications,
    SortedMap<String, Feed> feeds,
    CityMap map,
    Policies policies,
    BrokenFiles broken) {
  public Workspace {
    themes = Collections.unmodifiableSortedMap(new TreeMap<>(themes));
    datasets = Collections.unmodifiableSortedMap(new TreeMap<>(datasets));
    jobs = Collections.unmodifiableSortedMap(new TreeMap<>(jobs));
    steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
    codeTables = Collections.unmodifiableSortedMap(new TreeMap<>(codeTables));
    calendars = Collections.unmodifiableSortedMap(new TreeMap<>(calendars));
    applications = Collections.unmodifiableSortedMap(new TreeMap<>(applications));
    feeds = Collections.unmodifiableSortedMap(new TreeMap<>(feeds));
  }

  /**
   * A feed.
   *
   * @throws CityLakeException FEED_NOT_FOUND; CONTRACT_INVALID with its file's mistakes where it is
   *     broken
   */
  public Feed loadFeed(String name) {
    broken
        .ofFeed(name)
        .ifPresent(
            failure -> {
              throw failure;
            });
    return Optional.ofNullable(feeds.get(name))
        .orElseThrow(() -> unknown(ErrorCode.FEED_NOT_FOUND, "feed", name, feeds));
  }

  public DatasetContract loadDataset(TableName name) {
    return Optional.ofNullable(datasets.get(name))
        .orElseThrow(() -> unknown(ErrorCode.TABLE_NOT_FOUND, "table", name.toString(), datasets));
  }

  /**
   * A job.
   *
   * @throws CityLakeException JOB_NOT_FOUND; CONTRACT_INVALID with its file's mistakes where it is
   *     broken
   */
  public Job loadJob(JobName name) {
    requireSound(name);
    return Optional.ofNullable(jobs.get(name))
        .orElseThrow(() -> unknown(ErrorCode.JOB_NOT_FOUND, "job", name.toString(), jobs));
  }

  /** Jobs and steps; their names differ. */
  public SortedMap<JobName, Task> tasks() {
    SortedMap<JobName, Task> tasks = new TreeMap<>(jobs);
    tasks.putAll(steps);
    return tasks;
  }

  public Task loadTask(JobName name) {
    Step step = steps.get(name);
    return step == null ? loadJob(name) : step;
  }

  /** Empty where there is none of this name that can be used. */
  public Optional<Task> findTask(JobName name) {
    Step step = steps.get(name);
    return Optional.ofNullable(step == null ? jobs.get(name) : step);
  }

  /**
   * Those of some jobs that have rows of a table and are not declared any more, unless a job of the
   * table says that they stay.
   */
  public SortedSet<JobName> undeclared(TableName table, Collection<JobName> published) {
    SortedSet<JobName> undeclared = new TreeSet<>(published);
    undeclared.removeAll(jobs.keySet());
    undeclared.removeAll(steps.keySet());
    undeclared.removeAll(broken.tasks().keySet());
    jobs.values().stream()
        .filter(job -> job.target().equals(table))
        .forEach(job -> undeclared.removeAll(job.beside()));
    return undeclared;
  }

  /** The name that a job has loaded its table by, while it has loaded nothing by its own. */
  public Optional<JobName> earlierName(Job job, Collection<JobName> published) {
    if (published.contains(job.name())) {
      return Optional.empty();
    }
    SortedSet<JobName> undeclared = undeclared(job.target(), published);
    return job.was().stream().filter(was -> undeclared.contains(was)).findFirst();
  }

  private void requireSound(JobName name) {
    BrokenFiles.BrokenTask task = broken.tasks().get(name);
    if (task != null) {
      throw task.failure();
    }
  }

  public Application loadApplication(String name) {
    broken
        .ofApplication(name)
        .ifPresent(
            failure -> {
              throw failure;
            });
    return Optional.ofNullable(applications.get(name))
        .orElseThrow(() -> unknown(ErrorCode.USAGE, "application", name, applications));
  }

  /** The same, run with other settings. */
  public Workspace withSettings(Settings other) {
    return new Workspace(
        home,
        other,
        themes,
        datasets,
        jobs,
        steps,
        codeTables,
        calendars,
        applications,
        feeds,
        map,
        policies,
        broken);
  }

  /** The same contracts, with these jobs and steps alone. */
  public Workspace withTasks(SortedMap<JobName, Job> someJobs, SortedMap<JobName, Step> someSteps) {
    return new Workspace(
        home,
        settings,
        themes,
        datasets,
        someJobs,
        someSteps,
        codeTables,
        calendars,
        applications,
        feeds,
        map,
        policies,
        broken);
  }

  private static CityLakeException unknown(
      ErrorCode code, String kind, String name, Map<?, ?> known) {
    Optional<String> nearest = Suggestion.nearest(name, names(known.keySet()));
    return new CityLakeException(
        code,
        "Cannot find %s %s: the workspace doesn't declare it%s"
            .formatted(kind, name, nearest.map(n -> "; did you mean " + n + "?").orElse("")));
  }

  private static Collection<String> names(Collection<?> keys) {
    return keys.stream().map(Object::toString).sorted(Comparator.naturalOrder()).toList();
  }
}
