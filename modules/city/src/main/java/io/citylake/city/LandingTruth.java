package io.citylake.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The truth of a landing directory while a call adds to it: one call at a time. What each part
 * counted is kept beside the data, so that days may be made by several calls in any order; the
 * truth is always that of all parts. Until a call has ended there is no truth, and one that was
 * ended half-way must be made again first, because what it left is not known.
 */
final class LandingTruth implements AutoCloseable {
  private static final String LOCK = "truth.lock";

  private final CityRequest request;
  private final FileChannel lock;
  private final MadeParts before;
  private final List<MadePart> made = new ArrayList<>();

  private LandingTruth(CityRequest request, FileChannel lock, MadeParts before) {
    this.request = request;
    this.lock = lock;
    this.before = before;
  }

  /**
   * Takes the directory for this call until it is closed. Writes no data.
   *
   * @throws CityLakeException USAGE where another call is writing there, the city there is another
   *     one, or an earlier call was ended half-way; METADATA_CORRUPT where the parts can't be read
   */
  static LandingTruth open(CityRequest request) throws IOException {
    Files.createDirectories(request.to());
    FileChannel channel =
        FileChannel.open(
            request.to().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock(channel) == null) {
        throw refused(request, "another call is writing there; wait for its end");
      }
      return new LandingTruth(request, channel, before(request));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static MadeParts before(CityRequest request) throws IOException {
    Path file = request.to().resolve(PartsFile.NAME);
    if (!Files.exists(file)) {
      if (Files.exists(request.to().resolve(CityTruth.FILE))) {
        throw refused(
            request,
            "it holds a city and nothing tells what its parts counted; empty it or name another directory");
      }
      return MadeParts.none(request);
    }
    MadeParts city = PartsReader.read(file);
    if (!city.sameCity(request)) {
      throw refused(
          request,
          "it holds the city of --seed %d --scale %s, and --seed %d --scale %s is another; ask for the same, empty it or name another directory"
              .formatted(city.seed(), city.scale(), request.seed(), request.scale()));
    }
    Making making = city.making();
    if (making != null && !making.within(request)) {
      throw refused(
          request,
          "an earlier call was ended half-way; first make its days again, %s, or empty the directory"
              .formatted(making));
    }
    return city;
  }

  private static CityLakeException refused(CityRequest request, String reason) {
    return new CityLakeException(
        ErrorCode.USAGE,
        "Cannot make the city there: %s (directory=%s)".formatted(reason, request.to()));
  }

  /** Says that the call is under way, and which of its parts are to be made. */
  List<Integer> begin(PartPlan plan) throws IOException {
    PartsFile.write(request.to().resolve(PartsFile.NAME), before.making(request));
    Files.deleteIfExists(request.to().resolve(CityTruth.FILE));
    return plan.due(before);
  }

  void add(MadePart part) {
    made.add(part);
  }

  /** How many parts the call has made. */
  int made() {
    return made.size();
  }

  /** Writes what all parts counted, and then the truth. */
  CityTruth end(List<CitySource> sources) throws IOException {
    MadeParts city = before.made(made);
    CityTruth truth = truth(city, sources);
    PartsFile.write(request.to().resolve(PartsFile.NAME), city);
    truth.write(request.to());
    return truth;
  }

  private CityTruth truth(MadeParts city, List<CitySource> sources) {
    TreeMap<String, JobCount> jobs = new TreeMap<>();
    TreeMap<String, TreeSet<LocalDate>> days = new TreeMap<>();
    TreeMap<String, TreeSet<LocalDate>> corrected = new TreeMap<>();
    sources.forEach(source -> jobs.put(source.job(), new JobCount(source.job())));
    for (MadePart part : city.parts().values()) {
      String job = part.count().job();
      LocalDate day = part.from().toLocalDate();
      jobs.computeIfAbsent(job, JobCount::new).merge(part.count());
      days.computeIfAbsent(job, key -> new TreeSet<>()).add(day);
      if (part.corrected()) {
        corrected.computeIfAbsent(job, key -> new TreeSet<>()).add(day);
      }
    }
    for (CitySource source : sources) {
      String job = source.job();
      TreeSet<LocalDate> made = days.get(job);
      if (made != null) {
        source.relate(
            new MadeDays(request, made, corrected.getOrDefault(job, new TreeSet<>())),
            jobs.get(job));
      }
    }
    return CityTruth.of(jobs.values());
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
