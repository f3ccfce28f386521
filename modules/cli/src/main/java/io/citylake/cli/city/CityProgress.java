package io.citylake.cli.city;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a city is that is made chunk by chunk; kept beside it, so that a process that was ended
 * goes on where it was.
 *
 * @param scale 1 is the whole city
 * @param days how many there will be
 * @param chunk how many days at a time
 * @param chunks those that are in, in the order of time
 */
record CityProgress(double scale, int days, int chunk, List<Chunk> chunks) {
  private static final String NAME = "city.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A chunk that is in.
   *
   * @param records that its files had
   * @param jobs records by job
   * @param seconds by stage
   * @param whole whether one process did all of it; else the stages that were done before it was
   *     ended are missing from the seconds
   * @param lake what the lake takes after it
   * @param heap the most bytes of Java's heap that were in use after a collection
   */
  record Chunk(
      String from,
      int days,
      long records,
      Map<String, Long> jobs,
      Map<String, Double> seconds,
      boolean whole,
      LakeSize lake,
      long heap) {
    /** Of all stages. */
    double took() {
      return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  CityProgress {
    chunks = List.copyOf(chunks);
  }

  /** That of a directory; empty where no chunk was begun there. */
  static Optional<CityProgress> find(Path directory) {
    Path file = directory.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), CityProgress.class));
    } catch (JacksonException e) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot go on with the city: its progress can't be read; delete the directory or name another with --to (file=%s)"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  boolean sameCity(CityProgress other) {
    return scale == other.scale && days == other.days && chunk == other.chunk;
  }

  CityProgress plus(Chunk made) {
    List<Chunk> all = new ArrayList<>(chunks);
    all.add(made);
    return new CityProgress(scale, days, chunk, all);
  }

  /** How many days are in. */
  int daysIn() {
    return chunks.stream().mapToInt(Chunk::days).sum();
  }

  long records() {
    return chunks.stream().mapToLong(Chunk::records).sum();
  }

  void write(Path directory) {
    Path file = directory.resolve(NAME);
    Path draft = directory.resolve(NAME + ".tmp");
    try {
      JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), this);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static CityLakeException failed(Path file, IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot keep how far the city is: %s (file=%s)".formatted(cause.getMessage(), file),
        cause);
  }
}
