package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.LoadResult;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Settings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A workspace for a process that runs for months: one state of its files for every business date,
 * until a later state is taken, whole or not at all. What is taken is a copy, so that a file that
 * is half written is nobody's; a state with a mistake is told once, and the one before goes on.
 * Safe for threads.
 */
public final class LiveWorkspace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveWorkspace.class);
  private static final int PROBLEMS_TOLD = 5;

  private final EmbeddedLake lake;
  private final Path home;
  private final Path note;
  private volatile Edition edition;

  @GuardedBy("this")
  private final List<WorkspaceCopy> copies = new ArrayList<>();

  /** Of the files that were judged last, good or bad. */
  @GuardedBy("this")
  private String judged;

  /** Of the files at the last look, where they were others than those that were judged. */
  @GuardedBy("this")
  private @Nullable String pending;

  private LiveWorkspace(EmbeddedLake lake, WorkspaceCopy first) {
    this.lake = lake;
    this.home = lake.workspace().home();
    this.note = note(lake.workspace().settings());
    this.judged = first.mark();
    copies.add(first);
    LoadResult result = load(first, lake.businessDate());
    this.edition =
        new Edition(result.usable().orElse(lake.workspace()), date -> workspace(first, date));
  }

  /** The workspace of a lake as its files are now; a mistake in a job costs that job. */
  public static LiveWorkspace open(EmbeddedLake lake) {
    Path home = lake.workspace().home();
    for (int tries = 0; ; tries++) {
      Optional<WorkspaceCopy> copy = WorkspaceCopy.take(home);
      if (copy.isPresent()) {
        return new LiveWorkspace(lake, copy.get());
      }
      if (tries == 20) {
        throw new CityLakeException(
            ErrorCode.STORAGE_FAILED,
            "Cannot take the workspace: its files change all the time (home=%s)".formatted(home));
      }
    }
  }

  Edition edition() {
    return edition;
  }

  /** What is in force. */
  public Workspace workspace() {
    return edition.workspace();
  }

  /**
   * What became of a changed workspace.
   *
   * @param taken whether it is in force from now on
   * @param sentence what to say of it
   */
  public record News(boolean taken, String sentence) {}

  /**
   * Looks at the files, and takes a state that is other than the one before, valid, and was the
   * same at two looks. Empty where there is nothing new.
   */
  public synchronized Optional<News> look() {
    String mark = WorkspaceCopy.mark(home);
    if (mark.equals(judged)) {
      pending = null;
      return Optional.empty();
    }
    if (!mark.equals(pending)) {
      pending = mark;
      return Optional.empty();
    }
    Optional<WorkspaceCopy> copy =
        WorkspaceCopy.take(home).filter(each -> mark.equals(each.mark()));
    if (copy.isEmpty()) {
      return Optional.empty();
    }
    judged = mark;
    pending = null;
    News news = judge(copy.get());
    if (news.taken()) {
      LOG.info("{}", news.sentence());
      forget();
    } else {
      LOG.warn("{}", news.sentence());
      copy.get().close();
      write(news.sentence());
    }
    return Optional.of(news);
  }

  @GuardedBy("this")
  private News judge(WorkspaceCopy copy) {
    LoadResult result = load(copy, yesterday());
    if (!(result instanceof LoadResult.Loaded loaded)) {
      return refused(told(result.problems()));
    }
    Workspace next = loaded.workspace();
    Optional<String> fixed = fixed(lake.workspace().settings(), next.settings());
    if (fixed.isPresent()) {
      return refused(
          "%s in conf/citylake.yaml is another, which needs a restart".formatted(fixed.get()));
    }
    Edition made;
    try {
      made = new Edition(next, date -> workspace(copy, date));
    } catch (CityLakeException e) {
      return refused(String.valueOf(e.getMessage()));
    }
    int before = edition.tasks().all().size();
    edition = made;
    copies.add(copy);
    // Whoever asked the one before for a date may still read it.
    while (copies.size() > 2) {
      copies.remove(0).close();
    }
    return new News(
        true,
        "The changed workspace is in force: %d jobs and steps are scheduled, %d before"
            .formatted(made.tasks().all().size(), before));
  }

  private LocalDate yesterday() {
    return LocalDate.ofInstant(lake.host().clock().instant(), lake.workspace().settings().zone())
        .minusDays(1);
  }

  private static News refused(String why) {
    return new News(
        false,
        "Cannot take the changed workspace: %s; the scheduler goes on with the one before"
            .formatted(why));
  }

  private static String told(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    problems.stream()
        .limit(PROBLEMS_TOLD)
        .forEach(each -> text.append(text.isEmpty() ? "" : "; ").append(each));
    int more = problems.size() - PROBLEMS_TOLD;
    return text.append(more > 0 ? "; and %d more, see citylake validate".formatted(more) : "")
        .toString();
  }

  /** Which of the settings that a process is made with is another; empty for none. */
  private static Optional<String> fixed(Settings now, Settings next) {
    if (!now.zone().equals(next.zone())) {
      return Optional.of("zone");
    }
    if (!now.stateDir().equals(next.stateDir())) {
      return Optional.of("state-dir");
    }
    if (!now.catalog().uri().equals(next.catalog().uri())) {
      return Optional.of("catalog");
    }
    if (!now.warehouse().equals(next.warehouse())) {
      return Optional.of("warehouse");
    }
    return now.spark().equals(next.spark()) && now.hadoop().keySet().equals(next.hadoop().keySet())
        ? Optional.empty()
        : Optional.of("spark or hadoop");
  }

  private LoadResult load(WorkspaceCopy copy, LocalDate date) {
    return WorkspaceLoader.load(home, copy.directory(), lake.host().environment(), date);
  }

  private Workspace workspace(WorkspaceCopy copy, LocalDate date) {
    LoadResult result = load(copy, date);
    return result
        .usable()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.CONTRACT_INVALID,
                    "Cannot read the workspace for %s: %s"
                        .formatted(date, told(result.problems()))));
  }

  /** What a scheduler of this lake refused to take, for whoever asks how all stands. */
  public static Optional<String> refused(Settings settings) {
    try {
      Path note = note(settings);
      return Files.exists(note) ? Optional.of(Files.readString(note)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path note(Settings settings) {
    return settings.stateDir().resolve("scheduler-refused.txt");
  }

  private void write(String sentence) {
    try {
      Files.writeString(note, sentence);
    } catch (IOException e) {
      LOG.warn("Cannot write {}", note, e);
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(note);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}", note, e);
    }
  }

  @Override
  public synchronized void close() {
    copies.forEach(WorkspaceCopy::close);
    copies.clear();
    forget();
  }
}
