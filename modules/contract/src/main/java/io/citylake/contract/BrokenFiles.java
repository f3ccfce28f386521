package io.citylake.contract;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a workspace can't be used because its own file has mistakes, while the rest can: jobs,
 * steps, applications, feeds and parts of the map. A name that is here is not among those of the
 * workspace.
 *
 * @param map by the name of the layer; {@code base} for the base map, {@code dossier/NAME} for a
 *     kind of dossier
 */
public record BrokenFiles(
    SortedMap<JobName, BrokenTask> tasks,
    SortedMap<String, List<Problem>> applications,
    SortedMap<String, List<Problem>> feeds,
    SortedMap<String, List<Problem>> map) {
  private static final BrokenFiles NONE =
      new BrokenFiles(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public BrokenFiles {
    tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    applications = copied(applications);
    feeds = copied(feeds);
    map = copied(map);
  }

  private static SortedMap<String, List<Problem>> copied(SortedMap<String, List<Problem>> from) {
    SortedMap<String, List<Problem>> copy = new TreeMap<>();
    from.forEach((name, problems) -> copy.put(name, List.copyOf(problems)));
    return Collections.unmodifiableSortedMap(copy);
  }

  /**
   * A job or step.
   *
   * @param target null where that can't be read
   */
  public record BrokenTask(JobName name, @Nullable TableName target, List<Problem> problems) {
    public BrokenTask {
      problems = List.copyOf(problems);
    }

    /** What whoever needs it is told. */
    public CityLakeException failure() {
      return refused("job " + name, problems);
    }
  }

  public static BrokenFiles none() {
    return NONE;
  }

  public boolean isEmpty() {
    return tasks.isEmpty() && applications.isEmpty() && feeds.isEmpty() && map.isEmpty();
  }

  /** How each is spoken of, in order. */
  public Map<String, List<Problem>> byName() {
    Map<String, List<Problem>> named = new TreeMap<>(applications);
    feeds.forEach((name, problems) -> named.put("feed " + name, problems));
    map.forEach((name, problems) -> named.put("map " + name, problems));
    tasks.forEach((name, task) -> named.put(name.toString(), task.problems()));
    return named;
  }

  /** What whoever needs the application is told; empty where it is not broken. */
  Optional<CityLakeException> ofApplication(String name) {
    return Optional.ofNullable(applications.get(name))
        .map(problems -> refused("application " + name, problems));
  }

  /** What whoever needs the feed is told; empty where it is not broken. */
  Optional<CityLakeException> ofFeed(String name) {
    return Optional.ofNullable(feeds.get(name)).map(problems -> refused("feed " + name, problems));
  }

  private static CityLakeException refused(String what, List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    problems.forEach(problem -> text.append('\n').append(problem));
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID, "Cannot use %s: its file has mistakes%s".formatted(what, text));
  }
}
