package io.citylake.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes how far each job is that a scheduler runs, in a file for each, so that another process of
 * the machine can tell. A file that can't be written hinders no run. It hears of one thing at a
 * time, see {@link RunListener}.
 */
public final class RunProgress implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunProgress.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DIRECTORY = "progress";

  /** Whoever looks sees no difference. */
  private static final long SHORTEST_MILLIS = 500;

  private final Path directory;
  private final RunListener next;
  private final Clock clock = Clock.systemUTC();

  @GuardedBy("this")
  private final Map<String, State> states = new HashMap<>();

  /**
   * How far a job is.
   *
   * @param stage null before its first
   * @param at when this was so
   */
  public record State(
      @Nullable String stage, Instant stageSince, StageProgress progress, Instant at) {}

  RunProgress(Path stateDir, RunListener next) {
    this.directory = stateDir.resolve(DIRECTORY);
    this.next = next;
  }

  @Override
  public synchronized void jobStarted(int number, int of, JobName job) {
    note(job.toString(), new State(null, clock.instant(), none(job), clock.instant()));
    next.jobStarted(number, of, job);
  }

  @Override
  public synchronized void stageStarted(JobName job, String stage) {
    note(job.toString(), new State(stage, clock.instant(), none(job), clock.instant()));
    next.stageStarted(job, stage);
  }

  @Override
  public synchronized void progressed(StageProgress progress) {
    State before = states.get(progress.job());
    Instant now = clock.instant();
    if (before != null && before.at().plusMillis(SHORTEST_MILLIS).isBefore(now)) {
      note(progress.job(), new State(before.stage(), before.stageSince(), progress, now));
    }
    next.progressed(progress);
  }

  @Override
  public synchronized void jobEnded(int number, int of, JobResult result) {
    String job = result.job().toString();
    states.remove(job);
    try {
      Files.deleteIfExists(file(directory, job));
    } catch (IOException e) {
      LOG.debug("Cannot delete how far {} is", job, e);
    }
    next.jobEnded(number, of, result);
  }

  private static StageProgress none(JobName job) {
    return new StageProgress(job.toString(), 0, 0, 0, 0, 0);
  }

  private static Path file(Path directory, String job) {
    return directory.resolve(job + ".json");
  }

  @GuardedBy("this")
  private void note(String job, State state) {
    states.put(job, state);
    ObjectNode node = JSON.createObjectNode();
    node.put("stage", state.stage());
    node.put("stage_since", state.stageSince().toString());
    node.put("tasks_done", state.progress().tasksDone());
    node.put("tasks", state.progress().tasks());
    node.put("rows", state.progress().rows());
    node.put("bytes_read", state.progress().bytesRead());
    node.put("bytes_planned", state.progress().bytesPlanned());
    node.put("at", state.at().toString());
    try {
      Files.createDirectories(directory);
      Path draft = file(directory, job + ".draft");
      JSON.writeValue(draft.toFile(), node);
      Files.move(
          draft,
          file(directory, job),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.debug("Cannot note how far {} is", job, e);
    }
  }

  /** How far a job is, where a scheduler of this machine has noted it. */
  public static Optional<State> find(Path stateDir, JobName job) {
    try {
      JsonNode node = JSON.readTree(file(stateDir.resolve(DIRECTORY), job.toString()).toFile());
      StageProgress progress =
          new StageProgress(
              job.toString(),
              node.path("tasks_done").asInt(),
              node.path("tasks").asInt(),
              node.path("rows").asLong(),
              node.path("bytes_read").asLong(),
              node.path("bytes_planned").asLong());
      return Optional.of(
          new State(
              node.path("stage").textValue(),
              Instant.parse(node.path("stage_since").asText()),
              progress,
              Instant.parse(node.path("at").asText())));
    } catch (NoSuchFileException | java.io.FileNotFoundException | JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException | java.time.DateTimeException e) {
      LOG.debug("Cannot read how far {} is", job, e);
      return Optional.empty();
    }
  }
}
