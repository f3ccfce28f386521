package io.citylake.city;

import io.citylake.city.file.Landing;
import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All parts of a request, in a fixed order; on every machine the same number is the same part. */
final class PartPlan {
  private record Step(CitySource source, Part part) {}

  private final CityRequest request;
  private final List<CitySource> sources;
  private final List<Step> steps = new ArrayList<>();

  PartPlan(CityRequest request, List<CitySource> sources) {
    this.request = request;
    this.sources = List.copyOf(sources);
    for (CitySource source : sources) {
      for (Part part : source.cut().parts(request)) {
        steps.add(new Step(source, part));
      }
    }
  }

  int parts() {
    return steps.size();
  }

  /** Makes one part; its parts are independent, so this may be called by many threads. */
  JobCount write(int number) throws IOException, SQLException {
    Step step = steps.get(number);
    JobCount count = new JobCount(step.source().job());
    step.source().write(step.part(), new Landing(step.part()), count);
    return count;
  }

  /** Adds up what the parts counted. */
  Total total() {
    return new Total();
  }

  /** Not thread-safe. */
  final class Total {
    private final TreeMap<String, JobCount> jobs = new TreeMap<>();
    private int made;

    private Total() {
      sources.forEach(source -> jobs.put(source.job(), new JobCount(source.job())));
    }

    void add(JobCount part, GenerateProgress progress) {
      jobs.get(part.job()).merge(part);
      made++;
      progress.made(made, parts());
    }

    CityTruth write() throws IOException {
      for (CitySource source : sources) {
        NavigableSet<LocalDate> days = new TreeSet<>();
        source.cut().parts(request).forEach(part -> days.add(part.day()));
        source.relate(request.seed(), days, jobs.get(source.job()));
      }
      CityTruth truth = CityTruth.of(jobs.values());
      truth.write(request.to());
      return truth;
    }
  }
}
